"""Names: how they are written, folded, and told apart."""

"""Forms that act once, on the thing as it was read."""

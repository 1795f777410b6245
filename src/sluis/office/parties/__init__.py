"""The office's register of parties: what is known of them, and by whom it was told."""

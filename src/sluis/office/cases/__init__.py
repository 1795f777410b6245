"""Case files: what was found, kept as it was found."""

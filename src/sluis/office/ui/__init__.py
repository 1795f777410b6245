"""The pages: frame, first page, health and texts."""

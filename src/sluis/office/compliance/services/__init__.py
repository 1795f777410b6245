"""Writing what belongs to compliance; one module a subject."""

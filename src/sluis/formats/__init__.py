"""Bytes to core objects and back; errors name line and path."""

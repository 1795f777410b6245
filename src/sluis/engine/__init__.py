"""Bulk work: the same statements on every engine."""

"""The field itself: pure functions over frozen values, no input or output."""

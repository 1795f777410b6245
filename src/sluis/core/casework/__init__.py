"""Casework as pure rules: states, clocks, what is missing, and who may decide."""

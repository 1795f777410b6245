"""Open-source export control, from the first question to the last trace."""

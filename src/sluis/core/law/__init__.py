"""The law as values: rules with versions, and the conditions they hold."""

"""People: who they are, for which organisation they act, and in which role."""

"""The audit trail: who did what, when, to what; chained and never changed."""

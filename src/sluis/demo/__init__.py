"""The demonstration: one real case, replayed from question to trace."""

"""Access: the one table of who may see and do what, and the rules that read it."""

"""What reviewers decided on matches: the same party, or not."""

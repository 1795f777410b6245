"""What compliance adds to the pages of others."""

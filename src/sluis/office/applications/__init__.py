"""Applications: from a draft to a decision by two people."""

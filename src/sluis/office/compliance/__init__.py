"""The office's compliance: programmes, blocked parties, visits and record-keeping."""

"""What each application adds to the table of access: data, and no more."""

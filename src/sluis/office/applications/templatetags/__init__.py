"""Parts of the pages of applications."""

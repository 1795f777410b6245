"""Parts of the pages of declarations."""

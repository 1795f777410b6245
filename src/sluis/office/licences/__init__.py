"""Licences: issued, acted on, drawn from, and watched after the goods have left."""

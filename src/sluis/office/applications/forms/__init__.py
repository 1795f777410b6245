"""The forms in which an application is filled in."""

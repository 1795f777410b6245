"""Custody: from item events to a verdict that a court could rerun."""

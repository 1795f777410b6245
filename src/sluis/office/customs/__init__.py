"""Customs: declarations, checked against licences, released, held or refused."""

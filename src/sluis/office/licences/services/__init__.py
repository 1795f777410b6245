"""Writing licences: issuing them, and acting on them."""

from sluis.office.licences.services.acts import confirm, drop, propose
from sluis.office.licences.services.issuing import issue

__all__ = ["confirm", "drop", "issue", "propose"]

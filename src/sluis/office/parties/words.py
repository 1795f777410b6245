"""What can be known of a party, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sluis.office.parties.told import What
from sluis.office.ui.words import Word

KINDS: Mapping[What, Word] = {
    What.INCORPORATED: _("came to exist"),
    What.DISSOLVED: _("ceased to exist"),
    What.EXISTS: _("exists"),
    What.TRADING_COMPANY: _("is a trading company"),
    What.SAME_NAME_AS: _("bears the same name as"),
}

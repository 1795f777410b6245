from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.casework.licences import grant
from sluis.core.casework.grant import check_grant
from sluis.core.errors import Problems


def test_it_works():
    check_grant(grant())


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"decided_by": 1}, "decided_by"),
        ({"valid_until": date(2026, 1, 1)}, "valid_until"),
        ({"destination": None}, "destination"),
        ({"kind": "global", "destination": None}, "destinations"),
        ({"goods": ()}, "goods"),
        ({"parties": ()}, "parties"),
        (
            {"goods": (replace(grant().goods[0], quantity=None),)},
            "goods[0].quantity",
        ),
        (
            {"goods": (replace(grant().goods[0], quantity=Decimal(0)),)},
            "goods[0].quantity",
        ),
        (
            {"goods": (replace(grant().goods[0], tolerance_percent=Decimal(101)),)},
            "goods[0].tolerance_percent",
        ),
    ],
)
def test_what_no_licence_can_be_made_from_is_refused_at_its_place(changes, path):
    with pytest.raises(Problems) as caught:
        check_grant(grant(**changes))

    assert path in [one.path for one in caught.value.errors]

from __future__ import annotations

from decimal import Decimal

import orjson
import pytest

from core.casework.licences import grant, term
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.errors import Problems
from sluis.formats.grant import read_grant, write_grant


def test_it_works():
    made = grant(
        conditions=(
            term(ConditionCode.INSTALMENTS, most=Decimal("5.5"), unit="piece"),
            term(ConditionCode.ROUTE, countries=("TW", "SG")),
            term(ConditionCode.DELIVERY_VERIFICATION, days=90),
        )
    )

    assert read_grant(orjson.dumps(write_grant(made))) == made


def test_what_is_no_grant_is_refused_at_its_place():
    written = write_grant(grant())
    written["valid_from"] = "soon"

    with pytest.raises(Problems) as caught:
        read_grant(orjson.dumps(written))

    assert caught.value.errors[0].path == "valid_from"

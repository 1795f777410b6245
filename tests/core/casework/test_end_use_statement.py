from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sluis.core.casework.end_use_statement import (
    UNDERTAKINGS,
    Compared,
    EndUseStatement,
    Remark,
    StatedGood,
    StatedParty,
    review,
)

TODAY = date(2026, 11, 26)
EXPORTER = StatedParty(name="Example Engines B.V.", country="NL")
CONSIGNEE = StatedParty(name="Example Trading Co.", country="TW")
END_USER = StatedParty(
    name="Example Aero Institute",
    address="1 Example Road",
    country="CN",
    register_number="91-000",
)
GOODS = (StatedGood(line=1, description="Engine", quantity=Decimal(30), unit="piece"),)
APPLICATION = Compared(
    exporter=EXPORTER,
    consignee=CONSIGNEE,
    end_user=END_USER,
    goods=GOODS,
    contract="C-1",
    destination="CN",
)
WHOLE = EndUseStatement(
    exporter=EXPORTER,
    consignee=CONSIGNEE,
    end_user=END_USER,
    goods=GOODS,
    contract="C-1",
    end_use="Target drones for measuring radar",
    place_of_use="Hall 3",
    country_of_use="CN",
    undertakings=frozenset(UNDERTAKINGS),
    signatory="A. Person",
    function="Director",
    signed_on=date(2026, 11, 1),
    stamped=True,
    document="ab" * 32,
)


def remarks(statement, application=APPLICATION):
    return review(statement, application, TODAY, valid_days=183)


def test_a_whole_statement_that_agrees_has_no_remarks():
    assert remarks(WHOLE) == ()


def test_an_empty_statement_names_everything_it_lacks():
    found = remarks(EndUseStatement())

    assert {one.kind for one in found} == {"missing"}
    assert {
        "end_user.register_number",
        "end_use",
        "place_of_use",
        "goods[1]",
        "undertakings.no_re_export_without_consent",
        "signatory",
        "document",
        "stamped",
    } <= {one.path for one in found}


def test_another_end_user_than_the_application_names_is_shown_side_by_side():
    other = replace(WHOLE, end_user=replace(END_USER, name="Someone Else Ltd"))

    assert remarks(other) == (
        Remark(
            kind="differs",
            path="end_user.name",
            stated="Someone Else Ltd",
            expected="Example Aero Institute",
        ),
    )


def test_capitals_and_points_are_no_difference():
    same = replace(WHOLE, exporter=replace(EXPORTER, name="EXAMPLE ENGINES BV"))

    assert remarks(same) == ()


def test_a_consignee_the_application_does_not_have_is_a_difference():
    found = remarks(WHOLE, replace(APPLICATION, consignee=None))

    assert [one.path for one in found] == ["consignee.name"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"country_of_use": "HK"}, "country_of_use"),
        ({"contract": "C-2"}, "contract"),
        ({"goods": (replace(GOODS[0], quantity=Decimal(60)),)}, "goods[1].quantity"),
        ({"goods": (replace(GOODS[0], unit="kg"),)}, "goods[1].unit"),
        ({"goods": (*GOODS, replace(GOODS[0], line=2))}, "goods[2]"),
    ],
)
def test_each_difference_names_its_field(change, path):
    found = remarks(replace(WHOLE, **change))

    assert [(one.kind, one.path) for one in found] == [("differs", path)]


@pytest.mark.parametrize("signed", [date(2026, 11, 27), date(2026, 1, 1)])
def test_a_signature_of_tomorrow_or_long_ago_is_remarked(signed):
    found = remarks(replace(WHOLE, signed_on=signed))

    assert [(one.kind, one.path) for one in found] == [("date", "signed_on")]


def test_not_stamped_is_an_answer_and_not_known_is_not():
    assert remarks(replace(WHOLE, stamped=False)) == ()
    assert [one.path for one in remarks(replace(WHOLE, stamped=None))] == ["stamped"]

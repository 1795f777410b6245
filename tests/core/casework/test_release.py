from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.casework.licences import (
    NUMBER,
    TODAY,
    declaration,
    grant,
    line,
    standing,
    term,
)
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.declaration import DeclaredDocument, DeclaredParty
from sluis.core.casework.findings import KINDS
from sluis.core.casework.licence_states import LicenceAct, LicenceMove, Life
from sluis.core.casework.release import Determined, check_release
from sluis.core.licence import LedgerEntry
from sluis.core.transaction import Money


def check(made, licence=None, determined=None):
    licences = {NUMBER: licence or standing()}
    return check_release(made, licences, determined or {}, TODAY)


def codes(verdict):
    return [one.code for one in verdict.findings]


def test_it_works():
    found = check(declaration())

    assert (found.decision, codes(found)) == ("release", [])
    (draw,) = found.draws
    assert (draw.licence, draw.licence_line) == (NUMBER, 1)
    assert (draw.quantity, draw.unit) == (Decimal(10), "piece")


@pytest.mark.parametrize(
    ("changes", "code", "decision"),
    [
        ({"exporter": DeclaredParty(identifier="NL999")}, "other-exporter", "refuse"),
        ({"exporter": DeclaredParty(name="Other BV")}, "exporter-unclear", "hold"),
        ({"exporter": None}, "exporter-unclear", "hold"),
        ({"consignee": DeclaredParty(name="Front Co")}, "other-consignee", "hold"),
        ({"consignee": None}, "other-consignee", "hold"),
        (
            {"consignee": DeclaredParty(name="Agent Co Ltd", country="CN")},
            "other-consignee",
            "hold",
        ),
        ({"end_user": DeclaredParty(name="Front Co")}, "other-end-user", "hold"),
        ({"destination": "IR"}, "other-destination", "hold"),
        ({"destination": None}, "other-destination", "hold"),
        ({"via": ("TW", "AE")}, "other-route", "hold"),
        ({"lodged_on": date(2026, 1, 14)}, "licence-not-begun", "hold"),
        ({"lodged_on": date(2027, 1, 1)}, "licence-ended", "refuse"),
    ],
)
def test_each_part_of_the_whole_is_compared(changes, code, decision):
    found = check(declaration(**changes))

    assert (codes(found), found.decision) == ([code], decision)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"cn_code": "84111200"}, "other-cn-code"),
        ({"control_code": "9A012"}, "other-control-code"),
        ({"product": "T-500"}, "other-product"),
        ({"quantity": None}, "quantity-not-stated"),
        ({"unit": "kg"}, "other-unit"),
        ({"quantity": Decimal("30.5")}, "balance-exceeded"),
        ({"value": None}, "value-not-stated"),
        ({"value": Money(amount=Decimal(1), currency="USD")}, "other-currency"),
        ({"value": Money(amount=Decimal(300001), currency="EUR")}, "value-exceeded"),
        (
            {
                "documents": (
                    DeclaredDocument(
                        code="X060", reference=NUMBER, quantity=Decimal(9), unit="NAR"
                    ),
                )
            },
            "quantities-differ",
        ),
        (
            {"cn_code": "9014", "control_code": "7A103", "product": "gyro"},
            "goods-not-licensed",
        ),
    ],
)
def test_each_part_of_a_line_is_compared(changes, code):
    found = check(declaration(line(**changes)))

    assert (codes(found), found.decision) == ([code], "hold")
    assert found.findings[0].path.startswith("lines[0]")


def test_every_reason_is_given_and_not_only_the_first():
    found = check(declaration(line(quantity=Decimal(31)), destination="IR"))

    assert codes(found) == ["other-destination", "balance-exceeded"]


def test_two_lines_share_one_balance():
    two = (line(quantity=Decimal(20)), line(number=2, quantity=Decimal(11)))

    found = check(declaration(*two))

    assert codes(found) == ["balance-exceeded"]
    assert found.findings[0].sentence("en") == (
        f"Line 2: 11 piece is declared; 10 piece is left on licence {NUMBER}."
    )


def test_what_was_drawn_before_counts():
    drawn = LedgerEntry(
        id="m", type="write_off", quantity=Decimal(25), on=TODAY, declaration="other"
    )

    assert codes(check(declaration(), standing(None, drawn))) == ["balance-exceeded"]


def test_an_absent_end_user_counts_only_where_a_condition_names_one():
    made = declaration(end_user=None)
    named = grant(
        conditions=(term(ConditionCode.NAMED_END_USER, end_user="User Works"),)
    )

    assert check(made).decision == "release"
    assert codes(check(made, standing(named))) == ["other-end-user"]


def test_a_route_that_binds_must_be_stated():
    bound = grant(via=None, conditions=(term(ConditionCode.ROUTE, countries=("TW",)),))

    assert check(declaration(), standing(bound)).decision == "release"
    assert codes(check(declaration(via=()), standing(bound))) == ["other-route"]


def test_instalments_and_serial_numbers_bind_a_shipment():
    bound = grant(
        conditions=(
            term(ConditionCode.INSTALMENTS, most=Decimal(5), unit="piece"),
            term(ConditionCode.SERIAL_NUMBERS),
        )
    )
    numbered = line(quantity=Decimal(2), serials=("A", "B"))

    assert check(declaration(numbered), standing(bound)).decision == "release"
    assert codes(check(declaration(), standing(bound))) == [
        "serial-numbers-missing",
        "instalment-exceeded",
    ]


@pytest.mark.parametrize(
    ("act", "code", "decision"),
    [
        (LicenceAct.SUSPEND, "licence-suspended", "hold"),
        (LicenceAct.REVOKE, "licence-ended", "refuse"),
        (LicenceAct.ANNUL, "licence-ended", "refuse"),
    ],
)
def test_a_licence_that_was_acted_on_releases_nothing(act, code, decision):
    done = LicenceMove(
        act=act, effective_on=TODAY, known_on=TODAY, basis="Article 9", reason="…"
    )
    made = grant()
    life = Life(valid_from=made.valid_from, valid_until=made.valid_until, moves=(done,))

    found = check(declaration(), standing(life=life))

    assert (codes(found), found.decision) == ([code], decision)


def test_an_unknown_licence_holds_and_draws_nothing():
    stranger = line(documents=(DeclaredDocument(code="X060", reference="DE-1"),))

    found = check(declaration(stranger))

    assert (codes(found), found.draws, found.none_found) == (
        ["licence-unknown"],
        (),
        True,
    )


@pytest.mark.parametrize(
    ("outcome", "code", "decision"),
    [
        ("no_licence", None, "release"),
        ("licence_required", "licence-required", "hold"),
        ("prohibited", "prohibited", "refuse"),
        ("undecided", "undecided", "hold"),
        (None, "undecided", "hold"),
        ("notify_authority", "authority-to-be-told", "hold"),
        ("general_authorisation", "authorisation-not-claimed", "hold"),
    ],
)
def test_goods_without_a_licence_are_judged_by_the_law(outcome, code, decision):
    found = check(
        declaration(line(documents=())), determined={1: Determined(outcome=outcome)}
    )

    assert found.decision == decision
    assert codes(found) == ([code] if code else [])


def test_a_statement_that_goods_are_not_listed_settles_what_is_open_and_no_more():
    stated = line(documents=(DeclaredDocument(code="Y901"),))

    for outcome, decision in (
        ("undecided", "release"),
        ("licence_required", "hold"),
        ("prohibited", "refuse"),
    ):
        determined = {1: Determined(outcome=outcome)}
        assert check(declaration(stated), determined=determined).decision == decision


def test_a_general_authorisation_that_cannot_be_used_holds():
    claimed = line(documents=(DeclaredDocument(code="X061"),))
    determined = Determined(
        outcome="licence_required", authorisations={"EU001": "no"}, why="destination"
    )

    assert codes(check(declaration(claimed), determined={1: determined})) == [
        "authorisation-not-usable",
        "licence-required",
    ]
    fine = Determined(outcome="general_authorisation", authorisations={"EU001": "yes"})
    assert check(declaration(claimed), determined={1: fine}).decision == "release"


def test_a_prohibition_that_came_after_the_licence_holds():
    found = check(declaration(), determined={1: Determined(outcome="prohibited")})

    assert codes(found) == ["prohibited-since"]


def test_the_line_that_is_pointed_at_is_drawn_from():
    made = grant()
    second = replace(made.goods[0], line=2, product="T-500")
    two = replace(made, goods=(*made.goods, second))
    pointing = line(
        product="T-500",
        documents=(DeclaredDocument(code="X060", reference=NUMBER, line=1),),
    )

    assert (
        check(declaration(line(product="T-500")), standing(two)).draws[0].licence_line
        == 2
    )
    assert codes(check(declaration(pointing), standing(two))) == ["other-product"]


def test_every_finding_has_its_sentence_in_both_languages():
    for code, kind in KINDS.items():
        assert set(kind.sentence) == {"en", "nl"}, code
        assert kind.sentence["en"] != kind.sentence["nl"], code

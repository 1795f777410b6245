from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

import cast
import traffic
from core.casework.licences import line
from sluis.core.casework.declaration import DeclaredDocument, DeclaredParty
from sluis.core.casework.licence_states import LicenceAct, WrongState
from sluis.core.errors import InvalidInput
from sluis.core.licence import BalanceExceeded
from sluis.office.access.errors import NotVisible, Refused
from sluis.office.access.roles import Role
from sluis.office.customs import services
from sluis.office.customs.models import Declaration
from sluis.office.customs.services import DeclarationUnknown, VersionConflict
from sluis.office.customs.written import read_findings
from sluis.office.licences import queries
from sluis.office.licences import services as licensing
from sluis.office.licences.models import Licence

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return traffic.desk()


@pytest.fixture
def licence(at):
    return traffic.licensed(at)


def stands(licence: Licence) -> tuple[int, int, int]:
    """Reserved, left and remaining, in pieces."""
    found = Licence.objects.get(pk=licence.pk)
    balance = queries.balances_of(found, traffic.FAR)[0][1]
    return int(balance.reserved), int(balance.written_off), int(balance.remaining)


def codes(taken) -> list[str]:
    return [one.code for one in read_findings(taken.decision.findings)]


def change(declared, **changes):
    return replace(declared, action="amendment", **changes)


def test_it_works(at, licence):
    taken = services.lodge(at.customs, traffic.declared(licence))

    assert (taken.declaration.state, taken.new) == ("released", True)
    assert taken.declaration.organisation == at.maker
    assert stands(licence) == (10, 0, 20)

    services.exit_(at.customs, "26NL000001", on=date(2026, 6, 2))
    assert stands(licence) == (0, 10, 20)
    assert licence.lines.get().entries.filter(of_value=True).count() == 2


def test_the_same_message_twice_is_one(at, licence):
    first = services.lodge(at.customs, traffic.declared(licence))
    again = services.lodge(at.customs, traffic.declared(licence))

    assert (again.new, again.version, again.decision) == (
        False,
        first.version,
        first.decision,
    )
    services.exit_(at.customs, "26NL000001", on=date(2026, 6, 2))
    services.exit_(at.customs, "26NL000001", on=date(2026, 6, 2))
    assert stands(licence) == (0, 10, 20)
    with pytest.raises(WrongState):
        services.exit_(at.customs, "26NL000001", on=date(2026, 6, 3))


def test_another_message_under_the_same_number_is_refused(at, licence):
    services.lodge(at.customs, traffic.declared(licence))

    with pytest.raises(VersionConflict):
        services.lodge(at.customs, traffic.declared(licence, quantity=11))
    assert stands(licence) == (10, 0, 20)


def test_a_mismatch_holds_with_its_reason_and_draws_nothing(at, licence):
    taken = services.lodge(at.customs, traffic.declared(licence, destination="TW"))

    assert (taken.declaration.state, codes(taken)) == ("held", ["other-destination"])
    assert taken.declaration.held_until > date(2026, 6, 1)
    assert stands(licence) == (0, 0, 30)


def test_an_officer_releases_a_hold_with_a_reason_and_it_is_drawn(at, licence):
    services.lodge(at.customs, traffic.declared(licence, destination="TW"))

    with pytest.raises(InvalidInput, match="reason"):
        services.decide(
            at.customs, "26NL000001", version=1, decision="release", reason=" "
        )
    with pytest.raises(VersionConflict):
        services.decide(
            at.customs, "26NL000001", version=2, decision="release", reason="seen"
        )
    with pytest.raises(Refused):
        services.decide(
            at.applicant, "26NL000001", version=1, decision="release", reason="please"
        )
    with pytest.raises(Refused, match="another officer"):
        services.decide(
            at.customs, "26NL000001", version=1, decision="release", reason="seen"
        )
    done = services.decide(
        at.post, "26NL000001", version=1, decision="release", reason="seen"
    )

    assert done.state == "released"
    assert stands(licence) == (10, 0, 20)
    with pytest.raises(WrongState):
        services.decide(
            at.customs, "26NL000001", version=1, decision="refuse", reason="no"
        )


def test_an_officer_cannot_overdraw_a_licence(at, licence):
    services.lodge(at.customs, traffic.declared(licence, quantity=31))

    with pytest.raises(BalanceExceeded):
        services.decide(
            at.post, "26NL000001", version=1, decision="release", reason="seen"
        )
    assert Declaration.objects.get().state == "held"


def test_a_correction_before_exit_restores_and_draws_anew(at, licence):
    first = traffic.declared(licence)
    services.lodge(at.customs, first)
    more = traffic.line(licence, quantity=Decimal(25))
    taken = services.lodge(at.customs, change(first, lines=(more,)))

    assert (taken.version.number, taken.declaration.state) == (2, "released")
    assert stands(licence) == (25, 0, 5)
    odd = services.lodge(at.customs, change(first, destination="IR"))
    assert odd.declaration.state == "held"
    assert stands(licence) == (0, 0, 30)


def test_a_correction_after_exit_changes_what_has_left(at, licence):
    first = traffic.declared(licence)
    services.lodge(at.customs, first)
    services.exit_(at.customs, "26NL000001", on=date(2026, 6, 2))
    fewer = traffic.line(licence, quantity=Decimal(8))
    taken = services.lodge(at.customs, change(first, lines=(fewer,)))

    assert taken.declaration.state == "exited"
    assert stands(licence) == (0, 8, 22)
    too_many = traffic.line(licence, quantity=Decimal(31))
    taken = services.lodge(at.customs, change(first, lines=(too_many,)))
    assert (taken.declaration.state, stands(licence)) == ("mismatch", (0, 8, 22))


@pytest.mark.parametrize("left", [False, True])
def test_a_cancellation_restores_exactly_and_ends_the_declaration(at, licence, left):
    first = traffic.declared(licence)
    services.lodge(at.customs, first)
    if left:
        services.exit_(at.customs, "26NL000001", on=date(2026, 6, 2))
    cancelled = replace(first, action="cancellation", lines=())
    taken = services.lodge(at.customs, cancelled)

    assert taken.declaration.state == "invalidated"
    assert stands(licence) == (0, 0, 30)
    assert not services.lodge(at.customs, cancelled).new
    with pytest.raises(WrongState):
        services.lodge(at.customs, change(first, destination="IR"))


def test_what_a_cancelled_declaration_drew_is_there_for_one_lodged_before(at, licence):
    first = traffic.declared(licence, quantity=30)
    services.lodge(at.customs, first)
    services.lodge(at.customs, replace(first, action="cancellation", lines=()))

    earlier = traffic.declared(licence, mrn="26NL2", lodged_on=date(2026, 5, 20))
    assert services.lodge(at.customs, earlier).declaration.state == "released"
    services.exit_(at.customs, "26NL2", on=date(2026, 5, 21))
    assert stands(licence) == (0, 10, 20)


def test_messages_out_of_order_have_a_defined_answer(at, licence):
    first = traffic.declared(licence, version=1)
    with pytest.raises(DeclarationUnknown):
        services.lodge(at.customs, change(first, version=2))
    services.lodge(at.customs, first)
    third = change(first, version=3, lines=(traffic.line(licence, quantity=5),))
    services.lodge(at.customs, third)
    late = services.lodge(
        at.customs,
        change(first, version=2, lines=(traffic.line(licence, quantity=20),)),
    )

    assert (late.new, late.version.late, late.decision) == (True, True, None)
    assert late.declaration.version == 3
    assert stands(licence) == (5, 0, 25)
    partial = replace(third, version=5, partial=True, lines=())
    with pytest.raises(VersionConflict, match="between"):
        services.lodge(at.customs, partial)


def test_a_suspension_stops_releases_at_once(at, licence):
    licensing.propose(
        at.first,
        licence.number,
        act=LicenceAct.SUSPEND,
        effective_on=date(2026, 1, 20),
        basis="Article 16",
        reason="new facts",
    )

    taken = services.lodge(at.customs, traffic.declared(licence))

    assert codes(taken) == ["licence-suspended"]


def test_goods_without_a_licence_are_determined_and_kept(at):
    needs = traffic.declared(None)
    boots = traffic.declared(
        None,
        mrn="26NL000002",
        lines=(
            line(
                control_code=None,
                cn_code="64011000",
                documents=(DeclaredDocument(code="Y901"),),
            ),
        ),
    )

    assert codes(services.lodge(at.customs, needs)) == ["licence-required"]
    taken = services.lodge(at.customs, boots)
    assert taken.declaration.state == "released"
    assert taken.version.lines.get().cn_code == "64011000"


def test_an_exporter_declares_its_own_goods_and_sees_no_others(at, licence):
    other = cast.organisation(name="Another B.V.", eori="NL002")
    stranger = cast.person("bob", Role.APPLICANT, organisation=other)

    assert services.lodge(at.applicant, traffic.declared(licence)).new
    with pytest.raises((NotVisible, Refused)):
        services.lodge(stranger, traffic.declared(licence, mrn="26NL9"))
    with pytest.raises((NotVisible, Refused)):
        services.lodge(stranger, traffic.declared(licence))
    unknown = replace(
        traffic.declared(licence, mrn="26NL8"), exporter=DeclaredParty(name="Nobody")
    )
    with pytest.raises((NotVisible, Refused)):
        services.lodge(at.applicant, unknown)


def test_an_import_and_an_exit_of_tomorrow_are_refused(at, licence):
    with pytest.raises(InvalidInput, match="import"):
        services.lodge(at.customs, traffic.declared(licence, procedure="IMA"))
    services.lodge(at.customs, traffic.declared(licence))
    with pytest.raises(InvalidInput, match="not come yet"):
        tomorrow = date.today() + timedelta(days=1)  # noqa: DTZ011 - any zone will do
        services.exit_(at.customs, "26NL000001", on=tomorrow)


def test_hundreds_of_messages_at_once_never_overdraw_a_licence(root, own_database):
    script = root / "tests" / "office" / "crowd.py"
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**own_database, "PYTHONPATH": str(root / "tests")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    first, mixed = found["first"], found["mixed"]
    assert first["states"] == {"released": 30, "held": 70}
    assert first["repeated"] == 100
    assert first["stands"] == {
        **{"reserved": 30, "remaining": 0, "least": 0},
        **{"declared": 30, "entries": 30},
    }
    assert mixed["repeated"] == 100
    assert mixed["states"]["invalidated"] == 15
    stands = mixed["stands"]
    assert stands["least"] == 0
    assert stands["reserved"] + stands["remaining"] == 30
    assert stands["reserved"] == stands["declared"]
    assert found["versions"] == found["messages"] == 200

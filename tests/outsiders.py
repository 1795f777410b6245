"""An outsider's objects: one of each kind, with what the addresses call it.

``test_walk`` asks for each of them as every role. Who adds a kind with addresses to the
table of access adds it here: a function that makes an object belonging to
``outsider()``, and gives it with every word that its addresses are filled with.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Model

import casework
import cast
import compliance
import traffic
from core.casework.licences import term
from sluis.core.casework.condition_library import ConditionCode
from sluis.core.casework.states import ApplicationKind
from sluis.office.access.roles import Role
from sluis.office.applications.services import catalogue, drafts
from sluis.office.compliance.services import parties, programmes
from sluis.office.customs import services as customs
from sluis.office.licences.models import Duty
from sluis.office.parties import services as known_parties
from sluis.office.parties.told import Told, What
from sluis.office.people import invitations, tokens
from sluis.office.people.models import Organisation, User

NAME = "Zonderling Outsiders"
"""Stands in every name of an outsider's object, so that a leak is seen in a list."""

Made = tuple[Model, dict[str, object]]


def outsider() -> Organisation:
    return cast.organisation(name=NAME, eori="NL001")


def _organisation() -> Made:
    made = outsider()
    return made, {"pk": made.pk}


def _person() -> Made:
    made = _someone("zonderling", Role.COMPLIANCE_OFFICER, outsider())
    return made, {"pk": made.pk}


def _someone(name: str, role: Role, organisation: Organisation | None = None) -> User:
    """Give the person of that name, made if nobody is there."""
    found = User.objects.filter(email=f"{name}@sluis.example").first()
    return found or cast.person(name, role, organisation=organisation)


def _membership() -> Made:
    person, _ = _person()
    held = person.memberships.get()
    return held, {"pk": held.organisation_id, "membership": held.pk}


def _invitation() -> Made:
    made = invitations.invite(
        None,
        outsider(),
        email="zonderling-invited@sluis.example",
        name="Zonderling",
        role=Role.APPLICANT,
    ).invitation
    return made, {"pk": made.organisation_id, "invitation": made.pk}


def _key() -> Made:
    person, _ = _person()
    made, _ = tokens.make_token(
        person, name="Zonderling", asked=["people:read"], days=1
    )
    return made, {"pk": made.pk}


def _application() -> Made:
    person, _ = _person()
    kind = ApplicationKind("individual")
    made = drafts.start(person, outsider(), kind, casework.content())
    words = {"section": "title", "index": 0, "act": "submit", "sha256": "ab" * 32}
    return made, words | {"reference": made.reference, "number": 1}


def _product() -> Made:
    person, _ = _person()
    facts = catalogue.ProductFacts(code="Z-1", description=NAME, parameters={})
    [made] = catalogue.put_products(person, outsider(), [facts])
    return made, {"pk": made.pk}


def _desk() -> traffic.Desk:
    person, _ = _person()
    first = _someone("zonderling-first", Role.LICENSING_OFFICER)
    second = _someone("zonderling-second", Role.SECOND_OFFICER)
    return traffic.Desk(
        maker=outsider(),
        applicant=person,
        first=first,
        second=second,
        customs=first,
        post=first,
    )


def _licence() -> Made:
    made = traffic.licensed(_desk())
    return made, {"number": made.number, "act_id": 1, "act": "revoke"}


def _duty() -> Made:
    terms = (term(ConditionCode.REPORTING, days=90),)
    made = Duty.objects.get(
        condition__licence=traffic.licensed(_desk(), conditions=terms)
    )
    words = {"pk": made.pk, "duty_id": made.pk, "place": 1, "act": "show"}
    return made, words


def _declaration() -> Made:
    at = _desk()
    made = customs.lodge(None, traffic.declared(traffic.licensed(at))).declaration
    return made, {"mrn": made.reference, "reference": made.reference, "act": "hold"}


def _programme() -> Made:
    person, _ = _person()
    made = programmes.begin(person, outsider())
    return made, {"pk": made.pk, "code": "management.statement", "sha256": "ab" * 32}


def _submission() -> Made:
    person, _ = _person()
    made = compliance.submitted(person, outsider())
    return made, {"pk": made.pk, "sha256": "ab" * 32}


def _blocked() -> Made:
    person, _ = _person()
    made = parties.block(person, outsider(), compliance.facts(name=NAME))
    return made, {"number": made.pk}


def _visit() -> Made:
    officer = _someone("zonderling-visitor", Role.LICENSING_OFFICER)
    made = compliance.reported(officer, outsider())
    return made, {"reference": made.reference, "act": "note"}


def _finding() -> Made:
    made, words = _visit()
    found = made.findings.get()
    return found, words | {"number": found.number, "act": "answer"}


def _fact() -> Made:
    officer = _desk().first
    made = known_parties.record(
        officer,
        Told(
            name=NAME,
            what=What.DISSOLVED,
            value="2014",
            source="company register",
            said_on=date(2015, 3, 1),
        ),
    )
    return made, {"number": made.pk}


MAKERS: dict[str, Callable[[], Made]] = {
    "organisation": _organisation,
    "person": _person,
    "membership": _membership,
    "invitation": _invitation,
    "key": _key,
    "application": _application,
    "product": _product,
    "licence": _licence,
    "declaration": _declaration,
    "duty after release": _duty,
    "compliance programme": _programme,
    "submitted programme": _submission,
    "blocked party": _blocked,
    "company visit": _visit,
    "finding of a visit": _finding,
    "fact of a party": _fact,
}
"""Kind of object to what makes an outsider's."""

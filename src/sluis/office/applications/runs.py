"""Determination, screening and risk of an application, by the API's own functions.

Nothing is written here: each answer says what it was made from, so that a run is
kept only when something it follows from has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from django.utils import timezone

from sluis.core.casework.states import ApplicationKind
from sluis.core.errors import SluisError
from sluis.core.law.model import Law
from sluis.core.risk import Facts, assess
from sluis.core.risk.facts import Delivery, PartyFact
from sluis.core.risk.known import embargoes_on, margins_in, military_use_in
from sluis.formats.tabular import read_party
from sluis.formats.transaction import read_transaction
from sluis.office.api.determinations import determine_transactions
from sluis.office.api.screenings import screen_parties
from sluis.office.applications.content import Content
from sluis.office.applications.deliveries import deliveries_of
from sluis.office.applications.matches import named_in, with_keys
from sluis.office.applications.models import Application, Version
from sluis.office.applications.standing import last_run, latest_version
from sluis.office.parties.queries import known_of
from sluis.store.editions import Editions, NoLists
from sluis.store.home import Home
from sluis.store.in_force import law_in_force
from sluis.store.orders import overlay
from sluis.store.risk_policy import risk_policy
from sluis.store.rule import Rule
from sluis.store.screenings import Screenings

RULE = Rule(threshold=0.7, limit=5)
"""Against every list, and from which score on a listed party is a possible match."""
TRADED = frozenset(ApplicationKind) - {
    ApplicationKind.REGISTRATION,
}
"""Kinds that describe goods, and so have something to run on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a run follows from.

    Attributes:
        transaction: What is asked for, in the shape of the contracts.
        parties: The parties to screen.
        law: The law in force.
        editions: Names of the list editions that are screened against.
        day: The day whose law counts where the application names none.
        deliveries: The exporter's earlier exports, and whether they arrived.
        known: What registers and other sources say of the parties.
    """

    transaction: Mapping[str, Any]
    parties: tuple[Mapping[str, Any], ...]
    law: Law
    editions: tuple[str, ...]
    day: str
    deliveries: tuple[Delivery, ...] = ()
    known: tuple[PartyFact, ...] = ()

    def hash_of(self, purpose: str) -> str:
        """Give the hash over what one purpose follows from."""
        parts: dict[str, Any] = {"purpose": purpose}
        if purpose == "screening":
            parts |= {"parties": self.parties, "editions": self.editions}
        else:
            parts |= {"transaction": self.transaction, "law": self.law.hash}
        if purpose == "risk":
            parts |= {"policy": risk_policy().version, "day": self.day}
            parts |= {"deliveries": [asdict(one) for one in self.deliveries]}
            parts |= {"known": [asdict(fact) for fact in self.known]}
        written = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(written).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """The outcome of one run.

    Attributes:
        purpose: ``determination``, ``screening`` or ``risk``.
        outcome: In a word: the determination's outcome, ``match``, ``clear`` or
            ``not_screened``, the level of risk, or ``unreadable``.
        result: All of it, in the shape of the contracts.
        inputs_hash: What it follows from.
    """

    purpose: str
    outcome: str
    result: Mapping[str, Any]
    inputs_hash: str


PURPOSES = ("determination", "screening", "risk")


def inputs_of(case: Application, version: Version | None = None) -> Inputs:
    """Gather what the runs of an application follow from now."""
    version = version or latest_version(case)
    content = Content.of(version.body)
    owner = case.organisation
    exporter = {"name": owner.name, "country": owner.country}
    transaction = content.transaction(
        ApplicationKind(case.kind), case.reference, exporter
    )
    day = (case.received_on or timezone.localdate()).isoformat()
    transaction.setdefault("date", day)
    return Inputs(
        transaction=transaction,
        parties=tuple(named_in(content, exporter, case.reference)),
        law=law_in_force(overlay()).law,
        editions=_editions(),
        day=day,
        deliveries=deliveries_of(owner),
        known=known_of((one.name, one.country) for one in content.parties if one.name),
    )


def standing_on() -> tuple[str, ...]:
    """Give the hash of the law in force and the names of the newest editions."""
    return (law_in_force(overlay()).law.hash, *_editions())


def is_stale(case: Application) -> bool:
    """Tell whether facts, lists or law changed after the last runs."""
    if ApplicationKind(case.kind) not in TRADED:
        return False
    inputs = inputs_of(case)
    for purpose in PURPOSES:
        run = last_run(case, purpose)
        if run is None or run.inputs_hash != inputs.hash_of(purpose):
            return True
    return False


def run(purpose: str, inputs: Inputs, determination: Mapping[str, Any] | None) -> Ran:
    """Make one run.

    Args:
        purpose: Which of :data:`PURPOSES`.
        inputs: What it follows from.
        determination: The determination's result, which risk takes up; ``None``
            where it could not be made.
    """
    if purpose == "determination":
        outcome, result = _determination(inputs)
    elif purpose == "screening":
        outcome, result = _screening(inputs)
    else:
        outcome, result = _risk(inputs, determination)
    return Ran(
        purpose=purpose,
        outcome=outcome,
        result=result,
        inputs_hash=inputs.hash_of(purpose),
    )


def _determination(inputs: Inputs) -> tuple[str, Mapping[str, Any]]:
    found = determine_transactions([inputs.transaction], as_of=None, known_on=None)
    if found["results"]:
        result = found["results"][0]
        return result["outcome"], result
    return "unreadable", found["refused"][0]


def _screening(inputs: Inputs) -> tuple[str, Mapping[str, Any]]:
    if not inputs.editions:
        return "not_screened", {"editions": [], "results": [], "refused": []}
    parties = [read_party(one) for one in inputs.parties]
    screenings = Screenings(Home.open())
    found = screen_parties(inputs.parties, RULE, record=True)
    found = with_keys(found, parties, screenings)
    hit = any(m["match"] for answer in found["results"] for m in answer["matches"])
    return ("match" if hit else "clear"), found


def _risk(
    inputs: Inputs, determination: Mapping[str, Any] | None
) -> tuple[str, Mapping[str, Any]]:
    try:
        export = read_transaction(inputs.transaction, inputs.law.vocabulary)
    except SluisError as refused:
        return "unreadable", {"error": refused.as_dict()}
    told = determination if determination and "items" in determination else {}
    facts = Facts(
        deliveries=inputs.deliveries,
        parties=inputs.known,
        embargoes=embargoes_on(inputs.law, export),
        margins=margins_in(told) if told else {},
        military_use=military_use_in(told) if told else {},
    )
    found = assess(export, facts, risk_policy()).as_dict()
    return found["level"], found


def _editions() -> tuple[str, ...]:
    try:
        return tuple(one.name for one in Editions(Home.open()).chosen(None, None))
    except NoLists:
        return ()

"""Deciding on matches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from sluis.core.errors import InvalidInput, SluisError, UnknownValue
from sluis.core.identity import Facts, party_key
from sluis.core.party import Entity, PartyQuery
from sluis.office.access import rules as access
from sluis.office.audit import services as audit
from sluis.office.screening.models import Decision, Verdict
from sluis.store.home import Home
from sluis.store.screening_record import Record
from sluis.store.screenings import Screenings

if TYPE_CHECKING:
    from sluis.office.people.models import User


class DecidedMeanwhile(SluisError):
    """Somebody else decided on the same two parties at the same moment."""

    code = "decided-meanwhile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A match of a recorded screening, with what was known of both parties.

    Attributes:
        record: The screening.
        party: The party that was screened.
        match: The match, as it was answered.
        listed: The listed party, as it was in the editions of the screening.
    """

    record: Record
    party: PartyQuery
    match: dict[str, Any]
    listed: Entity


def find(home: Home, *, screening: str, party: str, entity: str) -> Found:
    """Find a match in a recorded screening.

    Args:
        home: The data folder.
        screening: Id of the screening.
        party: Id of the party in it; ``#3`` is the third, also where it has no id.
        entity: Id of the listed party.

    Raises:
        UnknownValue: There is no such screening, party or match.
    """
    screenings = Screenings(home)
    record = screenings.record(screening)
    for place, one in enumerate(screenings.answers(screening), start=1):
        if party not in {one.party.id, f"#{place}"}:
            continue
        for match in one.answer["matches"]:
            if match["entity"] == entity:
                listed = screenings.listings(record, {entity})[entity]
                return Found(record=record, party=one.party, match=match, listed=listed)
        raise UnknownValue(
            f"{entity!r} is none of the matches of {party!r}",
            path="entity",
            remedy="name the entity of one of its matches",
        )
    raise UnknownValue(
        f"{party!r} is none of the parties of the screening {screening}",
        path="party",
        remedy="name the id that the party had, or its place, such as #3",
    )


def decide(found: Found, *, verdict: str, reason: str, by: User | str) -> Decision:
    """Decide whether a party and a listed party are the same.

    A former decision on the two is closed and stays. Saying again what stands, in the
    same words, adds nothing.

    Args:
        found: The match that is decided on.
        verdict: ``same`` or ``not_same``.
        reason: Why, in words that a successor understands.
        by: Who decides; a name where a command or a program of the machine's owner
            says so.

    Raises:
        InvalidInput: The verdict is neither, or reason or person is missing.
        Refused: The person may not decide.
        DecidedMeanwhile: Somebody else decided at the same moment.
    """
    name, user = (by.strip(), None) if isinstance(by, str) else (by.name, by)
    if user is not None:
        access.require(user, "decide", Decision)
    _check(verdict, reason, name)
    said = {
        "verdict": verdict,
        "reason": reason.strip(),
        "decided_by": name,
        **_basis(found),
    }
    pair = {"party": party_key(found.party), "entity": found.match["entity"]}
    try:
        with transaction.atomic():
            # Locked, so that two who close the same decision come one after another.
            last = (
                Decision.objects.select_for_update(of=("self",))
                .filter(**pair, closed_by=None)
                .first()
            )
            if last is not None and all(getattr(last, k) == v for k, v in said.items()):
                return last
            made = Decision.objects.create(
                **pair,
                **said,
                user=user,
                party_name=found.party.names[0].replace("\0", "")[:1000],
                caption=found.match["caption"][:1000],
                decided_at=timezone.now(),
                screening=found.record.id,
                edition=found.match["source"],
                closes=last,
            )
            audit.record(user, "match.decided", made, _told(made))
            return made
    except IntegrityError as problem:
        raise DecidedMeanwhile(
            "somebody else decided on these two at the same moment",
            remedy="look at that decision, and decide again if yours is another",
        ) from problem


def _basis(found: Found) -> dict[str, Any]:
    party, listing = Facts.of_party(found.party), Facts.of_listing(found.listed)
    return {
        "party_facts": party.as_dict(),
        "party_fingerprint": party.fingerprint,
        "listing_facts": listing.as_dict(),
        "listing_fingerprint": listing.fingerprint,
    }


def _told(made: Decision) -> dict[str, Any]:
    return {
        "verdict": made.verdict,
        "by": made.decided_by,
        "party": made.party,
        "entity": made.entity,
        "screening": made.screening,
    }


def _check(verdict: str, reason: str, by: str) -> None:
    if verdict not in Verdict.values:
        raise InvalidInput(
            f"{verdict!r} is not a decision",
            path="verdict",
            remedy="write same or not_same",
        )
    if not reason.strip():
        raise InvalidInput(
            "the decision has no reason",
            path="reason",
            remedy="say what tells the two apart, or what makes them one",
        )
    if not by:
        raise InvalidInput(
            "the decision is nobody's", path="by", remedy="say who decides"
        )

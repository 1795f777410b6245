"""Reading decisions: beside matches, as a history, and what is still open."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sluis.core.identity import Facts, party_key
from sluis.core.party import Entity, PartyQuery
from sluis.office.screening.models import Decision
from sluis.store.home import Home
from sluis.store.screening import Answered, Ready
from sluis.store.screening_record import Record
from sluis.store.screenings import Screenings

BATCH = 500
"""Parties whose decisions are looked up at once; no answer depends on it."""

Pair = tuple[str, str]
"""Key of a party, and id of a listed party."""


def with_decisions(
    answered: Iterable[Answered], ready: Ready
) -> Iterator[dict[str, Any]]:
    """Set what was decided beside each match, as ``decision``.

    It never changes ``score`` or ``match``. A decision whose facts have changed is
    shown with ``stands`` false and what has ``changed``: it is asked again.
    """
    stream = iter(answered)
    while batch := list(itertools.islice(stream, BATCH)):
        matched = [one for one in batch if one.answer["matches"]]
        known = standing([party_key(one.party) for one in matched])
        for one in batch:
            key = party_key(one.party) if known else ""
            for match in one.answer["matches"]:
                decision = known.get((key, match["entity"]))
                if decision is not None:
                    listed = ready.entity(match["entity"])
                    match["decision"] = told(decision, one.party, listed)
            yield one.answer


def standing(parties: Sequence[str]) -> dict[Pair, Decision]:
    """Give the last decision on each pair of these parties.

    Args:
        parties: Keys of parties, of :func:`sluis.core.identity.party_key`.
    """
    found: dict[Pair, Decision] = {}
    for start in range(0, len(parties), BATCH):
        part = parties[start : start + BATCH]
        for one in Decision.objects.filter(party__in=part, closed_by=None):
            found[one.party, one.entity] = one
    return found


def latest_decision() -> int | None:
    """Give the number of the newest decision; ``None`` when there is none."""
    return Decision.objects.values_list("pk", flat=True).first()


def told(decision: Decision, party: PartyQuery, listed: Entity) -> dict[str, Any]:
    """Tell a decision beside a match, and whether it still stands."""
    changed = [
        f"{side}.{fact}"
        for side, now, before in (
            ("party", Facts.of_party(party), decision.party_facts),
            ("listing", Facts.of_listing(listed), decision.listing_facts),
        )
        for fact in now.differing(Facts.from_dict(before))
    ]
    return {
        "verdict": decision.verdict,
        "reason": decision.reason,
        "by": decision.decided_by,
        "at": decision.decided_at.isoformat(timespec="seconds"),
        "stands": not changed,
        "changed": changed,
    }


def history() -> Iterator[dict[str, Any]]:
    """Give every decision, the newest first, also those that were closed."""
    rows = Decision.objects.select_related("closed_by")
    for one in rows.iterator(chunk_size=BATCH):
        closed = getattr(one, "closed_by", None)
        yield {
            **summary(one),
            "closed_at": closed.decided_at.isoformat() if closed else None,
        }


def summary(decision: Decision) -> dict[str, Any]:
    """Give a decision for people and machines."""
    kind, _, party = decision.party.partition(":")
    return {
        "party": party if kind == "id" else None,
        "name": decision.party_name,
        "entity": decision.entity,
        "caption": decision.caption,
        "verdict": decision.verdict,
        "reason": decision.reason,
        "by": decision.decided_by,
        "at": decision.decided_at.isoformat(),
        "screening": decision.screening,
        "edition": decision.edition,
    }


def open_matches(home: Home, screening: str | None = None) -> Iterator[dict[str, Any]]:
    """Give the matches on which no decision stands, the newest screening first.

    Args:
        home: The data folder.
        screening: Only those of this one; ``None`` means all that asked the lists of
            their own day, of which the newest counts for each party and list.

    Raises:
        SluisError: There is no such screening, or a record is damaged.
    """
    screenings = Screenings(home)
    if screening is not None:
        yield from _open(screenings, screenings.record(screening), {})
        return
    covered: dict[str, frozenset[str]] = {}
    for record in screenings.records():
        if record.rule.as_of is None and record.rule.known_on is None:
            yield from _open(screenings, record, covered)


def _open(
    screenings: Screenings, record: Record, covered: dict[str, frozenset[str]]
) -> Iterator[dict[str, Any]]:
    """Give the open matches of a record, and note which lists it has covered."""
    lists = frozenset(used.name.partition("/")[0] for used in record.editions)
    found: list[tuple[PartyQuery, Mapping[str, Any], dict[str, Any]]] = []
    for one in screenings.answers(record.id):
        key = party_key(one.party)
        before = covered.get(key, frozenset())
        found += [
            (one.party, one.answer, match)
            for match in one.answer["matches"]
            if match["match"] and match["source"].partition("/")[0] not in before
        ]
        if record.rule.against is None:
            covered[key] = before | lists
    decided = standing(sorted({party_key(party) for party, _, _ in found}))
    listed = screenings.listings(
        record,
        {m["entity"] for p, _, m in found if (party_key(p), m["entity"]) in decided},
    )
    for party, answer, match in found:
        last = decided.get((party_key(party), match["entity"]))
        now = told(last, party, listed[match["entity"]]) if last else None
        if now is None or not now["stands"]:
            yield {
                "screening": record.id,
                "party": party.id,
                "name": answer["name"],
                **{key: match[key] for key in ("entity", "caption", "score")},
                "matched_name": match["matched_name"],
                "lists": match["lists"],
                "decision": now,
            }

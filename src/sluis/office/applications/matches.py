"""Who of an application may be a listed party, and what reviewers decided on it.

A decision is one of :mod:`sluis.office.screening`: made there or on the page of an
application, it stands in both for as long as the facts of both parties stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from sluis.core.identity import Facts, party_key
from sluis.core.party import PartyQuery
from sluis.office.applications.content import Content
from sluis.office.applications.models import Application
from sluis.office.screening.models import Decision, Verdict
from sluis.office.screening.queries import standing
from sluis.store.screenings import Screenings

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A possible match of the last screening.

    Attributes:
        party: Name of the party, as the application writes it.
        entity: Id of the listed party.
        caption: Its name.
        score: How alike they are, 0 to 1.
        lists: The lists it is on.
        screening: Id of the recorded screening; ``None`` in runs of before it was kept.
        place: The party's place in it, such as ``#2``.
        decision: The decision that stands on it; ``None`` when nobody has decided, or
            facts changed since.
    """

    party: str
    entity: str
    caption: str
    score: float
    lists: tuple[str, ...]
    screening: str | None
    place: str
    decision: Decision | None

    @property
    def same(self) -> bool | None:
        """Whether it was found to be the listed party; ``None``: nobody decided."""
        if self.decision is None:
            return None
        return self.decision.verdict == Verdict.SAME


def matches_of(case: Application) -> list[Match]:
    """Give the matches of the last screening, with what stands on each."""
    run = case.runs.filter(purpose="screening").first()
    if run is None:
        return []
    found = orjson.loads(run.result)
    answers = found.get("results", [])
    decided = standing([one["key"] for one in answers if "key" in one])
    return [
        Match(
            party=str(answer["name"]),
            entity=str(match["entity"]),
            caption=str(match["caption"]),
            score=match["score"],
            lists=tuple(match["lists"]),
            screening=found.get("screening"),
            place=answer.get("place", ""),
            decision=_standing_on(decided, answer, match),
        )
        for answer in answers
        for match in answer["matches"]
        if match["match"]
    ]


def open_matches(case: Application) -> list[Match]:
    """Give the matches on which no decision stands."""
    return [one for one in matches_of(case) if one.decision is None]


def confirmed_matches(case: Application) -> list[Match]:
    """Give the matches that a person found to be the listed party."""
    return [one for one in matches_of(case) if one.same]


def named_in(
    content: Content, exporter: Mapping[str, Any], reference: str
) -> list[Json]:
    """Give everyone whom an application names anywhere, once, as they are screened.

    A party of whom more than the name is known is known by its facts, so that a
    decision on it holds in every application that says the same of it. A name alone
    tells nobody apart: it is known as this application's, and decided on for it only.
    """
    user = content.statement.end_user
    named = [(one.name, one.country, one.address) for one in content.parties]
    named.append((user.name, user.country, user.address))
    named.append((content.payment.payer, content.payment.payer_country, None))
    named.append((content.statement.signatory, None, None))
    named.append((exporter["name"], exporter["country"], None))
    rows: dict[tuple[str, str | None], Json] = {}
    for name, country, address in named:
        if name:
            rows.setdefault((name, country), _party(name, country, address, reference))
    return list(rows.values())


def with_keys(
    screened: Json, parties: Sequence[PartyQuery], screenings: Screenings
) -> Json:
    """Set beside each answer and match what decisions on it are found by.

    Args:
        screened: The answer of a recorded screening.
        parties: Its parties, in order.
        screenings: Where it is recorded.
    """
    listed = screenings.listings(
        screenings.record(screened["screening"]),
        {m["entity"] for one in screened["results"] for m in one["matches"]},
    )
    for place, (party, answer) in enumerate(
        zip(parties, screened["results"], strict=True), start=1
    ):
        answer["place"] = f"#{place}"
        answer["key"] = party_key(party)
        answer["facts"] = Facts.of_party(party).fingerprint
        for match in answer["matches"]:
            match.pop("decision", None)  # it is looked up when it is shown
            match["listing"] = Facts.of_listing(listed[match["entity"]]).fingerprint
    return screened


def _party(name: str, country: str | None, address: str | None, reference: str) -> Json:
    row: Json = {"name": name}
    if country:
        row["country"] = country
    if address:
        row["addresses"] = [address]
    if not country and not address:
        row["id"] = f"{reference}: {name}"
    return row


def _standing_on(
    decided: Mapping[tuple[str, str], Decision], answer: Json, match: Json
) -> Decision | None:
    found = decided.get((answer.get("key", ""), match["entity"]))
    if found is None:
        return None
    as_before = (found.party_fingerprint, found.listing_fingerprint)
    return found if as_before == (answer["facts"], match["listing"]) else None

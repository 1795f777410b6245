"""Screening everybody who was ever seen, whole or only what changed since a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sluis.core.errors import UnknownValue
from sluis.core.party import PartyQuery
from sluis.core.rescreening import WHOLE, Difference, difference
from sluis.office.custody.queries import known_parties
from sluis.office.screening.queries import with_decisions
from sluis.store.editions import Edition, Editions, NoLists
from sluis.store.home import Home
from sluis.store.listing_changes import changes
from sluis.store.rule import Rule
from sluis.store.screening import Answered, Ready, chosen, ready
from sluis.store.screenings import Recording, Screenings


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A party that was seen, and when for the first time.

    Attributes:
        party: The party; one whose facts were given otherwise was seen twice.
        since: The day it was first seen; ``None`` if that is not known.
    """

    party: PartyQuery
    since: date | None


def everyone(home: Home) -> list[Seen]:
    """Give every party that was seen: in recorded screenings and in custody."""
    found: dict[PartyQuery, date | None] = {}
    records = sorted(Screenings(home).records(), key=lambda record: record.id)
    for record in records:
        if record.channel == "sweep":
            continue  # it screened whom others had brought
        for one in Screenings(home).answers(record.id):
            found.setdefault(one.party, record.day)
    for fact in known_parties():
        if fact.name:
            countries = (fact.country,) if fact.country else ()
            party = PartyQuery(id=fact.id, names=(fact.name,), countries=countries)
            known = found.setdefault(party, fact.known_since)
            if known and fact.known_since and fact.known_since < known:
                found[party] = fact.known_since
    return [Seen(party=party, since=since) for party, since in found.items()]


@dataclass
class Sweep:
    """One sweep over everybody.

    Attributes:
        home: The data folder.
        rule: How everybody is asked.
        editions: The editions that are asked, once it runs.
        seen: How many parties were asked, once it has run.
        recording: The record of it.
    """

    home: Home
    rule: Rule
    editions: list[Edition] = field(default_factory=list)
    seen: int = 0
    recording: Recording | None = None

    def whole(
        self, *, threads: int = 1, every: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Screen everybody; give those with a match, or ``every`` one."""
        parties = [one.party for one in everyone(self.home)]
        self.seen = len(parties)
        for answer in self._answered(parties, self._ready(), threads):
            if every or any(match["match"] for match in answer["matches"]):
                yield answer

    def since(self, day: date, *, threads: int = 1) -> Iterator[dict[str, Any]]:
        """Give the parties that a whole sweep answers otherwise than before a day.

        Only the listed parties that differ are asked, and what they differ in is
        exactly what two whole sweeps differ in. A party that was first seen on the
        day or later had no answer before it.

        Yields:
            What a whole sweep gives now, and the ids of matches that are ``new`` and
            ``changed``, and the matches that are ``gone``.
        """
        everybody = everyone(self.home)
        self.seen = len(everybody)
        found = self._differences(everybody, day, threads)
        against = self._ready()
        answers = self._answered([party for party, _ in found], against, threads)
        for (_, differs), answer in zip(found, answers, strict=True):
            yield {**answer, **_told(differs)}

    def _differences(
        self, everybody: list[Seen], day: date, threads: int
    ) -> list[tuple[PartyQuery, Difference]]:
        editions = Editions(self.home)
        then, now = self._before(day), chosen(editions, self.rule)
        differ = changes(editions, then, now, self.rule)
        old = [one.party for one in everybody if one.since is None or one.since < day]
        new = [one.party for one in everybody if one.since and one.since >= day]
        found = [
            (now_.party, difference(was.answer, now_.answer))
            for was, now_ in zip(
                differ.then.screen(old, threads=threads),
                differ.now.screen(old, threads=threads),
                strict=True,
            )
        ]
        if new:
            whole = ready(editions, now, replace(self.rule, limit=WHOLE))
            found += [
                (one.party, difference({"matches": ()}, one.answer))
                for one in whole.screen(new, threads=threads)
            ]
        return [(party, differs) for party, differs in found if differs]

    def _before(self, day: date) -> list[Edition]:
        """Give the editions as they were known when the day began."""
        known_on = day - timedelta(days=1)
        if self.rule.known_on is not None:
            known_on = min(known_on, self.rule.known_on)
        rule = replace(self.rule, known_on=known_on)
        found: dict[str, Edition] = {}
        for name in rule.against or (None,):
            one = rule if name is None else replace(rule, against=(name,))
            try:
                chosen_then = chosen(Editions(self.home), one)
            except (NoLists, UnknownValue):
                continue  # that list is newer than the day
            found |= {edition.name: edition for edition in chosen_then}
        return list(found.values())

    def _ready(self) -> Ready:
        editions = Editions(self.home)
        self.editions = chosen(editions, self.rule)
        return ready(editions, self.editions, self.rule)

    def _answered(
        self, parties: list[PartyQuery], against: Ready, threads: int
    ) -> Iterator[dict[str, Any]]:
        self.recording = Recording(self.home, against, "sweep")
        found: Iterator[Answered] = self.recording.run(parties, threads=threads)
        return with_decisions(found, against)


def _told(differs: Difference) -> Mapping[str, Any]:
    return {
        "new": [match["entity"] for match in differs.new],
        "changed": [match["entity"] for match in differs.changed],
        "gone": [
            {key: match[key] for key in ("entity", "caption", "score", "lists")}
            for match in differs.gone
        ],
    }

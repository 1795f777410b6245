"""Screening everybody who was ever seen, whole or only what changed since a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sluis.core.errors import UnknownValue
from sluis.core.party import PartyQuery
from sluis.core.rescreening import WHOLE, Difference, difference
from sluis.office.applications.watched import Watched, watched
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
    """Give every party that was seen: screened, in custody, or in an application."""
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
    for named in watched():
        found.setdefault(named.party, named.since)
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
        concerned: Keys of the applications whose parties had a match.
    """

    home: Home
    rule: Rule
    editions: list[Edition] = field(default_factory=list)
    seen: int = 0
    recording: Recording | None = None
    concerned: set[int] = field(default_factory=set)

    def whole(
        self, *, threads: int = 1, every: bool = False
    ) -> Iterator[dict[str, Any]]:
        """Screen everybody; give those with a match, or ``every`` one."""
        parties = [one.party for one in everyone(self.home)]
        self.seen = len(parties)
        answers = self._answered(parties, self._ready(), threads)
        named = _named()
        for party, answer in zip(parties, answers, strict=True):
            if every or any(match["match"] for match in answer["matches"]):
                yield {**answer, "concerns": self._concerned(named, party, answer)}

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
        named = _named()
        for (party, differs), answer in zip(found, answers, strict=True):
            concerns = self._concerned(named, party, answer)
            yield {**answer, **_told(differs), "concerns": concerns}

    def _concerned(
        self, named: Named, party: PartyQuery, answer: Mapping[str, Any]
    ) -> list[str]:
        """Give the applications and licences a party is of, for flagging on a match."""
        of = named.get(party, [])
        if any(match["match"] for match in answer["matches"]):
            self.concerned |= {one.application for one in of}
        return [one.reference for one in of]

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


Named = Mapping[PartyQuery, list[Watched]]


def _named() -> Named:
    found: dict[PartyQuery, list[Watched]] = {}
    for one in watched():
        found.setdefault(one.party, []).append(one)
    return found


def _told(differs: Difference) -> Mapping[str, Any]:
    return {
        "new": [match["entity"] for match in differs.new],
        "changed": [match["entity"] for match in differs.changed],
        "gone": [
            {key: match[key] for key in ("entity", "caption", "score", "lists")}
            for match in differs.gone
        ],
    }

"""The stretches of time in which the law says the same, for lines of many days.

Lines of a population have dates of their own and meet the law of their day. What
changes between those days is put into a small calendar that is joined to the
lines, so that one statement serves them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

import pyarrow as pa
from sqlglot import exp

from sluis.core.law.model import Law, Version
from sluis.core.law.snapshot import Paragraph, Snapshot, law_on
from sluis.core.time import AsOf, Day
from sluis.core.truth import Truth, all_of
from sluis.engine.limits import Limits
from sluis.engine.term import Term, column, constant

Days: TypeAlias = tuple[Day | None, Day | None]
"""A line's own date and day of knowledge."""


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A paragraph of a control list over all epochs.

    Attributes:
        paragraph: The paragraph.
        in_force: Whether it is in force, by epoch; ``False`` where it is not there.
    """

    paragraph: Paragraph
    in_force: tuple[Truth, ...]


@dataclass(eq=False)
class Epochs:
    """The epochs that the lines of a population fall into.

    Attributes:
        law: The law.
        snapshots: The law of each epoch.
        of: The epoch of each pair of days.
        by: The columns of a line by which its epoch is found.
    """

    law: Law
    snapshots: list[Snapshot]
    of: dict[Days, int]
    by: tuple[str, ...]
    _truths: dict[tuple[Truth, ...], str] = field(default_factory=dict)
    _lists: dict[tuple[tuple[str, ...], ...], str] = field(default_factory=dict)
    _standing: dict[tuple[str, Truth], tuple[tuple[str, ...], ...]] = field(
        default_factory=dict
    )
    _groups: dict[str, str] = field(default_factory=dict)
    _places: pa.Table | None = None
    _classes: dict[int, str] = field(default_factory=dict)
    _passages: dict[str, list[Passage]] | None = None

    @classmethod
    def spanning(
        cls,
        law: Law,
        days: Iterable[Days],
        *,
        valid_on: Day | None = None,
        known_on: Day | None = None,
    ) -> Epochs:
        """Find the epochs of lines with these days.

        Args:
            law: The law.
            days: Date and day of knowledge of the lines.
            valid_on: The day whose law counts for all lines; ``None``: their own.
            known_on: Only rules published by this day count; ``None`` means the
                line's own day of knowledge, and without one all that is known.
        """
        said: dict[Any, int] = {}
        seen: dict[int, int] = {}
        snapshots: list[Snapshot] = []
        of: dict[Days, int] = {}
        for given, told in days:
            own = given if valid_on is None else None
            known = told if known_on is None else None
            day = valid_on if own is None else own
            if day is None or (own, known) in of:
                continue
            known_then = known if known_on is None else known_on
            on = law_on(law, AsOf(valid_on=day, known_on=known_then))
            epoch = seen.get(id(on))  # days without change between them share it
            if epoch is None:
                epoch = said.setdefault(_says(on), len(snapshots))
                if epoch == len(snapshots):
                    snapshots.append(on)
                seen[id(on)] = epoch
            of[own, known] = epoch
        by = (
            *(("date",) if valid_on is None else ()),
            *(("known_on",) if any(known is not None for _, known in of) else ()),
        )
        return cls(law, snapshots, of, by)

    @property
    def own_days(self) -> bool:
        """Whether the lines' own dates count."""
        return "date" in self.by

    def over(self, tell: Callable[[Snapshot], Truth]) -> Term:
        """Give what is so in each epoch, as a constant or a column of the calendar."""
        return self.truth(tuple(tell(on) for on in self.snapshots))

    def truth(self, by_epoch: tuple[Truth, ...]) -> Term:
        """Give truths by epoch as a constant or a column of the calendar."""
        if len(set(by_epoch)) == 1:
            return constant(by_epoch[0])
        name = self._truths.setdefault(by_epoch, f"in_force_{len(self._truths)}")
        return column(name, frozenset(by_epoch))

    @cached_property
    def vague(self) -> Term:
        """Whether a bound is so vague that it becomes a question."""
        return self.over(_vague)

    @cached_property
    def contested(self) -> frozenset[str]:
        """The countries whose place in some group authorities read differently."""
        return frozenset(
            country
            for members in self.law.groups.values()
            for country, places in members.items()
            if any(one.standing != "yes" for one in places)
        )

    def versions(self, rule: Any) -> list[tuple[Version, tuple[Truth, ...]]]:
        """Give the versions of a rule in any epoch, and where they are in force."""
        found: dict[int, tuple[Version, list[Truth]]] = {}
        for place, on in enumerate(self.snapshots):
            for version, inside in on.versions(rule):
                _, truths = found.setdefault(
                    id(version), (version, [False] * len(self.snapshots))
                )
                truths[place] = inside
        return [(version, tuple(truths)) for version, truths in found.values()]

    @property
    def passages(self) -> dict[str, list[Passage]]:
        """Paragraphs of control lists over all epochs, by code of their entry."""
        if self._passages is None:
            self._passages = {
                entry.code: self._passages_of(entry.code)
                for entry in self.law.entries.values()
            }
        return self._passages

    def _passages_of(self, code: str) -> list[Passage]:
        found: dict[tuple[int, int], tuple[Paragraph, list[Truth]]] = {}
        for place, on in enumerate(self.snapshots):
            seen: dict[int, int] = {}
            for paragraph in on.paragraphs.get(code, ()):
                version = id(paragraph.version)
                key = version, seen.get(version, 0)
                seen[version] = key[1] + 1
                _, truths = found.setdefault(
                    key, (paragraph, [False] * len(self.snapshots))
                )
                truths[place] = paragraph.in_force
        return [Passage(one, tuple(truths)) for one, truths in found.values()]

    def membership(self, country: str, group: str) -> tuple[Truth, ...]:
        """Whether a country belongs to a group, by epoch, contested ones unknown."""
        return tuple(_member(on, country, group) for on in self.snapshots)

    def group(self, name: str, *, prefix: str) -> Term:
        """Give membership of a place that is joined under a prefix."""
        where = self._groups.setdefault(name, f"group_{len(self._groups)}")
        return column(f"{prefix}{where}")

    def countries(self, group: str, truth: Truth) -> exp.Expr | None:
        """Give the list of countries that stand so to a group; ``None`` when empty."""
        key = group, truth
        if key not in self._standing:
            self._standing[key] = tuple(
                tuple(
                    country
                    for country in sorted(self.law.groups.get(group, {}))
                    if _member(on, country, group) is truth
                )
                for on in self.snapshots
            )
        lists = self._standing[key]
        if not any(lists):
            return None
        if len(set(lists)) == 1:
            words = [exp.Literal.string(one) for one in lists[0]]
            return exp.Array(expressions=words)
        name = self._lists.setdefault(lists, f"countries_{len(self._lists)}")
        return exp.column(exp.to_identifier(name, quoted=True))

    @cached_property
    def limits(self) -> Limits:
        """What the conditions of the law tell apart."""
        return Limits.of(self.law)

    def place_of(self, place_class: int) -> str:
        """Give a country of a class of countries that no rule tells apart."""
        return self._classes[place_class]

    @property
    def columns(self) -> list[str]:
        """Name what the calendar adds to a line, as far as it was asked for."""
        return [*self._truths.values(), *self._lists.values()]

    @property
    def groups(self) -> list[str]:
        """Name what a joined place adds to a line, as far as it was asked for."""
        return list(self._groups.values())

    def calendar(self) -> pa.Table:
        """Give the table that is joined to the lines by their days."""
        days = list(self.of)
        places = [self.of[one] for one in days]
        return self._calendar(
            places,
            day=pa.array([one for one, _ in days], pa.date32()),
            day_of_knowledge=pa.array([one for _, one in days], pa.date32()),
        )

    def by_epoch(self) -> pa.Table:
        """Give the table that is joined to lines which say their epoch."""
        return self._calendar(list(range(len(self.snapshots))))

    def _calendar(self, places: list[int], **days: pa.Array) -> pa.Table:
        table: dict[str, Any] = {**days, "epoch": pa.array(places, pa.int32())}
        for truths, name in self._truths.items():
            table[name] = pa.array([truths[place] for place in places], pa.bool_())
        for lists, name in self._lists.items():
            cells = [list(lists[place]) for place in places]
            table[name] = pa.array(cells, pa.list_(pa.string()))
        return pa.table(table)

    def places(self) -> pa.Table:
        """Give the table that is joined to the lines by epoch and country.

        Its ``place_class`` is the same for countries that no rule tells apart.
        """
        names = list(self._groups)
        if self._places is not None and len(self._places.column_names) == 3 + len(
            names
        ):
            return self._places
        named = _named_countries(self.law)
        rows: list[tuple[Any, ...]] = []
        classes: dict[Any, int] = {}
        for epoch, on in enumerate(self.snapshots):
            for country in self.law.vocabulary.territories:
                member = [_member(on, country, group) for group in names]
                told = None in member or country in named
                what = (tuple(member), country if told else None)
                place_class = classes.setdefault(what, len(classes))
                self._classes.setdefault(place_class, country)
                rows.append((epoch, country, place_class, *member))
        columns = [[row[n] for row in rows] for n in range(3 + len(names))]
        self._places = pa.table(
            {
                "at_epoch": pa.array(columns[0], pa.int32()),
                "place": pa.array(columns[1], pa.string()),
                "place_class": pa.array(columns[2], pa.int32()),
                **{
                    where: pa.array(cells, pa.bool_())
                    for where, cells in zip(
                        self._groups.values(), columns[3:], strict=True
                    )
                },
            }
        )
        return self._places


def _says(on: Snapshot) -> Any:
    """Give a key that is the same for days on which the law says the same."""
    rules = tuple(
        (id(version), inside)
        for rule in on.law.rules().values()
        for version, inside in on.versions(rule)
    )
    members = tuple(
        _member(on, country, group)
        for group, members in on.law.groups.items()
        for country in members
    )
    return rules, members, _covered(on)


def _covered(on: Snapshot) -> tuple[bool, ...]:
    """Tell of which lists all entries are there, for goods of any kind told."""
    nothing = frozenset[str]()
    return tuple(
        one.has(nothing, on.valid_on, on.known_on) for one in on.law.coverage.values()
    )


def _vague(on: Snapshot) -> bool:
    """Tell whether it is not known of any rule or country whether it is in force."""
    return any(inside is None for _, _, inside in on.rules) or any(
        found is not None and found.in_force.contains(on.valid_on) is None
        for group, members in on.law.groups.items()
        for country in members
        for found in (on.membership(country, group),)
    )


def _member(on: Snapshot, country: str, group: str) -> Truth:
    found = on.membership(country, group)
    if found is None:
        return False
    inside = found.in_force.contains(on.valid_on)
    return inside if found.standing == "yes" else all_of((None, inside))


def _named_countries(law: Law) -> set[str]:
    """Give the countries that a rule names, rather than by a group."""
    return {
        country
        for rule in law.rules().values()
        for version in rule.versions
        for root in (version.when, version.unless)
        for node in (root.walk() if root is not None else ())
        for country in getattr(node, "countries", ())
    }

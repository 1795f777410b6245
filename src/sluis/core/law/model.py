"""Rules with versions, and the law as one immutable snapshot of them.

A rule is an entry of a control list, a measure, an order to one addressee, or a
general authorisation. Nothing is edited: a correction or an amendment is one
more version, with the day since when it was known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from sluis.core.errors import UnknownValue
from sluis.core.goods import Text, Vocabulary
from sluis.core.law.node import Node
from sluis.core.time import Day, Interval, VagueDay
from sluis.core.truth import Truth

Effect: TypeAlias = Literal[
    "prohibited", "licence_required", "notify_authority", "duty"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A published act.

    Attributes:
        key: Its key in ``sources.yaml``.
        act: Its name.
        url: Its official address.
        published: The day of publication; ``None`` where it was not checked.
    """

    key: str
    act: Text
    url: str
    published: VagueDay | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What someone must do when a rule applies.

    Attributes:
        what: Stable name, such as ``report_changed_destination``.
        who: Who must do it.
        legal_basis: Where it is written.
        text: It in words.
        days_after: Due so many days after the transaction.
        years_after_year_end: Due (or lasting) so many years from the end of the
            transaction's year.
    """

    what: str
    who: str
    legal_basis: str
    text: Text
    days_after: int | None = None
    years_after_year_end: int | None = None

    def due(self, on: Day) -> Day | None:
        """Give the day it is due, for a transaction on a day."""
        if self.days_after is not None:
            return Day.fromordinal(on.toordinal() + self.days_after)
        if self.years_after_year_end is not None:
            return Day(on.year + self.years_after_year_end, 12, 31)
        return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Version:
    """What a rule says in a period.

    Attributes:
        in_force: The period; a vague bound leaves the days inside it open.
        known_since: When it was published or served.
        until_known_since: When its end became known; ``None`` means with the
            next version, or from the start when there is none.
        source: The act.
        article: Article or annex of the act.
        applies: Kinds of goods it can concern; ``None`` means any.
        components: Kinds of which "specially designed components therefor" are
            listed with the entry.
        other_than: Entries that go before it.
        unless: Exceptions for the whole rule.
        when: The condition.
        effect: What follows, for a measure or order.
        waivable: Whether a general authorisation can stand in for the licence.
        duties: What must be done when it applies.
        group: Destinations of a general authorisation; ``None`` means any.
        outside: Groups of countries that are no destination of it.
        covers: Entries and paragraphs it covers; none named means the whole list.
        excludes: Entries and paragraphs it does not cover.
        document: Its code in a customs declaration, such as ``X061``.
        text: What it says, in our words.
        verified: Who checked it when; ``None`` shows as "not verified".
        confidence: What is not certain about it; ``None`` when the text was read.
    """

    in_force: Interval
    known_since: VagueDay
    until_known_since: VagueDay | None = None
    source: Source
    article: str
    applies: frozenset[str] | None = None
    components: frozenset[str] | None = None
    other_than: tuple[str, ...] = ()
    unless: Node | None = None
    when: Node | None = None
    effect: Effect | None = None
    waivable: bool = False
    duties: tuple[Duty, ...] = ()
    group: str | None = None
    outside: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    document: str | None = None
    text: Text = field(default_factory=dict)
    verified: Mapping[str, str] | None = None
    confidence: str | None = None

    @property
    def legal_basis(self) -> str:
        """Name act and article, in English."""
        return f"{self.source.act['en']}, {self.article}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """What all rules have.

    Attributes:
        id: Path of authority and act, such as ``eu/2021-821/annex-i/9A101``.
        title: Its name.
        versions: Its versions, as the file has them.
    """

    id: str
    title: Text
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry(Rule):
    """An entry of a control list.

    Attributes:
        code: Its code in the list, such as ``9A101``.
        listing: The list, such as ``eu-annex-i``.
        regimes: Regimes it comes from, such as ``mtcr``.
    """

    code: str
    listing: str
    regimes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure(Rule):
    """A rule that makes something prohibited, licensed, notified or a duty."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Order(Rule):
    """A decision that binds the one it is addressed to.

    Attributes:
        addressee: The addressee's name.
    """

    addressee: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Authorisation(Rule):
    """A general authorisation.

    Attributes:
        code: Its code, such as ``EU001``.
        listing: The list whose entries it covers.
    """

    code: str
    listing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A country's place in a group.

    Attributes:
        in_force: When.
        standing: ``yes``, ``contested`` (authorities read it differently), or
            ``party`` (only some in the country are meant).
        note: Why it is contested or partial.
    """

    in_force: Interval
    standing: Literal["yes", "contested", "party"] = "yes"
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What of a list has been entered.

    Attributes:
        listing: The list.
        kinds: Kinds whose entries are all there.
        title: The list's name.
        whole_since: First day on which all of the list is there, for any good
            whose kind is told.
        whole_known_since: Day on which the list of that day became known.
    """

    listing: str
    kinds: frozenset[str]
    title: Text
    whole_since: Day | None = None
    whole_known_since: Day | None = None

    def has(self, kinds: frozenset[str], valid_on: Day, known_on: Day | None) -> bool:
        """Tell whether every entry for a good is there, as known on a day.

        A good that is ``other`` is not described, so nothing is known to be enough.
        """
        if not self.kinds.isdisjoint(kinds):
            return True
        if self.whole_since is None or "other" in kinds:
            return False
        known = self.whole_known_since is None or (
            known_on is None or known_on >= self.whole_known_since
        )
        return known and valid_on >= self.whole_since


R = TypeVar("R", bound=Rule)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Law:
    """An immutable snapshot of all rules, with a hash over what they say.

    Attributes:
        entries: Entries of control lists, by id.
        measures: Measures, by id.
        orders: Orders, by id.
        authorisations: General authorisations, by id.
        vocabulary: Kinds, parameters and countries.
        groups: Memberships by group and country.
        coverage: What has been entered, by list.
        state: The state whose national law is in it, such as ``NL``.
        hash: SHA-256 over all of it.
    """

    entries: Mapping[str, Entry]
    measures: Mapping[str, Measure]
    orders: Mapping[str, Order]
    authorisations: Mapping[str, Authorisation]
    vocabulary: Vocabulary
    groups: Mapping[str, Mapping[str, tuple[Membership, ...]]]
    coverage: Mapping[str, Coverage]
    state: str
    hash: str

    def rules(self) -> dict[str, Rule]:
        """Give all rules, by id."""
        return {
            **self.entries,
            **self.measures,
            **self.orders,
            **self.authorisations,
        }

    def rule(self, code: str) -> Rule:
        """Find a rule by its id, or by its code in its list.

        Raises:
            UnknownValue: There is none.
        """
        rules = self.rules()
        if code in rules:
            return rules[code]
        wanted = code.upper()
        for rule in rules.values():
            if isinstance(rule, Entry | Authorisation) and rule.code == wanted:
                return rule
        if "." in code:
            return self.rule(code.split(".", maxsplit=1)[0])
        raise UnknownValue(
            f"{code!r} is not a rule of this law", remedy="sluis law list names them"
        )


def versions_on(
    rule: Rule, valid_on: Day, known_on: Day | None = None
) -> list[tuple[Version, Truth]]:
    """Give a rule's versions that can be in force on a day, as known on another.

    Args:
        rule: The rule.
        valid_on: The day whose law is asked for.
        known_on: Versions published later do not count, nor ends that became
            known later; ``None`` means all that this copy knows.

    Returns:
        Versions and whether they are in force: ``True``, or ``None`` inside a
        vague bound. Of corrections of one period, only the newest known.
    """
    known = [v for v in rule.versions if _knew(v.known_since, known_on)]
    found: list[tuple[Version, Truth]] = []
    for version in known:
        if any(_corrects(other, version) for other in known):
            continue
        inside = _period(rule, version, known_on).contains(valid_on)
        if inside is not False:
            found.append((version, inside))
    return found


def _knew(since: VagueDay, known_on: Day | None) -> bool:
    return known_on is None or since.last <= known_on


def _corrects(newer: Version, older: Version) -> bool:
    return (
        newer is not older
        and newer.in_force.start == older.in_force.start
        and newer.known_since > older.known_since
    )


def _period(rule: Rule, version: Version, known_on: Day | None) -> Interval:
    end = version.in_force.end
    if end is None or known_on is None:
        return version.in_force
    told = version.until_known_since
    if told is None:
        told = min(
            (
                later.known_since
                for later in rule.versions
                if later.in_force.start is not None
                and later.in_force.start.first > end.first
            ),
            default=None,
        )
    if told is None or _knew(told, known_on):
        return version.in_force
    return Interval(version.in_force.start, None)


def moments(law: Law) -> tuple[list[Day], list[Day]]:
    """Give the days on which the law, or what was known of it, can change.

    Returns:
        Days of change of the law, and of the knowledge of it, both sorted.
    """
    valid: set[Day] = set()
    known: set[Day] = set()
    for rule in law.rules().values():
        for version in rule.versions:
            known.add(version.known_since.last)
            if version.until_known_since is not None:
                known.add(version.until_known_since.last)
            _bounds(version.in_force, valid)
    for members in law.groups.values():
        for memberships in members.values():
            for one in memberships:
                _bounds(one.in_force, valid)
    for coverage in law.coverage.values():
        if coverage.whole_since is not None:
            valid.add(coverage.whole_since)
        if coverage.whole_known_since is not None:
            known.add(coverage.whole_known_since)
    return sorted(valid), sorted(known)


def _bounds(interval: Interval, into: set[Day]) -> None:
    if interval.start is not None:
        into |= {interval.start.first, interval.start.last}
    if interval.end is not None:
        into.add(interval.end.first)
        for day in (interval.end.first, interval.end.last):
            into.add(Day.fromordinal(day.toordinal() + 1))

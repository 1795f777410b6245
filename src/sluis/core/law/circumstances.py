"""Conditions on where goods go, who does what with them, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sluis.core.law.node import Facts, Node, named_gap
from sluis.core.truth import Truth, all_of, any_of, negate

Level: TypeAlias = Literal["informed", "aware", "suspects"]
Use: TypeAlias = Literal[
    "military", "wmd", "missile", "listed_military_item_part", "cyber_surveillance"
]
LEVELS: dict[Level, str] = {
    "informed": "informed_by_authority",
    "aware": "exporter_aware",
    "suspects": "exporter_suspects",
}
USES: tuple[Use, ...] = (
    "military",
    "wmd",
    "missile",
    "listed_military_item_part",
    "cyber_surveillance",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cn(Node):
    """That the CN code begins with one of these."""

    prefixes: tuple[str, ...]

    def test(self, facts: Facts) -> Truth:
        """Compare digits; a shorter code than the prefix can still be it."""
        code = facts.cn_code
        if code is None:
            return None
        if code.startswith(self.prefixes):
            return True
        return None if any(p.startswith(code) for p in self.prefixes) else False

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the CN code."""
        return frozenset({"cn_code"}) if self.test(facts) is None else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Destination(Node):
    """That the goods go to one of these places.

    Attributes:
        countries: Codes of countries.
        group: A group of countries, by date.
        via: Whether passing through counts as well.
        buyer: Whether the country of a buyer or user counts as well.
    """

    countries: frozenset[str] = frozenset()
    group: str | None = None
    via: bool = False
    buyer: bool = False

    def test(self, facts: Facts) -> Truth:
        """Look at the destination, what is known after it, and the way."""
        return any_of(self._hit(place, facts) for place in self._places(facts))

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the destination, or the question about a contested embargo."""
        if self.test(facts) is not None:
            return frozenset()
        names: set[str] = set()
        for place in self._places(facts):
            if place is None:
                names.add("destination")
            elif self.group is not None:
                names |= facts.open_member(place, self.group)
        return frozenset(names)

    def _places(self, facts: Facts) -> list[str | None]:
        transaction = facts.transaction
        places: list[str | None] = [transaction.destination]
        if transaction.context.known_final_destination is not None:
            places.append(transaction.context.known_final_destination)
        if self.via:
            places += transaction.via
        if self.buyer:
            places += [
                party.country
                for party in transaction.parties
                if party.role in {"consignee", "end_user"} and party.country
            ]
        return places

    def _hit(self, place: str | None, facts: Facts) -> Truth:
        if place is None:
            return None
        if place in self.countries:
            return True
        return facts.member(place, self.group) if self.group is not None else False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FinalDestination(Node):
    """That the operator or the authority knows a destination beyond a group.

    The rule binds by what is known at the time, so none stated means none known.
    """

    outside: str

    def test(self, facts: Facts) -> Truth:
        """Look at the known final destination."""
        place = facts.transaction.context.known_final_destination
        return False if place is None else negate(facts.member(place, self.outside))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ActivityIs(Node):
    """That this is one of these activities."""

    activities: frozenset[str]

    def test(self, facts: Facts) -> Truth:
        """Compare the activity."""
        activity = facts.activity
        return None if activity is None else activity in self.activities

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the activity."""
        return frozenset({"activity"}) if self.test(facts) is None else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EndUseIs(Node):
    """That a use is stated, whoever knows of it."""

    use: Use

    def test(self, facts: Facts) -> Truth:
        """Give the stated use."""
        value: Truth = getattr(facts.transaction.end_use, self.use)
        return value

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the use."""
        return named_gap(f"end_use.{self.use}", self.test(facts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContextIs(Node):
    """That a circumstance of the transaction is so.

    Attributes:
        fact: Its code.
        stated: Whether it counts where a file states it, and is not asked for.
    """

    fact: str
    stated: bool = False

    def test(self, facts: Facts) -> Truth:
        """Give the stated fact."""
        known = facts.transaction.context.facts.get(self.fact)
        return known is True if self.stated else known

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the fact."""
        return named_gap(f"context.{self.fact}", self.test(facts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Knowledge(Node):
    """That the exporter was informed, is aware, or suspects such a use.

    Article 4 binds by what an exporter was told or knows. So where neither the
    knowledge nor the use is stated there is nothing known, and it does not hold;
    where one of the two is stated, the other is asked for.

    Attributes:
        level: Who knows, and how surely.
        uses: The uses; empty means the level alone counts.
    """

    level: Level
    uses: tuple[Use, ...] = ()

    def test(self, facts: Facts) -> Truth:
        """Put knowledge and use together."""
        known, used = self._known(facts), self._used(facts)
        if known is None and used is None:
            return False
        if known and used is None and self.level == "informed":
            # An authority informs of such uses only: its word stands for the use.
            return True
        return all_of((known, used))

    def missing(self, facts: Facts) -> frozenset[str]:
        """Name the knowledge or the uses that are open."""
        if self.test(facts) is not None:
            return frozenset()
        if self._known(facts) is None:
            return frozenset({f"end_use.{LEVELS[self.level]}"})
        end_use = facts.transaction.end_use
        return frozenset(
            f"end_use.{use}" for use in self.uses if getattr(end_use, use) is None
        )

    def _known(self, facts: Facts) -> Truth:
        value: Truth = getattr(facts.transaction.end_use, LEVELS[self.level])
        return value

    def _used(self, facts: Facts) -> Truth:
        # Where a use is stated, what is known is that use, and not another.
        end_use = facts.transaction.end_use
        used = any_of(getattr(end_use, use) for use in self.uses)
        if not self.uses:
            return True
        stated = any(getattr(end_use, use) is True for use in USES)
        return False if used is None and stated else used


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OnNationalList(Node):
    """That the good is on the national list of the exporter's or another state.

    Attributes:
        own: The exporter's own state, or any other.
        state: The code of the own state.
    """

    own: bool
    state: str

    def test(self, facts: Facts) -> Truth:
        """Look at the stated lists; not stated means that none is claimed."""
        lists = facts.values.get("on_national_list_of")
        if not isinstance(lists, tuple):
            return False
        return any((one == self.state) == self.own for one in lists)

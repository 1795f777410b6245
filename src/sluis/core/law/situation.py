"""One line of a transaction before the law of a day: what conditions ask of it.

What was found for a condition is remembered, and a line with one more fact takes
over all that this fact does not touch. So trying out an answer costs little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sluis.core.goods import Value
from sluis.core.law.model import Rule, Version
from sluis.core.law.node import (
    UNTESTED,
    Gate,
    Node,
    Recalled,
    distance,
    within,
)
from sluis.core.law.plan import TRANSACTION, Plan, Test, plan_for
from sluis.core.law.predicate import lies_under
from sluis.core.law.rows import (
    Row,
    Tally,
    in_force_of,
    inside,
    measured_by,
    one_text,
    with_claim,
)
from sluis.core.law.snapshot import Snapshot
from sluis.core.time import Day
from sluis.core.transaction import Item, Transaction
from sluis.core.truth import Truth, all_of, any_of, negate

_FINDINGS = {"eu-annex-i": "in_annex_i"}

LISTS = ("eu-annex-i", "eu-military-list")
"""The control lists."""


@dataclass(slots=True, kw_only=True, eq=False)
class Situation:
    """One line of a transaction before the law of a day.

    Attributes:
        on: The law of the day.
        on_day: The day itself.
        transaction: The transaction.
        item: The line.
        settled: Whether versions with a vague bound are taken to be in force, by
            the question's name.
        before: The same line with one fact less, where it was made from one.
        fact: That fact.
        reasons: Whether it is also asked what is missing.
    """

    on: Snapshot
    on_day: Day
    transaction: Transaction
    item: Item
    settled: Mapping[str, bool] = field(default_factory=dict)
    before: Situation | None = None
    fact: str = ""
    reasons: bool = True
    plan: Plan = field(init=False)
    values: Mapping[str, Value] = field(init=False)
    truths: dict[Any, Truth] = field(default_factory=dict, init=False)
    gaps: dict[Any, frozenset[str]] = field(default_factory=dict, init=False)
    _measured: list[Row | None] | None = field(default=None, init=False)
    _rows: list[Row] | None = field(default=None, init=False)
    _tallies: dict[str, Tally] = field(default_factory=dict, init=False)
    _shifts: dict[str, Tally] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Find the plan for the kind."""
        self.plan = plan_for(self.on, self.item.kind)
        self.values = self.item.parameters

    def with_parameter(self, code: str, value: Value) -> Situation:
        """Give the same line with one more parameter."""
        item = replace(self.item, parameters={**self.values, code: value})
        return self._but(f"parameters.{code}", item=item)

    def with_item(self, **changes: Any) -> Situation:
        """Give the same line with other facts of the goods."""
        item = replace(self.item, **changes)
        if set(changes) == {"cn_code"}:
            return self._but("cn_code", item=item)
        return Situation(
            on=self.on,
            on_day=self.on_day,
            transaction=self.transaction,
            item=item,
            settled=self.settled,
        )

    def with_transaction(self, **changes: Any) -> Situation:
        """Give the same line in a transaction with other facts."""
        return self._but(TRANSACTION, transaction=replace(self.transaction, **changes))

    def with_settled(self, name: str, *, answer: bool) -> Situation:
        """Give the same line, a rule with a vague bound taken to be in force or not."""
        return Situation(
            on=self.on,
            on_day=self.on_day,
            transaction=self.transaction,
            item=self.item,
            settled={**self.settled, name: answer},
        )

    def _but(
        self,
        name: str,
        *,
        item: Item | None = None,
        transaction: Transaction | None = None,
    ) -> Situation:
        # A claim or finding speaks for whole lists, so there nothing is taken over.
        whole = self.claim is not None or name in FINDING_FACTS
        return Situation(
            on=self.on,
            on_day=self.on_day,
            transaction=self.transaction if transaction is None else transaction,
            item=self.item if item is None else item,
            settled=self.settled,
            before=None if whole else self,
            fact=name,
        )

    def recall(self, node: Node) -> Recalled:
        """Give what was found for a condition with one fact less."""
        before = self.before
        if before is None or self.plan.bears_on(self.fact, node):
            return UNTESTED
        found: Recalled = before.truths.get(node, UNTESTED)
        return before.recall(node) if found is UNTESTED else found

    def recall_gaps(self, node: Node) -> frozenset[str] | None:
        """Give what a condition was found to miss, here or with one fact less."""
        found = self.gaps.get(node)
        if found is not None or self.before is None:
            return found
        if self.plan.bears_on(self.fact, node):
            return None
        return self.before.recall_gaps(node)

    @property
    def kinds(self) -> frozenset[str] | None:
        """The kind and all above it."""
        return self.plan.kinds

    @property
    def below(self) -> frozenset[str]:
        """The kinds below the given one."""
        return self.plan.below

    @property
    def cn_code(self) -> str | None:
        """Digits of the Combined Nomenclature."""
        return self.item.cn_code

    @property
    def claim(self) -> str | None:
        """The claimed code."""
        return self.item.control_code

    @property
    def activity(self) -> str | None:
        """The activity: what goes to a Member State of the day is a transfer."""
        activity, place = self.transaction.activity, self.transaction.destination
        if place is None or activity not in {"export", "intra_eu_transfer"}:
            return activity
        inside = self.member(place, "eu")
        return "intra_eu_transfer" if inside else "export"

    def in_force(self, rule: Rule, version: Version, inside: Truth) -> Truth:
        """Whether a version is in force, or taken to be.

        One answer settles two versions that meet on a vague day: the later one
        is in force, or the earlier one still is.
        """
        if inside is not None:
            return inside
        answer = self.settled.get(in_force_of(rule))
        return negate(answer) if _gives_way(rule, version, self.on_day) else answer

    def member(self, country: str, group: str) -> Truth:
        """Whether a country belongs to a group on the day."""
        found = self.on.membership(country, group)
        if found is None:
            return False
        if found.standing == "yes":
            return found.in_force.contains(self.on.valid_on)
        counts = self.transaction.context.embargo_counts.get(country)
        return all_of((counts, found.in_force.contains(self.on.valid_on)))

    def open_member(self, country: str, group: str) -> frozenset[str]:
        """What is missing to say so."""
        if self.member(country, group) is not None:
            return frozenset()
        return frozenset({f"context.embargo_counts.{country}"})

    def specified_in(self, code: str, *, any_kind: bool) -> Truth:
        """Whether the good is specified in an entry or paragraph."""
        key = (code, any_kind)
        found: Recalled = self.truths.get(key, UNTESTED)
        if found is UNTESTED:
            tests = self.plan.tests(code, any_kind=any_kind)
            found = any_of(self.holds(test) for test in tests)
            self.truths[key] = found
        return found

    def open_in(self, code: str, *, any_kind: bool) -> frozenset[str]:
        """What is missing to say so."""
        return frozenset().union(
            *(
                node.missing(self)
                for test in self.plan.tests(code, any_kind=any_kind)
                if self.holds(test) is None
                for node in test.nodes
            )
        )

    def gates_in(self, code: str, *, any_kind: bool) -> list[Gate]:
        """Give what fails the entry or paragraph, by its nearest way."""
        ways = [
            [inside(gate, test.paragraph.entry.code) for gate in test.node.gates(self)]
            for test in self.plan.tests(code, any_kind=any_kind)
            if test.node is not None
        ]
        return min((way for way in ways if way), key=distance, default=[])

    def holds(self, test: Test) -> Truth:
        """Tell whether a test of the plan holds."""
        found: Recalled = self.truths.get(test, UNTESTED)
        if found is UNTESTED:
            before = self.before
            if before is None or any(
                self.plan.bears_on(self.fact, node) for node in test.nodes
            ):
                found = self._hold(test)
            else:
                found = before.holds(test)
            self.truths[test] = found
        return found

    def _hold(self, test: Test) -> Truth:
        truth = all_of([part.test(self) for part in test.parts])
        if truth is False or test.unless is None:
            return truth
        return all_of((truth, negate(test.unless.test(self))))

    def listed_in(self, listing: str) -> Truth:
        """Whether the good is in a whole list, or tagged with a regime."""
        key = ("list", listing)
        found: Recalled = self.truths.get(key, UNTESTED)
        if found is UNTESTED:
            found = self.truths[key] = self._listed(listing)
        return found

    def _listed(self, listing: str) -> Truth:
        if self.claim is not None:
            found = any_of(
                row.truth_in(listing) for row in self.rows() if row.belongs(listing)
            )
        else:
            found = True if self._measured_in(listing) else self.tally(listing).truth
            if found is not True:
                extra = self._finding_row(listing)
                found = found if extra is None else extra.truth
        if found is None and self._finding(listing) is False:
            return False
        return found

    def _measured_in(self, listing: str) -> bool:
        """Tell whether a measure lists the good, by either of two texts in doubt."""
        if self.tally(listing).met or not self.plan.in_doubt:
            return self.tally(listing).met > 0
        rows = one_text(row for row in self._measure() if row is not None)
        return any(row.truth for row in rows if row.belongs(listing))

    def open_in_list(self, listing: str) -> frozenset[str]:
        """What is missing to say so."""
        if self.claim is not None:
            return frozenset().union(
                *(
                    row.missing
                    for row in self.rows()
                    if row.belongs(listing) and row.truth_in(listing) is None
                )
            )
        extra = self._finding_row(listing)
        names = self.tally(listing).names
        return names if extra is None else names | extra.missing

    def tally(self, listing: str) -> Tally:
        """Count the measured rows of a list or regime."""
        found = self._tallies.get(listing)
        if found is None:
            found = Tally()
            if self.before is None:
                for row in self._measure():
                    if row is not None and row.belongs(listing):
                        found.add(row, row.truth_in(listing))
            else:
                earlier, shift = self.before.tally(listing), self.shift(listing)
                found.met = earlier.met + shift.met
                found.open = earlier.open + shift.open
                found.missing = Counter(earlier.missing)
                found.missing.update(shift.missing)
            self._tallies[listing] = found
        return found

    def shifts(self, listing: str) -> bool:
        """Tell whether one more fact changed what a list says or misses beside it."""
        before = self.before
        if before is None:
            return True
        earlier, shift = before.tally(listing), self.shift(listing)
        moved = shift.met or shift.open or shift.missing
        if not moved and not self.plan.in_doubt:
            return False
        if before.listed_in(listing) is not self.listed_in(listing):
            return True
        return self.reasons and any(
            (earlier.missing[one] > 0) != (earlier.missing[one] + more > 0)
            for one, more in shift.missing.items()
            if one != self.fact
        )

    def shift(self, listing: str) -> Tally:
        """Give what one fact more changed in the tally of a list."""
        change = self._shifts.get(listing)
        if change is None:
            change = self._shifts[listing] = Tally()
            if self.before is not None:
                old, new = self.before._measure(), self._measure()
                for place in self.plan.touched(self.fact):
                    for row, sign in ((old[place], -1), (new[place], 1)):
                        if row is not None and row.belongs(listing):
                            change.add(row, row.truth_in(listing), sign)
        return change

    def listed_codes(self, listing: str, *, surely: bool = False) -> dict[str, bool]:
        """Give the paragraphs the good is listed in, and whether it was measured.

        A claim is kept as it stands: it can be finer or coarser than a paragraph.

        Args:
            listing: The list.
            surely: Whether paragraphs are left out that an open entry could still
                go before.
        """
        found: dict[str, bool] = {}
        for row in self.rows():
            if not row.truth or row.listing != listing or (surely and row.yields):
                continue
            claim = self.claim if row.verdict == "claimed" else None
            if claim and (within(row.code, claim) or within(claim, row.code)):
                found.setdefault(claim, False)
            else:
                found[row.code] = row.verdict == "met"
        return found

    def lies_in(self, code: str, outer: str, *, measured: bool) -> Truth:
        """Whether a good that is listed in one paragraph lies in another.

        Where the first says less than the second, the good is measured by the
        second, if it was measured at all.
        """
        if lies_under(code, outer):
            return True
        if code in _FINDINGS:  # found to be listed, and not said where
            return None
        if not lies_under(outer, code):
            return False
        return self.specified_in(outer, any_kind=False) if measured else None

    def listed_under(self, code: str) -> Truth:
        """Whether the good is listed in an entry or paragraph, or claimed to be."""
        key = ("under", code)
        found: Recalled = self.truths.get(key, UNTESTED)
        if found is UNTESTED:
            found = self.truths[key] = self._listed_under(code)
        return found

    def _listed_under(self, code: str) -> Truth:
        found = any_of(
            self.lies_in(one, code, measured=measured)
            for listing in LISTS
            for one, measured in self.listed_codes(listing, surely=True).items()
        )
        if found is False:
            return None if self._open_rows(code) else False
        return found

    def open_under(self, code: str) -> frozenset[str]:
        """What is missing to say so."""
        rows = self._open_rows(code)
        missing = frozenset[str]().union(*(row.missing for row in rows))
        return missing or frozenset({"control_code"})

    def _open_rows(self, code: str) -> list[Row]:
        return [
            row
            for row in self.rows()
            if (row.truth is None or row.yields)
            and row.entry is not None
            and (lies_under(row.code, code) or lies_under(code, row.code))
        ]

    def rows(self) -> list[Row]:
        """Measure the good by every entry that could concern it."""
        if self._rows is None:
            rows = one_text(row for row in self._measure() if row is not None)
            rows += [
                row
                for row in (self._finding_row(listing) for listing in _FINDINGS)
                if row is not None
            ]
            self._rows = with_claim(self, rows)
        return self._rows

    def _measure(self) -> list[Row | None]:
        """Give a row a test of the plan; ``None`` where it has nothing to say."""
        if self._measured is None:
            if self.before is None:
                self._measured = [measured_by(self, test) for test in self.plan.rows]
            else:
                self._measured = list(self.before._measure())
                for place in self.plan.touched(self.fact):
                    test = self.plan.rows[place]
                    self._measured[place] = measured_by(self, test)
        return self._measured

    def _finding(self, listing: str) -> Truth:
        value = self.values.get(_FINDINGS.get(listing, ""))
        return value if isinstance(value, bool) else None

    def _finding_row(self, listing: str) -> Row | None:
        """Say what was found by others, and what this law has not entered."""
        parameter = _FINDINGS.get(listing)
        coverage = self.on.law.coverage.get(listing)
        if parameter is None:
            return None
        found = self.values.get(parameter)
        if found is True:
            return Row(code=listing, listing=listing, verdict="claimed")
        settled = found is False or self.claim is not None
        if coverage is None or settled or self._measured_in(listing):
            return None
        if self.kinds is not None and coverage.has(
            self.kinds, self.on.valid_on, self.on.known_on
        ):
            return None
        missing = {f"parameters.{parameter}"}
        if self.kinds is None:
            missing.add("kind")
        return Row(
            code=listing,
            listing=listing,
            verdict="undecided",
            missing=frozenset(missing),
        )


FINDING_FACTS = frozenset(f"parameters.{one}" for one in _FINDINGS.values())
"""Facts by which somebody found a good to be in a list, or not."""


def _gives_way(rule: Rule, version: Version, day: Day) -> bool:
    """Whether it is in doubt on a day if another version has taken its place."""
    return any(
        other.in_force.start is not None
        and not other.in_force.start.exact
        and other.in_force.contains(day) is None
        and version.in_force.end is not None
        and version.in_force.end.last <= other.in_force.start.last
        for other in rule.versions
        if other is not version
    )

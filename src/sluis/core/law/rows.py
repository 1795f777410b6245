"""What a list says of a line: a row a paragraph, and several rows together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from sluis.core.law.model import Entry, Rule, Version
from sluis.core.law.node import (
    Gate,
    Node,
    nearest,
    within,
)
from sluis.core.law.plan import Test
from sluis.core.truth import Truth, all_of

if TYPE_CHECKING:
    from sluis.core.law.situation import Situation


Verdict: TypeAlias = Literal["met", "not_met", "undecided", "claimed"]

_TRUTHS: dict[Verdict, Truth] = {
    "met": True,
    "claimed": True,
    "not_met": False,
    "undecided": None,
}

_VERDICTS: dict[Truth, Verdict] = {True: "met", False: "not_met", None: "undecided"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a paragraph says of a good.

    Attributes:
        code: The paragraph, or the claimed code.
        listing: The list.
        entry: The entry; ``None`` for a claim that this law has no entry for.
        version: The version that was applied.
        verdict: What came out.
        missing: Facts that keep it open, or that could still put the good in an
            entry that goes before it.
        gates: The parts that fail it.
        nearest: The failing quantity nearest to its threshold.
        specified_in: The entry that goes before this one, when it does.
        holds: Whether its own condition holds, whichever text is in force and
            whichever entry goes before it.
        yields: Whether an entry that is open could still go before it.
    """

    code: str
    listing: str
    entry: Entry | None = None
    version: Version | None = None
    verdict: Verdict
    missing: frozenset[str] = frozenset()
    gates: tuple[Gate, ...] = ()
    nearest: Gate | None = None
    specified_in: str | None = None
    holds: Truth = None
    yields: bool = False

    @property
    def truth(self) -> Truth:
        """Whether the good is listed here; a claim stands until it is refuted."""
        return _TRUTHS[self.verdict]

    def truth_in(self, listing: str) -> Truth:
        """Whether the good is in a list by this row.

        What goes before an entry is of the same list, so the list as a whole does
        not wait for it; a regime does, as it may name one of the two only.
        """
        return None if self.yields and self.listing != listing else self.truth

    def belongs(self, listing: str) -> bool:
        """Tell whether it is of a list, or of an entry tagged with a regime."""
        if self.listing == listing:
            return True
        return self.entry is not None and listing in self.entry.regimes


@dataclass(slots=True, kw_only=True, eq=False)
class Tally:
    """How many rows of a list hold or are open, and what the open ones miss.

    Attributes:
        met: Rows that hold.
        open: Rows that are open.
        missing: How many open rows miss a fact, by fact.
    """

    met: int = 0
    open: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row, truth: Truth, sign: int = 1) -> None:
        """Count what a row says, or with ``-1`` take it out."""
        if truth:
            self.met += sign
        elif truth is None:
            self.open += sign
            for name in row.missing:
                self.missing[name] += sign

    @property
    def truth(self) -> Truth:
        """Whether any row holds."""
        return True if self.met else None if self.open else False

    @property
    def names(self) -> frozenset[str]:
        """What the open rows miss."""
        return frozenset(name for name, count in self.missing.items() if count > 0)


def one_text(rows: Iterable[Row]) -> list[Row]:
    """Of two texts that may be in force, say of a paragraph what it can still be.

    A paragraph that one text lets fail and the other leaves open is open; one that
    both let fail is told by the later text.
    """
    told: list[Row] = []
    places: dict[str, int] = {}
    for row in rows:
        several = row.entry is not None and len(row.entry.versions) > 1
        place = places.get(row.code) if several else None
        if place is None or told[place].version is row.version:
            if several:
                places[row.code] = len(told)
            told.append(row)
        elif told[place].truth is False:
            told[place] = row
        elif row.truth is not False:
            told[place] = _either(told[place], row)
    return told


def _either(old: Row, new: Row) -> Row:
    """Join what two texts say, one of which is in force: both open, or both met."""
    if old.holds and new.holds:
        return replace(new, verdict="met", missing=frozenset())
    return replace(new, missing=old.missing | new.missing)


def inside(gate: Gate, entry: str) -> Gate:
    """Name a gate by its entry as well."""
    return replace(gate, code=entry if gate.code is None else f"{entry}.{gate.code}")


def in_force_of(rule: Rule) -> str:
    """Name the question whether a rule with a vague bound is in force."""
    return f"law:{rule.id}.in_force"


def measured_by(facts: Situation, test: Test) -> Row | None:
    """Measure the good by one test; ``None`` where it has nothing to say."""
    paragraph = test.paragraph
    claim = facts.claim
    if facts.item.kind is None and claim and not within(claim, paragraph.entry.code):
        return None  # the claim stands for what the good is
    entry, version = paragraph.entry, paragraph.version
    in_force = facts.in_force(entry, version, paragraph.in_force)
    holds = facts.holds(test)
    before = {o: facts.specified_in(o, any_kind=False) for o in version.other_than}
    first = next((code for code, inside in before.items() if inside), None)
    truth = False if first is not None else all_of((holds, in_force))
    yields = truth is not False and None in before.values()
    if truth is False and paragraph.kinds is None:
        return None  # concerns no kind in particular: considered only if it holds
    gates: tuple[Gate, ...] = ()
    missing = frozenset[str]()
    if truth is None or yields:
        missing = _missing(facts, test) if facts.reasons else missing
    elif truth is False and facts.before is None:
        gates = _gates(facts, test)
    return Row(
        code=paragraph.code,
        listing=paragraph.entry.listing,
        entry=paragraph.entry,
        version=paragraph.version,
        verdict=_VERDICTS[truth],
        missing=missing,
        gates=gates,
        nearest=nearest(gates) if gates else None,
        specified_in=first,
        holds=holds,
        yields=yields,
    )


def _missing(facts: Situation, test: Test) -> frozenset[str]:
    paragraph = test.paragraph
    missing = frozenset[str]().union(*(node.missing(facts) for node in test.nodes))
    entry, version = paragraph.entry, paragraph.version
    if facts.in_force(entry, version, paragraph.in_force) is None:
        missing |= {in_force_of(entry)}
    return missing.union(
        *(
            facts.open_in(code, any_kind=False)
            for code in version.other_than
            if facts.specified_in(code, any_kind=False) is None
        )
    )


def _gates(facts: Situation, test: Test) -> tuple[Gate, ...]:
    gates = () if test.node is None else tuple(test.node.gates(facts))
    if gates or test.unless is None or not test.unless.test(facts):
        return gates
    return (Gate(code=None, parameter=f"exception: {_reason(test.unless, facts)}"),)


def _reason(unless: Node, facts: Situation) -> str:
    for node in unless.walk():
        name: str | None = getattr(node, "parameter", None)
        if name is not None and node.test(facts):
            return name
    return ""


def with_claim(facts: Situation, rows: list[Row]) -> list[Row]:
    """Let a claimed code stand where the parameters do not decide it.

    It says as well that no entry goes before the one it names.
    """
    claim = facts.claim
    if claim is None:
        return rows
    own = [row for row in rows if within(row.code, claim) or within(claim, row.code)]
    if any(row.truth for row in own):
        return [replace(one, yields=False) if one in own else one for one in rows]
    if any(row.truth is None for row in own):
        return [
            replace(row, verdict="claimed", yields=False)
            if row in own and row.truth is None
            else row
            for row in rows
        ]
    if own:
        return rows  # measured, and not borne out
    listing = "eu-military-list" if claim.startswith("ML") else "eu-annex-i"
    entry = next(
        (e for e in facts.on.law.entries.values() if within(claim, e.code)), None
    )
    return [*rows, Row(code=claim, listing=listing, entry=entry, verdict="claimed")]

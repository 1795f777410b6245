"""What the control lists say of goods of one kind, as columns of SQL.

The kind is put in first, so a statement holds only the paragraphs that can
concern it. :mod:`sluis.core.law.situation` says the same one line at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from sluis.core.law.model import Entry, Law, Version
from sluis.core.law.node import Node
from sluis.core.law.plan import condition_at, remains
from sluis.core.law.predicate import Compare, KindIs, Specified
from sluis.core.truth import Truth
from sluis.engine.epochs import Epochs, Passage
from sluis.engine.predicate_sql import among, around, begins, compile_node, name, number
from sluis.engine.term import (
    ANY,
    CERTAIN,
    FALSE,
    TRUE,
    UNKNOWN,
    Term,
    both,
    case,
    column,
    constant,
    either,
    invert,
    known,
    unknown,
)
from sluis.formats.flat import column_of

FINDINGS = {"eu-annex-i": "in_annex_i"}


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A paragraph that can concern the kind, and whether the goods are in it.

    Attributes:
        passage: The paragraph.
        truth: Whether the goods are in it.
        there: Whether it has a say at all on the day.
    """

    passage: Passage
    truth: Term
    there: Term

    @property
    def code(self) -> str:
        """Its code."""
        return self.passage.paragraph.code

    @property
    def entry(self) -> Entry:
        """Its entry."""
        return self.passage.paragraph.entry

    def belongs(self, listing: str) -> bool:
        """Tell whether it is of a list, or of an entry tagged with a regime."""
        return listing in {self.entry.listing, *self.entry.regimes}


@dataclass(eq=False)
class Goods:
    """Lines of one kind before the law: what the compiler asks.

    Attributes:
        epochs: The law over time.
        kind: The kind; ``None`` for lines that state none.
        columns: Columns that some of these lines fill.
        claimed: Whether these lines claim a code; of lines without a kind all claim
            the same entry.
        entry: That entry.
        source: What the lines are read from.
        moving: A threshold that is a column of the lines instead.
        taken: A comparison that is taken to hold.
        read: Columns that conditions were found to read.
        layers: Columns that are worked out one after the other.
    """

    epochs: Epochs
    kind: str | None
    columns: frozenset[str]
    claimed: bool = False
    entry: str | None = None
    source: str = "lines"
    moving: Compare | None = None
    taken: Compare | None = None
    read: set[str] = field(default_factory=set)
    layers: list[dict[str, exp.Expr]] = field(default_factory=list)
    _specified: dict[tuple[str, bool], Term] = field(default_factory=dict)
    _open: set[object] = field(default_factory=set)
    _listed: dict[str, Term] = field(default_factory=dict)
    _measured: list[Measured] | None = None

    @property
    def law(self) -> Law:
        """The law."""
        return self.epochs.law

    @property
    def territories(self) -> Sequence[str]:
        """All codes of countries."""
        return list(self.law.vocabulary.territories)

    def has(self, column: str) -> bool:
        """Whether any line states this column."""
        if column in self.columns:
            self.read.add(column)
            return True
        return False

    def several(self, parameter: str) -> bool:
        """Whether a parameter holds a list of texts."""
        return self.law.vocabulary.parameters[parameter].type != "text"

    def limit(self, node: Compare) -> exp.Expr:
        """Give the threshold of a comparison."""
        return (
            name("threshold") if node is self.moving else number(node.threshold.value)
        )

    def kind_is(self, kinds: frozenset[str]) -> Term:
        """Whether the goods are of these kinds."""
        return constant(self._kind_is(kinds))

    def _kind_is(self, kinds: frozenset[str]) -> Truth:
        if self.kind is None:
            return None
        words = self.law.vocabulary
        if not kinds.isdisjoint(words.line_of(self.kind)):
            return True
        below = any(self.kind in words.line_of(one) for one in kinds)
        return None if below else False

    def member(self, place: str, group: str) -> Term:
        """Whether the country in a column belongs to a group on the day."""
        return self.epochs.group(group, prefix=f"{place}_")

    def members(self, places: str, group: str) -> Term:
        """Whether any country of a list in a column belongs to a group."""
        inside = self.epochs.countries(group, truth=True)
        contested = self.epochs.countries(group, truth=None)
        branches = [
            (Term(exp.ArrayOverlaps(this=name(places), expression=one), ANY), truth)
            for one, truth in ((inside, TRUE), (contested, UNKNOWN))
            if one is not None
        ]
        return case(branches, FALSE)

    def layer(self, terms: dict[str, Term]) -> dict[str, Term]:
        """Work terms out as columns of their own; constants stay constants."""
        found = {one: term for one, term in terms.items() if not term.decided}
        if found:
            self.layers.append({one: term.sql for one, term in found.items()})
        return {
            one: column(one, term.can) if one in found else term
            for one, term in terms.items()
        }

    def specified_in(self, code: str, *, any_kind: bool) -> Term:
        """Whether the goods are specified in an entry or paragraph."""
        key = code, any_kind
        if key in self._open:
            raise RecursionError(f"{code} is asked for inside itself")
        if key not in self._specified:
            self._open.add(key)
            self._specified[key] = either(self._tests(code, any_kind=any_kind))
            self._open.discard(key)
        return self._specified[key]

    def _tests(self, code: str, *, any_kind: bool) -> Iterator[Term]:
        for passage in self.epochs.passages.get(code.split(".", maxsplit=1)[0], ()):
            paragraph = passage.paragraph
            node = condition_at(passage.paragraph, code, any_kind=any_kind)
            kinds = None if any_kind else paragraph.kinds
            if node is None or not self._possible(node, kinds, paragraph.version):
                continue
            there = self.epochs.truth(tuple(x is not False for x in passage.in_force))
            yield both((there, self._holds(node, kinds, paragraph.version)))

    def _holds(self, node: Node, kinds: KindIs | None, version: Version) -> Term:
        terms = [compile_node(node, self)]
        if kinds is not None:
            terms.append(self.kind_is(kinds.kinds))
        if version.unless is not None:
            terms.append(invert(compile_node(version.unless, self)))
        return both(terms)

    def _possible(self, node: Node, kinds: KindIs | None, version: Version) -> bool:
        """Tell whether the kind leaves a condition open."""
        if kinds is not None and self._kind_is(kinds.kinds) is False:
            return False
        if version.unless is not None and remains(version.unless, self._decide) is True:
            return False
        return remains(node, self._decide) is not False

    def _decide(self, leaf: Node) -> Truth:
        if isinstance(leaf, KindIs):
            return self._kind_is(leaf.kinds)
        if isinstance(leaf, Specified) and id(leaf) not in self._open:
            self._open.add(id(leaf))
            possible = any(
                self._possible(
                    node,
                    None if leaf.any_kind else passage.paragraph.kinds,
                    passage.paragraph.version,
                )
                for code in leaf.codes
                for passage in self.epochs.passages.get(code.split(".")[0], ())
                if (
                    node := condition_at(
                        passage.paragraph, code, any_kind=leaf.any_kind
                    )
                )
                is not None
            )
            self._open.discard(id(leaf))
            return None if possible else False
        return None

    @property
    def measured(self) -> list[Measured]:
        """The paragraphs that can concern the kind, each a column, claims heard."""
        if self._measured is None:
            rows = list(self._rows())
            truths = self.layer({f"row_{n}": one.truth for n, one in enumerate(rows)})
            rows = [
                Measured(one.passage, truths[f"row_{n}"], one.there)
                for n, one in enumerate(rows)
            ]
            self._measured = self._with_claim(rows) if self.claimed else rows
        return self._measured

    def _rows(self) -> Iterator[Measured]:
        for code, passages in self.epochs.passages.items():
            if self.kind is None and self.claimed and code != self.entry:
                continue  # the claim stands for what the good is
            for passage in passages:
                paragraph = passage.paragraph
                version = paragraph.version
                if not self._possible(paragraph.node, paragraph.kinds, version):
                    continue
                there = tuple(inside is not False for inside in passage.in_force)
                yield Measured(passage, self.row(passage), self.epochs.truth(there))

    def concerns(self, passage: Passage) -> bool:
        """Tell whether a paragraph can concern the kind."""
        paragraph = passage.paragraph
        return self._possible(paragraph.node, paragraph.kinds, paragraph.version)

    def row(self, passage: Passage, node: Node | None = None) -> Term:
        """Give whether goods are in a paragraph, its condition or another put in."""
        paragraph = passage.paragraph
        version = paragraph.version
        truth = self._holds(node or paragraph.node, paragraph.kinds, version)
        before = [
            invert(known(self.specified_in(code, any_kind=False)))
            for code in version.other_than
        ]
        return both((truth, self.epochs.truth(passage.in_force), *before))

    def _with_claim(self, rows: list[Measured]) -> list[Measured]:
        """Let a claimed code stand where the parameters do not decide it."""
        own = [self._own(one) for one in rows]
        borne = either(
            both((mine, known(one.truth))) for mine, one in zip(own, rows, strict=True)
        )
        spoken = either(
            both((mine, self._speaks(one))) for mine, one in zip(own, rows, strict=True)
        )
        heard = self.layer({"claim_borne_out": borne, "claim_measured": spoken})
        stands = invert(heard["claim_borne_out"])
        truths = self.layer(
            {
                f"claimed_{n}": case(
                    [(both((mine, unknown(one.truth), stands)), TRUE)], one.truth
                )
                for n, (mine, one) in enumerate(zip(own, rows, strict=True))
            }
        )
        self._unmeasured = invert(heard["claim_measured"])
        return [
            Measured(one.passage, truths[f"claimed_{n}"], one.there)
            for n, one in enumerate(rows)
        ]

    @staticmethod
    def _speaks(row: Measured) -> Term:
        """Tell whether a paragraph has a row; one of no kind only if it can hold."""
        if row.passage.paragraph.kinds is not None:
            return row.there
        return both((row.there, invert(known(invert(row.truth)))))

    @staticmethod
    def _own(row: Measured) -> Term:
        claim = name("control_code")
        same = Term(among(claim, around(row.code)), CERTAIN)
        return either((same, Term(begins(claim, f"{row.code}."), CERTAIN)))

    def listed_in(self, listing: str) -> Term:
        """Whether the goods are in a whole list, or tagged with a regime."""
        if listing not in self._listed:
            self._listed[listing] = self._listed_in(listing)
        return self._listed[listing]

    def _listed_in(self, listing: str) -> Term:
        met = either(one.truth for one in self.measured if one.belongs(listing))
        if self.claimed:
            met = either((met, self._claim_in(f"claim_{listing}")))
        finding = column_of(FINDINGS.get(listing, ""))
        found = column(finding) if self.has(finding) else UNKNOWN
        if listing not in FINDINGS:
            return met
        settled = case([(both((unknown(met), invert(found))), FALSE)], met)
        if not self.claimed and self._uncovered(listing):
            settled = either((settled, case([(invert(found), FALSE)], UNKNOWN)))
        return case([(found, TRUE)], settled)

    def _claim_in(self, column_name: str) -> Term:
        return both((self._unmeasured, known(column(column_name))))

    def _uncovered(self, listing: str) -> bool:
        coverage = self.law.coverage.get(listing)
        if coverage is None:
            return False
        if self.kind is None:
            return True
        return coverage.kinds.isdisjoint(self.law.vocabulary.line_of(self.kind))

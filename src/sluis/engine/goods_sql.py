"""What the control lists say of goods of one kind, as columns of SQL.

The kind is put in first, so a statement holds only the paragraphs that can
concern it. :mod:`sluis.core.law.situation` says the same one line at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from sluis.core.law.model import Entry, Law, Version
from sluis.core.law.node import Node
from sluis.core.law.plan import condition_at, remains
from sluis.core.law.predicate import Compare, KindIs, Specified, lies_under
from sluis.core.law.situation import LISTS
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

ASKED_PLACE = "asked_place"
"""The column with the country whose contested embargo is answered for."""

ANSWER = "answer"
"""The column with that answer."""


def claim_under(codes: tuple[str, ...]) -> str:
    """Name the column of claims that says whether they lie in any of these."""
    return f"claim_under_{'_'.join(codes).replace('.', '')}"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Measured:
    """A paragraph that can concern the kind, and whether the goods are in it.

    Attributes:
        passage: The paragraph.
        truth: Whether the goods are in it.
        there: Whether it has a say at all on the day.
        yields: Whether an entry that is open could still go before it.
        claimed: Whether it holds by a claim, and was not measured.
    """

    passage: Passage
    truth: Term
    there: Term
    yields: Term = FALSE
    claimed: Term = FALSE

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

    def truth_in(self, listing: str) -> Term:
        """Whether the goods are in a list by it; a regime waits for what is before."""
        if self.entry.listing == listing:
            return self.truth
        return case([(self.yields, UNKNOWN)], self.truth)


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
        by_epoch: Whether lines say their epoch, and not their days.
        moving: A threshold that is a column of the lines instead.
        taken: A comparison that is taken to hold.
        answers: Whether lines carry an answer about a contested embargo.
        read: Columns that conditions were found to read.
        limits: Thresholds that conditions were found to set, by parameter.
        layers: Columns that are worked out one after the other.
    """

    epochs: Epochs
    kind: str | None
    columns: frozenset[str]
    claimed: bool = False
    entry: str | None = None
    source: str = "lines"
    by_epoch: bool = False
    moving: Compare | None = None
    taken: Compare | None = None
    answers: bool = False
    read: set[str] = field(default_factory=set)
    limits: dict[str, set[float]] = field(default_factory=dict)
    layers: list[dict[str, exp.Expr]] = field(default_factory=list)
    _levels: dict[str, int] = field(default_factory=dict)
    _specified: dict[tuple[str, bool], Term] = field(default_factory=dict)
    _open: set[object] = field(default_factory=set)
    _listed: dict[str, Term] = field(default_factory=dict)
    _shared: dict[Hashable, Term] = field(default_factory=dict)
    _under: dict[tuple[str, ...], Term] = field(default_factory=dict)
    _measured: list[Measured] | None = None

    @property
    def law(self) -> Law:
        """The law."""
        return self.epochs.law

    @property
    def territories(self) -> Sequence[str]:
        """All codes of countries."""
        return list(self.law.vocabulary.territories)

    @property
    def exact(self) -> bool:
        """Whether the kind is as exact as the law tells kinds apart."""
        words = self.law.vocabulary
        return self.kind is not None and not any(
            self.kind in words.line_of(one) for one in words.kinds if one != self.kind
        )

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
        self.limits.setdefault(node.parameter, set()).add(node.threshold.value)
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
        inside = self.epochs.group(group, prefix=f"{place}_")
        if not self.answers:
            return inside
        asked = exp.EQ(this=name(place), expression=name(ASKED_PLACE))
        return case(
            [(both((unknown(inside), Term(asked, ANY))), column(ANSWER))], inside
        )

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
        for one, term in terms.items():
            if not term.decided:
                self.place(one, term.sql)
        return {
            one: term if term.decided else column(one, term.can)
            for one, term in terms.items()
        }

    def shared(self, key: Hashable, make: Callable[[], Term]) -> Term:
        """Work a term out once for all that ask the same.

        Args:
            key: What is asked.
            make: Writes the term.
        """
        found = self._shared.get(key)
        if found is None:
            term = make()  # which may share others, and so goes before the name
            own = f"shared_{len(self._shared)}"
            found = self._shared[key] = self.layer({own: term})[own]
        return found

    def place(self, column_name: str, expression: exp.Expr) -> None:
        """Put a column into the first layer that has all it is worked out from."""
        level = 1 + max(
            (self._levels.get(one.name, -1) for one in expression.find_all(exp.Column)),
            default=-1,
        )
        if level == len(self.layers):
            self.layers.append({})
        self.layers[level][column_name] = expression
        self._levels[column_name] = level

    def specified_in(self, code: str, *, any_kind: bool) -> Term:
        """Whether the goods are specified in an entry or paragraph."""
        key = code, any_kind
        if key in self._open:
            raise RecursionError(f"{code} is asked for inside itself")
        if key not in self._specified:
            self._open.add(key)
            term = either(self._tests(code, any_kind=any_kind))
            self._open.discard(key)
            if isinstance(term.sql, exp.Paren | exp.Case | exp.Not):
                own = f"specified_{len(self._specified)}"
                term = self.layer({own: term})[own]
            self._specified[key] = term
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
                replace(one, truth=truths[f"row_{n}"]) for n, one in enumerate(rows)
            ]
            rows = [replace(one, yields=self._yields(one)) for one in rows]
            self._measured = self._with_claim(rows) if self.claimed else rows
        return self._measured

    def _yields(self, row: Measured) -> Term:
        before = row.passage.paragraph.version.other_than
        open_ = either(
            unknown(self.specified_in(code, any_kind=False)) for code in before
        )
        return both((open_, invert(known(invert(row.truth)))))

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
                truth = self.row(passage)
                yield Measured(
                    passage=passage, truth=truth, there=self.epochs.truth(there)
                )

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
        count = range(len(rows))
        mine = self.layer({f"mine_{n}": self._own(one) for n, one in enumerate(rows)})
        own = [mine[f"mine_{n}"] for n in count]
        borne = either(both((own[n], known(one.truth))) for n, one in enumerate(rows))
        spoken = either(both((own[n], self._speaks(one))) for n, one in enumerate(rows))
        heard = self.layer({"claim_borne_out": borne, "claim_measured": spoken})
        stands = invert(heard["claim_borne_out"])
        claimed = self.layer(
            {
                f"claimed_{n}": both((own[n], unknown(one.truth), stands))
                for n, one in enumerate(rows)
            }
        )
        truths = self.layer(
            {
                f"heard_{n}": case([(claimed[f"claimed_{n}"], TRUE)], one.truth)
                for n, one in enumerate(rows)
            }
        )
        self._unmeasured = invert(heard["claim_measured"])
        return [
            replace(
                one,
                truth=truths[f"heard_{n}"],
                yields=both((one.yields, invert(own[n]))),
                claimed=claimed[f"claimed_{n}"],
            )
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
            own = f"listed_{len(self._listed)}"
            self._listed[listing] = self.layer({own: self._listed_in(listing)})[own]
        return self._listed[listing]

    def _listed_in(self, listing: str) -> Term:
        met = either(
            one.truth_in(listing) for one in self.measured if one.belongs(listing)
        )
        if self.claimed:
            met = either((met, self.claim_in(f"claim_{listing}")))
        if listing not in FINDINGS:
            return met
        found = self.finding(listing)
        settled = case([(both((unknown(met), invert(found))), FALSE)], met)
        if not self.claimed:
            open_ = case([(invert(found), FALSE)], UNKNOWN)
            settled = either((settled, both((self._uncovered(listing), open_))))
        return case([(found, TRUE)], settled)

    def finding(self, listing: str) -> Term:
        """Whether somebody found the goods to be in a list."""
        finding = column_of(FINDINGS.get(listing, ""))
        return column(finding) if self.has(finding) else UNKNOWN

    def claim_in(self, column_name: str) -> Term:
        """What a claim stands for where nothing measured speaks for or against it."""
        return both((self._unmeasured, known(column(column_name))))

    def _uncovered(self, listing: str) -> Term:
        coverage = self.law.coverage.get(listing)
        if coverage is None:
            return FALSE
        if self.kind is None:
            return TRUE
        kinds = self.law.vocabulary.line_of(self.kind)
        return invert(
            self.epochs.over(lambda on: coverage.has(kinds, on.valid_on, on.known_on))
        )

    def listed_under(self, codes: tuple[str, ...]) -> Term:
        """Whether the goods are listed in any of these, or claimed to be."""
        if codes not in self._under:
            own = f"under_{len(self._under)}"
            self._under[codes] = self.layer({own: self._listed_under(codes)})[own]
        return self._under[codes]

    def _listed_under(self, codes: tuple[str, ...]) -> Term:
        claim = column(claim_under(codes))
        ways = []
        open_ = []
        for row in self.measured:
            if row.entry.listing not in LISTS:
                continue
            lies = either(self.lies_in(row, code) for code in codes)
            if self.claimed:
                lies = case([(row.claimed, claim)], lies)
            listed = known(both((row.truth, invert(row.yields))))
            ways.append(both((listed, lies)))
            if any(lies_under(row.code, c) or lies_under(c, row.code) for c in codes):
                open_.append(either((unknown(row.truth), row.yields)))
        if self.claimed:
            ways.append(both((self._unmeasured, claim)))
        # Found to be listed by others, and not said where.
        ways += [case([(self.finding(one), UNKNOWN)], FALSE) for one in FINDINGS]
        return either((*ways, case([(either(open_), UNKNOWN)], FALSE)))

    def lies_in(self, row: Measured, outer: str) -> Term:
        """Whether goods that are measured by one paragraph lie in another."""
        if lies_under(row.code, outer):
            return TRUE
        if not lies_under(outer, row.code):
            return FALSE
        return self.specified_in(outer, any_kind=False)

    @property
    def in_doubt(self) -> Term:
        """Whether it is not known which text of a paragraph was in force."""
        return either(
            self.epochs.truth(tuple(inside is None for inside in row.passage.in_force))
            for row in self.measured
        )

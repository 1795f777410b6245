"""What lines of one kind need, as one statement of SQL.

The statement gives the outcome that :func:`sluis.core.law.outcome.weigh` gives.
Where that is "undecided", :func:`sluis.core.law.asking.settle` may still find that
every answer to a question leads to the same. That search is left to the
interpreter, once for all lines that no rule tells apart: such lines carry a
signature, from which :mod:`sluis.engine.signature` makes one of them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from sluis.core.law.model import Authorisation, Order, Rule, Version
from sluis.core.law.outcome import OUTCOMES
from sluis.core.law.predicate import KindIs
from sluis.core.truth import Truth
from sluis.engine.epochs import Epochs
from sluis.engine.goods_sql import Goods
from sluis.engine.predicate_sql import among, compile_node, name, text
from sluis.engine.signature import Signature
from sluis.engine.term import (
    ANY,
    CERTAIN,
    FALSE,
    TRUE,
    UNKNOWN,
    Term,
    both,
    case,
    either,
    invert,
    known,
    unknown,
)

RANK = {outcome: place for place, outcome in enumerate(OUTCOMES)}
"""Outcomes as the statements give them, strictest first."""

TO_BE_READ = len(OUTCOMES)
"""Stands for the outcome of a line that only the interpreter can read."""

_PLACES = ("destination", "known_final_destination")
_SAME_KNOWLEDGE = "l.known_on IS NOT DISTINCT FROM c.day_of_knowledge"
_MOVES = ("export", "intra_eu_transfer")


@dataclass(frozen=True, slots=True, eq=False)
class Bearing:
    """A version of a measure or order, and whether it bears on the lines."""

    rule: Rule
    version: Version
    truth: Term


@dataclass(eq=False)
class Statement:
    """The lines of one kind, from the files to their outcome.

    Attributes:
        goods: The lines' goods.
        addressed: Names of exporters that each order addresses, by its id.
        carry: Columns that are handed on.
        rule: Whether the strictest rule is told as well.
    """

    goods: Goods
    addressed: Mapping[str, frozenset[str]]
    carry: Sequence[str] = ()
    rule: bool = False
    _rules: list[Bearing] = field(default_factory=list)

    @property
    def epochs(self) -> Epochs:
        """The law over time."""
        return self.goods.epochs

    def outcome(self) -> tuple[str, Signature]:
        """Write the statement.

        Returns:
            It, and how its signatures are read. Its rows have the carried columns,
            ``outcome`` (a place in :data:`OUTCOMES`, or :data:`TO_BE_READ`),
            ``rule`` where it was asked for, and ``signature`` (``NULL`` when the
            outcome is final).
        """
        goods = self.goods
        activity = self._activity()
        self._rules = list(self._bearings())
        waived = self._waived()
        named = {f"bears_{n}": one.truth for n, one in enumerate(self._rules)}
        named["waived"] = waived
        named = goods.layer(named)
        hits = [
            Bearing(one.rule, one.version, named[f"bears_{n}"])
            for n, one in enumerate(self._rules)
        ]
        goods.layers.append({"outcome": self._weighed(hits, named["waived"])})
        signature = Signature.of(goods, self.addressed)
        last: dict[str, exp.Expr] = {"signature": signature.expression()}
        if self.rule:
            last["rule"] = self._strictest(hits)
        goods.layers.append(last)
        kept = [*self.carry, "outcome", "signature", *(["rule"] if self.rule else [])]
        return self._text(activity, kept), signature

    def lines(self, kept: Sequence[str]) -> str:
        """Write a statement of other columns than the outcome.

        Args:
            kept: What is handed on: columns of the lines or of the layers.
        """
        return self._text(self._activity(), kept)

    def _activity(self) -> exp.Expr | None:
        """Give the activity: what goes to a Member State of the day is a transfer."""
        goods = self.goods
        if not goods.has("activity"):
            return None
        given = name("activity")
        if not goods.has("destination"):
            return given
        moves = Term(among(name("activity"), _MOVES), ANY)
        placed = Term(exp.Is(this=name("destination"), expression=exp.null()), CERTAIN)
        inside = goods.member("destination", "eu")
        return exp.Case(
            ifs=[
                exp.If(this=either((placed, invert(known(moves)))).sql, true=given),
                exp.If(this=inside.sql, true=text("intra_eu_transfer")),
            ],
            default=text("export"),
        )

    def _bearings(self) -> Iterator[Bearing]:
        law = self.epochs.law
        for rule in (*law.measures.values(), *law.orders.values()):
            to = TRUE
            if isinstance(rule, Order):
                to = self._addressed(rule)
                if to.can == {False}:
                    continue
            for version, in_force in self.epochs.versions(rule):
                if version.effect in RANK:
                    truth = self._bears(version, in_force)
                    if truth.can != {False}:
                        yield Bearing(rule, version, both((to, truth)))

    def _addressed(self, order: Order) -> Term:
        names = self.addressed.get(order.id, frozenset())
        if not names or not self.goods.has("exporter"):
            return FALSE
        return known(Term(among(name("exporter"), names), ANY))

    def _bears(self, version: Version, in_force: tuple[Truth, ...]) -> Term:
        parts = [self.epochs.truth(in_force)]
        if version.applies is not None:
            parts.append(compile_node(KindIs(kinds=version.applies), self.goods))
        if version.when is not None:
            parts.append(compile_node(version.when, self.goods))
        if version.unless is not None:
            parts.append(invert(compile_node(version.unless, self.goods)))
        return both(parts)

    def _waived(self) -> Term:
        """Tell whether a general authorisation may stand in for a licence.

        Where it may, the interpreter says which. Its conditions are read here, so
        that lines they tell apart have signatures of their own.
        """
        goods = self.goods
        if not goods.has("activity"):
            return FALSE
        goods.has("control_code")
        ways = []
        for rule in self.epochs.law.authorisations.values():
            for version, in_force in self.epochs.versions(rule):
                surely = tuple(inside is True for inside in in_force)
                usable = self._usable(rule, version)
                ways.append(both((self.epochs.truth(surely), usable)))
        export = Term(
            exp.EQ(this=name("activity_by_law"), expression=text("export")), ANY
        )
        return both((known(export), either(ways)))

    def _usable(self, rule: Authorisation, version: Version) -> Term:
        goods = self.goods
        possible = [known(goods.listed_in(rule.listing))]
        if goods.has("destination"):
            if version.group is not None:
                outside = invert(goods.member("destination", version.group))
                possible.append(invert(known(outside)))
            for group in version.outside:
                inside = goods.member("destination", group)
                possible.append(invert(known(inside)))
        if version.unless is not None:
            possible.append(invert(known(compile_node(version.unless, goods))))
        if version.when is not None:
            possible.append(invert(known(invert(compile_node(version.when, goods)))))
        return case([(both(possible), UNKNOWN)], FALSE)

    def _weighed(self, hits: Sequence[Bearing], waived: Term) -> exp.Expr:
        """Give the outcome from what bears on the lines."""
        met = {
            effect: either(known(one.truth) for one in hits if _is(one, effect))
            for effect in ("prohibited", "licence_required", "notify_authority")
        }
        waivable = either(known(one.truth) for one in hits if one.version.waivable)
        firm = either(
            known(one.truth)
            for one in hits
            if _is(one, "licence_required") and not one.version.waivable
        )
        open_ = either(unknown(one.truth) for one in hits)
        steps = [
            (self._unread(), TO_BE_READ),
            (met["prohibited"], RANK["prohibited"]),
            (
                either((firm, both((waivable, invert(waived))))),
                RANK["licence_required"],
            ),
            (both((waivable, unknown(waived))), TO_BE_READ),
            (met["notify_authority"], RANK["notify_authority"]),
            (open_, RANK["undecided"]),
        ]
        return _steps(steps, RANK["no_licence"])

    def _unread(self) -> Term:
        """Tell which lines say what only the interpreter reads."""
        if not self.goods.has("context"):
            return FALSE
        nothing = exp.Is(this=name("context"), expression=exp.null())
        return invert(Term(nothing, CERTAIN))

    def _strictest(self, hits: Sequence[Bearing]) -> exp.Expr:
        """Name the first rule from which the outcome follows."""
        at = {
            outcome: Term(
                exp.EQ(this=name("outcome"), expression=exp.Literal.number(place)),
                CERTAIN,
            )
            for outcome, place in RANK.items()
        }
        ifs = []
        for one in hits:
            wanted = one.version.effect
            effect = either(at[name_] for name_ in OUTCOMES if name_ == wanted)
            ways = [both((effect, known(one.truth)))]
            if one.version.waivable:
                waived = at["general_authorisation"]
                ways.append(both((waived, known(one.truth))))
            ways.append(both((at["undecided"], unknown(one.truth))))
            follows = either(ways)
            if True in follows.can:
                ifs.append(exp.If(this=follows.sql, true=text(one.rule.id)))
        nothing = exp.Cast(this=exp.null(), to=exp.DataType.build("text"))
        return exp.Case(ifs=ifs, default=nothing) if ifs else nothing

    def _text(self, activity: exp.Expr | None, kept: Sequence[str]) -> str:
        inner = self._joined()
        if activity is not None:
            inner = f"SELECT *, {_sql(activity)} AS activity_by_law FROM ({inner}) AS j"
        for n, layer in enumerate(self.goods.layers):
            added = ", ".join(f'{_sql(one)} AS "{key}"' for key, one in layer.items())
            inner = f"SELECT *, {added} FROM ({inner}) AS layer_{n}"
        columns = ", ".join(f'"{one}"' for one in kept)
        return f"SELECT {columns} FROM ({inner}) AS measured"

    def _joined(self) -> str:
        """Join to the lines what the calendar says of their days and places."""
        goods, epochs = self.goods, self.epochs
        added, joins = [], []
        several = len(epochs.snapshots) > 1
        if several:
            joins.append(f"JOIN calendar AS c ON {self._same_days()}")
            added += ["c.epoch", *(f"c.{one}" for one in epochs.columns)]
        else:
            added.append("0 AS epoch")
        for place in _PLACES:
            if goods.has(place) and epochs.groups:
                at = "c.epoch" if several else "0"
                joins.append(
                    f"LEFT JOIN places AS {place}_at ON {place}_at.at_epoch = {at} "
                    f"AND {place}_at.place = l.{place}"
                )
                added += [
                    f"{place}_at.{one} AS {place}_{one}"
                    for one in (*epochs.groups, "place_class")
                ]
        if goods.claimed:
            joins.append("JOIN claims ON claims.claim = l.control_code")
            added.append("claims.*")
        return (
            f"SELECT l.*, {', '.join(added)} FROM {goods.source} AS l "
            f"{' '.join(joins)} "
            f"WHERE {self._which()}"
        )

    def _same_days(self) -> str:
        days = {"date": "l.date = c.day", "known_on": _SAME_KNOWLEDGE}
        return " AND ".join(days[one] for one in self.epochs.by)

    def _which(self) -> str:
        goods = self.goods
        where = []
        if "kind" in goods.columns:
            kind = goods.kind
            where.append("l.kind IS NULL" if kind is None else f"l.kind = '{kind}'")
        if "control_code" in goods.columns:
            claimed = "IS NOT NULL" if goods.claimed else "IS NULL"
            where.append(f"l.control_code {claimed}")
            if goods.claimed and goods.kind is None:
                where.append(
                    "claims.claim_entry IS NULL"
                    if goods.entry is None
                    else f"claims.claim_entry = '{goods.entry}'"
                )
        return " AND ".join(where) or "TRUE"


def _is(bearing: Bearing, effect: str) -> bool:
    return bearing.version.effect == effect


def _steps(steps: Sequence[tuple[Term, int]], otherwise: int) -> exp.Expr:
    ifs = []
    for condition, result in steps:
        if condition.can == {True}:
            otherwise = result
            break
        if True in condition.can:
            number = exp.Literal.number(result)
            ifs.append(exp.If(this=condition.sql, true=number))
    default = exp.Literal.number(otherwise)
    return exp.Case(ifs=ifs, default=default) if ifs else default


def _sql(expression: exp.Expr) -> str:
    return expression.sql(dialect="duckdb", copy=False)

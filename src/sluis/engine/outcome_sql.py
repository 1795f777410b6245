"""What lines of one kind need, as one statement of SQL.

The statement gives the outcome that :func:`sluis.core.law.outcome.weigh` gives.
Where that is "undecided", :func:`sluis.core.law.asking.settle` may still find that
every answer to a question leads to the same. That search is left to the
interpreter, once for all lines that no rule tells apart: such lines carry a
signature, from which :mod:`sluis.engine.signature` makes one of them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from sluis.core.law.model import Order, Rule, Version
from sluis.core.law.outcome import OUTCOMES, Outcome
from sluis.core.law.predicate import KindIs
from sluis.core.truth import Truth
from sluis.engine.authorising_sql import Waiver
from sluis.engine.epochs import Epochs
from sluis.engine.goods_sql import Goods
from sluis.engine.predicate_sql import among, compile_node, name, text
from sluis.engine.signature import Signature
from sluis.engine.term import (
    ANY,
    CERTAIN,
    FALSE,
    TRUE,
    Term,
    both,
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
        if goods.claimed:
            goods.has("control_code")
        activity = self._activity()
        hits = self._weigh()
        signature = Signature.of(goods, self.addressed)
        goods.place("signature", signature.expression())
        kept = [*self.carry, "outcome", "signature"]
        if self.rule:
            goods.place("rule", self._strictest(hits))
            kept.append("rule")
        return self._text(activity, kept), signature

    def tried(self) -> str:
        """Write a statement of the outcome alone, with the carried columns."""
        activity = self._activity()
        self._weigh()
        return self._text(activity, [*self.carry, "outcome"])

    def rules_by_outcome(self) -> str:
        """Write a statement of the rule that leads to each outcome a line can have.

        Returns:
            It. Its rows have the carried columns, ``rule_0`` and on by the place of
            the outcome, and ``rule``, which tells of a line that stays undecided.
        """
        activity = self._activity()
        hits = self._weigh()
        told = {f"rule_{RANK[one]}": one for one in _EFFECTS}
        for column_name, effect in told.items():
            ways = [one for one in hits if _is(one, effect)]
            self.goods.place(column_name, _first(ways))
        self.goods.place("rule", _first(hits))
        return self._text(activity, [*self.carry, *told, "rule"])

    def _weigh(self) -> list[Bearing]:
        """Put the outcome into a column, and give what it is weighed from."""
        goods = self.goods
        rules = list(self._bearings())
        named = {f"bears_{n}": one.truth for n, one in enumerate(rules)}
        named["waived"] = Waiver(goods).waived()
        named = goods.layer(named)
        hits = [
            Bearing(one.rule, one.version, named[f"bears_{n}"])
            for n, one in enumerate(rules)
        ]
        goods.place("outcome", self._weighed(hits, named["waived"]))
        return hits

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
            (met["notify_authority"], RANK["notify_authority"]),
            (both((open_, self.epochs.vague)), TO_BE_READ),
            (open_, RANK["undecided"]),
            (waivable, RANK["general_authorisation"]),
        ]
        return _steps(steps, RANK["no_licence"])

    def _unread(self) -> Term:
        """Tell which lines say what only the interpreter reads."""
        in_doubt = self.goods.in_doubt
        if not self.goods.has("context"):
            return in_doubt
        nothing = exp.Is(this=name("context"), expression=exp.null())
        return either((in_doubt, invert(Term(nothing, CERTAIN))))

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
        at = "l.epoch" if goods.by_epoch else "0"
        added, joins = ([], []) if goods.by_epoch else (["0 AS epoch"], [])
        if len(epochs.snapshots) > 1:
            joins.append(f"JOIN calendar AS c ON {self._same_days()}")
            added = [] if goods.by_epoch else ["c.epoch"]
            added += [f"c.{one}" for one in epochs.columns]
            at = "c.epoch"
        for place in _PLACES:
            if goods.has(place) and epochs.groups:
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
            f"SELECT {', '.join(('l.*', *added))} FROM {goods.source} AS l "
            f"{' '.join(joins)} "
            f"WHERE {self._which()}"
        )

    def _same_days(self) -> str:
        if self.goods.by_epoch:
            return "l.epoch = c.epoch"
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


_EFFECTS: tuple[Outcome, ...] = ("prohibited", "licence_required", "notify_authority")


def _first(hits: Sequence[Bearing]) -> exp.Expr:
    """Name the first rule that surely bears on a line, else the first that could."""
    ifs = [
        exp.If(this=truth.sql, true=text(one.rule.id))
        for how in (known, unknown)
        for one in hits
        if True in (truth := how(one.truth)).can
    ]
    nothing = exp.Cast(this=exp.null(), to=exp.DataType.build("text"))
    return exp.Case(ifs=ifs, default=nothing) if ifs else nothing


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

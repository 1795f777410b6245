"""What rules can tell of a line, as one text; and one such line made from it.

Two lines of which no condition can tell the difference have the same signature: a
quantity counts by where it lies among the thresholds of the law, a country by the
groups it belongs to. So the interpreter reads one of them for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from sluis.core.goods import Value
from sluis.core.law.model import Law
from sluis.core.law.outcome import OUTCOMES
from sluis.core.quantity import Quantity
from sluis.core.time import Day
from sluis.core.transaction import (
    Transaction,
)
from sluis.engine.goods_sql import Goods
from sluis.engine.limits import Limits
from sluis.engine.predicate_sql import among, begins, name, number, text
from sluis.formats.flat import COLUMNS, flat_schema, parameter_of, read_flat

_PART = "\x1f"
_WORD = "\x1e"
_OTHER = "\x1d"
_PLACES = ("destination", "known_final_destination")
_HEAD = 4
"""Parts before the epoch: what the lines of a group share, and the outcome."""
LISTS = ("via", "consignee_country", "end_user_country")
_UNDECIDED = OUTCOMES.index("undecided")


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """How the signatures of lines of one kind are written and read.

    Attributes:
        goods: The lines' goods.
        limits: What the law tells apart.
        columns: The columns that count, in the order in which they are written.
        addressees: Names of exporters that some order addresses.
    """

    goods: Goods
    limits: Limits
    columns: tuple[str, ...]
    addressees: frozenset[str]

    @classmethod
    def of(cls, goods: Goods, addressed: Mapping[str, frozenset[str]]) -> Signature:
        """Take the columns that conditions were found to read."""
        names = frozenset[str]().union(*addressed.values())
        columns = sorted(goods.read - {"kind"})
        if "context" in columns:
            # A notice that the file knows of is read by name, day and words.
            rest = {"exporter", "date", "description"} & goods.columns
            if not goods.epochs.own_days:
                rest.discard("date")
            columns = sorted({*columns, *rest})
        elif not names:
            columns = [one for one in columns if one != "exporter"]
        limits = goods.epochs.limits
        if goods.exact:
            # No other kind is tried, so what others ask tells no lines apart.
            own = {code: tuple(sorted(some)) for code, some in goods.limits.items()}
            limits = replace(limits, thresholds=own)
        return cls(goods, limits, tuple(columns), names)

    @property
    def start(self) -> str:
        """How the signatures of these lines begin."""
        goods = self.goods
        claims = "claims" if goods.claimed else ""
        return _PART.join((goods.kind or "", goods.entry or "", claims))

    def expression(self) -> exp.Expr:
        """Give the signature; ``NULL`` where the outcome is final."""
        whole: exp.Expr = text(self.start + _PART)
        head = (_as_text(name("outcome")), _as_text(name("epoch")))
        for part in (*head, *(self._part(one) for one in self.columns)):
            cell = exp.Coalesce(this=part, expressions=[text("")])
            whole = exp.DPipe(this=whole, expression=cell, safe=True)
            whole = exp.DPipe(this=whole, expression=text(_PART), safe=True)
        open_ = exp.In(
            this=name("outcome"),
            expressions=[
                exp.Literal.number(_UNDECIDED),
                exp.Literal.number(len(OUTCOMES)),
            ],
        )
        return exp.Case(ifs=[exp.If(this=open_, true=whole)])

    def _part(self, column: str) -> exp.Expr:  # noqa: PLR0911 - one way a sort of column
        if column in _PLACES:
            if self.goods.epochs.groups:
                return _as_text(name(f"{column}_place_class"))
            return name(column)
        if column == "exporter" and "context" not in self.columns:
            mine = among(name(column), self.addressees)
            return exp.Case(ifs=[exp.If(this=mine, true=name(column))])
        if column == "cn_code":
            return self._cn()
        parameter = parameter_of(column, self.goods.law.vocabulary)
        if parameter is None:
            type_ = COLUMNS.get(column, "truth")
            if type_ == "texts":
                return _joined(column)
            return name(column) if type_ == "text" else _as_text(name(column))
        if parameter.unit is not None:
            return self._place(column, self.limits.thresholds.get(parameter.code, ()))
        if parameter.type == "bool":
            return _as_text(name(column))
        if parameter.type != "text":
            return _joined(column)
        if parameter.code in self.limits.whole:
            return name(column)
        return _named(column, self.limits.words.get(parameter.code, frozenset()))

    def _cn(self) -> exp.Expr:
        related: exp.Expr = exp.false()
        for prefix in self.limits.cn:
            shorter = [prefix[:n] for n in range(1, len(prefix))]
            for one in (
                begins(name("cn_code"), prefix),
                among(name("cn_code"), shorter),
            ):
                related = exp.Or(this=related, expression=one)
        return exp.Case(
            ifs=[
                exp.If(this=related, true=name("cn_code")),
                exp.If(this=_stated("cn_code"), true=text(_OTHER)),
            ]
        )

    @staticmethod
    def _place(column: str, thresholds: Sequence[float]) -> exp.Expr:
        """Say where a quantity lies: on the nth threshold, or below it."""
        ifs = []
        for place, limit in enumerate(thresholds):
            for sign, word in ((exp.LT, 2 * place), (exp.EQ, 2 * place + 1)):
                test = sign(this=name(column), expression=number(limit))
                ifs.append(exp.If(this=test, true=text(str(word))))
        over = text(str(2 * len(thresholds)))
        ifs.append(exp.If(this=_stated(column), true=over))
        return exp.Case(ifs=ifs)

    def undecided(self, signature: str) -> bool:
        """Tell whether lines are open to the law, and not only to the interpreter."""
        return signature.split(_PART, _HEAD)[_HEAD - 1] == str(_UNDECIDED)

    def countries(self, signature: str) -> set[str]:
        """Name the countries that lines have in lists."""
        parts = signature.split(_PART)[_HEAD + 1 :]
        return {
            country
            for column, part in zip(self.columns, parts, strict=False)
            if column in LISTS
            for country in part.split(_WORD)
            if country
        }

    def types(self, columns: Sequence[str]) -> dict[str, pa.DataType]:
        """Give the types of columns of flat lines."""
        schema = flat_schema(columns, self.goods.law.vocabulary)
        return dict(zip(schema.names, schema.types, strict=True))

    def table(self, signatures: Sequence[str], columns: Sequence[str]) -> pa.Table:
        """Make a line for each signature, as a table.

        Args:
            signatures: The signatures.
            columns: What is wanted of the lines; what they do not tell is empty.

        Returns:
            The columns, with ``sort`` (the place of the signature) and ``epoch``.
        """
        count = len(signatures)
        parts = pc.split_pattern(pa.array(signatures, pa.string()), _PART)
        table: dict[str, pa.Array] = {
            "sort": pa.array(range(count), pa.int32()),
            "epoch": pc.list_element(parts, _HEAD).cast(pa.int32()),
        }
        for column, type_ in self.types(columns).items():
            if column not in self.columns:
                table[column] = pa.nulls(count, type_)
                continue
            place = _HEAD + 1 + self.columns.index(column)
            told = pc.list_element(parts, place).dictionary_encode()
            cells = [self._cell(column, one) for one in told.dictionary.to_pylist()]
            table[column] = pa.array(cells, type_).take(told.indices)
        return pa.table(table)

    def _cell(self, column: str, part: str) -> Any:
        """Give what a cell of a line can be, of which a part tells."""
        if not part:
            return None
        if column.startswith("p_"):
            value = self._value(column, part)
            return value.value if isinstance(value, Quantity) else value
        if column in LISTS:
            return part.split(_WORD)
        if COLUMNS.get(column, "truth") == "truth":
            return part == "true"
        if column == "date":
            return None  # the epoch tells what counts of it
        return self._text(column, part)

    def _text(self, column: str, part: str) -> str:
        if column in _PLACES and self.goods.epochs.groups:
            return self.goods.epochs.place_of(int(part))
        if column == "cn_code" and part == _OTHER:
            return _other_code(self.limits.cn)
        return part

    def line(self, signature: str, law: Law) -> tuple[Transaction, Day, Day | None]:
        """Make one line that has a signature.

        Returns:
            It, with the day whose law counts and the day of knowledge.
        """
        epoch, *parts = signature.split(_PART)[_HEAD:]
        on = self.goods.epochs.snapshots[int(epoch)]
        cells: dict[str, Any] = {
            column: part
            for column, part in zip(self.columns, parts, strict=False)
            if part
        }
        parameters = {
            column.removeprefix("p_"): self._value(column, cells.pop(column))
            for column in list(cells)
            if column.startswith("p_")
        }
        for column in cells.keys() & {*_PLACES, "cn_code"}:
            cells[column] = self._text(column, cells[column])
        for column in cells.keys() & {*LISTS}:
            cells[column] = cells[column].split(_WORD)
        transaction = read_flat({"id": "-", "line": 1, **cells}, law.vocabulary)
        (item,) = transaction.items
        item = replace(item, kind=self.goods.kind, parameters=parameters)
        day = on.valid_on if transaction.date is None else transaction.date
        return replace(transaction, items=(item,)), day, on.known_on

    def _value(self, column: str, part: str) -> Value:
        parameter = parameter_of(column, self.goods.law.vocabulary)
        if parameter is None:
            raise KeyError(column)
        if parameter.unit is not None:
            value = _within(self.limits.thresholds.get(parameter.code, ()), int(part))
            return Quantity(value, parameter.unit, f"{value} {parameter.unit}")
        if parameter.type == "bool":
            return part == "true"
        if parameter.type != "text":
            return tuple(one for one in part.split(_WORD) if one != _OTHER)
        return part


def _within(thresholds: Sequence[float], place: int) -> float:
    limit, on_it = divmod(place, 2)
    if on_it:
        return thresholds[limit]
    if not thresholds:
        return 1.0
    if limit == 0:
        return thresholds[0] - max(1.0, abs(thresholds[0]))
    if limit == len(thresholds):
        return thresholds[-1] + max(1.0, abs(thresholds[-1]))
    return thresholds[limit - 1] + (thresholds[limit] - thresholds[limit - 1]) / 2


def _other_code(prefixes: Sequence[str]) -> str:
    """Give a CN code that no rule speaks of."""
    return next(
        code
        for code in (f"{heading:04d}" for heading in range(1, 10_000))
        if not any(p.startswith(code) or code.startswith(p) for p in prefixes)
    )


def _stated(column: str) -> exp.Expr:
    return exp.Not(this=exp.Is(this=name(column), expression=exp.null()))


def _named(column: str, words: frozenset[str]) -> exp.Expr:
    ifs = [exp.If(this=among(name(column), words), true=name(column))] if words else []
    ifs.append(exp.If(this=_stated(column), true=text(_OTHER)))
    return exp.Case(ifs=ifs)


def _joined(column: str) -> exp.Expr:
    """Join a list; a sign at its front tells an empty one from none."""
    joined = exp.ArrayToString(this=name(column), expression=text(_WORD))
    return exp.DPipe(
        this=text(_OTHER + _WORD) if column.startswith("p_") else text(""),
        expression=joined,
        safe=True,
    )


def _as_text(cell: exp.Expr) -> exp.Expr:
    return exp.Cast(this=cell, to=exp.DataType.build("text"))

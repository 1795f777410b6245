"""JSON transactions, as the contracts describe them, to values of the core."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from sluis.core.errors import (
    DuplicateId,
    InvalidInput,
    Problems,
    SluisError,
    UnknownValue,
)
from sluis.core.goods import Value, Vocabulary
from sluis.core.time import VagueDay
from sluis.core.transaction import (
    ACTIVITIES,
    END_USE_FACTS,
    ROLES,
    Context,
    EndUse,
    Item,
    KnownOrder,
    Money,
    Party,
    Transaction,
    commodity_code,
)
from sluis.formats.fields import Fields

UNITS = frozenset(
    [
        "piece",
        "pair",
        "set",
        "kg",
        "g",
        "t",
        "l",
        "m",
        "m2",
        "m3",
        "m**2",
        "m**3",
        "km",
        "h",
        "day",
        "month",
        "year",
        "NAR",
        "PCE",
        "C62",
        "H87",
        "KGM",
        "GRM",
        "TNE",
        "LTR",
        "MTR",
        "MTK",
        "MTQ",
        "SET",
    ]
)
"""Units of the quantity of a line: plain words and UN/ECE codes of customs."""

_CONTROL = re.compile(r"([0-9][A-E][0-9]{3})\.?((?:[a-z0-9]+)?(?:\.[a-z0-9]+)*)\.?\Z")
_MILITARY = re.compile(r"ML\s?(\d{1,2})\.?((?:[a-z0-9]+)?(?:\.[a-z0-9]+)*)\.?\Z")

_TRANSACTION = frozenset(
    [
        "id",
        "date",
        "activity",
        "exporter",
        "origin",
        "dispatched_from",
        "destination",
        "via",
        "parties",
        "end_use",
        "items",
        "context",
        "known_on",
    ]
)
_ITEM = frozenset(
    [
        "line",
        "description",
        "kind",
        "control_code",
        "cn_code",
        "quantity",
        "unit",
        "value",
        "parameters",
    ]
)
_PARTY = frozenset(["role", "name", "country", "id"])
_ORDER = frozenset(["type", "authority", "addressee", "goods", "from", "until"])
_CONTEXT = frozenset(("orders", "known_final_destination", "embargo_counts"))


def read_transaction(
    obj: Mapping[str, Any], vocabulary: Vocabulary, *, path: str = ""
) -> Transaction:
    """Read one transaction.

    Args:
        obj: The JSON object.
        vocabulary: Kinds, parameters and countries it may use.
        path: Where it stands in a larger input; ``""`` for the top.

    Raises:
        Problems: One or more values are wrong; all are named.
    """
    if not isinstance(obj, Mapping):
        raise Problems([InvalidInput("a transaction is a JSON object", path=path)])
    reader = _Reader(vocabulary, f"{path}." if path else "")
    transaction = reader.transaction(obj)
    if reader.problems:
        raise Problems(reader.problems)
    return transaction


def read_transactions(
    lines: Iterable[tuple[int, bytes]], vocabulary: Vocabulary
) -> Iterator[tuple[int, str | None, Transaction | SluisError]]:
    """Read JSON Lines; a wrong line does not stop the others.

    Args:
        lines: Line numbers, from 1, and their bytes.
        vocabulary: Kinds, parameters and countries they may use.

    Yields:
        Line number, id if it could be read, and the transaction or what is
        wrong with it. A second transaction with the same id is refused.
    """
    seen: dict[str, int] = {}
    for number, line in lines:
        id_: str | None = None
        try:
            obj = parse_line(line)
            id_ = _id_of(obj)
            if id_ is not None and id_ in seen:
                raise DuplicateId(
                    f"{id_!r} is already the id of line {seen[id_]}",
                    path="id",
                    remedy="give every transaction an id of its own",
                )
            if id_ is not None:
                seen[id_] = number
            yield number, id_, read_transaction(obj, vocabulary)
        except Problems as problem:
            # One problem is shown as what it is.
            one = problem.errors[0] if len(problem.errors) == 1 else problem
            yield number, id_, one
        except SluisError as problem:
            yield number, id_, problem


def parse_line(line: bytes) -> dict[str, Any]:
    """Parse one JSON object.

    Raises:
        InvalidInput: It is no JSON, or no object.
    """
    try:
        obj = orjson.loads(line)
    except orjson.JSONDecodeError as problem:
        raise InvalidInput(
            f"not valid JSON: {problem.msg} at column {problem.colno}",
            remedy="write one JSON object a line, in UTF-8",
        ) from problem
    if not isinstance(obj, dict):
        raise InvalidInput(
            "a line holds one JSON object", remedy="write one transaction a line"
        )
    return obj


def _id_of(obj: Mapping[str, Any]) -> str | None:
    given = obj.get("id")
    if isinstance(given, str) and given:
        return given
    return str(given) if isinstance(given, int) else None


class _Reader(Fields):
    """Reads one transaction and collects what is wrong with it."""

    def transaction(self, obj: Mapping[str, Any]) -> Transaction:
        at = self.at
        self.others(obj, _TRANSACTION, at)
        id_ = _id_of(obj)
        if id_ is None:
            self.wrong("a transaction needs an id", f"{at}id", 'write "id": "t1"')
        items = self.list(obj, "items", at)
        if not items:
            self.wrong("there are no goods", f"{at}items", "give one item or more")
        return Transaction(
            id=id_ or "",
            date=self.day(obj, "date", at),
            activity=self.choice(obj, "activity", ACTIVITIES, at),
            exporter=self.party(obj.get("exporter"), f"{at}exporter"),
            origin=self.country(obj, "origin", at),
            dispatched_from=self.country(obj, "dispatched_from", at),
            destination=self.country(obj, "destination", at),
            via=self.countries(obj, "via", at),
            parties=tuple(
                self.party(one, f"{at}parties[{n}]", role=True)
                for n, one in enumerate(self.list(obj, "parties", at))
            ),
            end_use=self.end_use(self.mapping(obj, "end_use", at), f"{at}end_use"),
            items=self.items(items, at),
            context=self.context(self.mapping(obj, "context", at), f"{at}context"),
            known_on=self.day(obj, "known_on", at),
            ignored=tuple(self.ignored),
        )

    def items(self, given: list[Any], at: str) -> tuple[Item, ...]:
        items = []
        lines: set[int] = set()
        for n, one in enumerate(given):
            path = f"{at}items[{n}]"
            if not isinstance(one, Mapping):
                self.wrong("an item is a JSON object", path)
                continue
            item = self.item(one, path, n + 1)
            if item.line in lines:
                self.problems.append(
                    DuplicateId(
                        f"line {item.line} is there twice",
                        path=f"{path}.line",
                        remedy="give every item a line number of its own",
                    )
                )
            lines.add(item.line)
            items.append(item)
        return tuple(items)

    def item(self, obj: Mapping[str, Any], path: str, place: int) -> Item:
        at = f"{path}."
        self.others(obj, _ITEM, at)
        line = obj.get("line")
        if line is not None and (type(line) is not int or line < 1):
            self.wrong("a line is a whole number from 1", f"{at}line")
            line = None
        kind = obj.get("kind")
        if kind is not None:
            kind = self.attempt(lambda: self.vocabulary.kind(kind, path=f"{at}kind"))
        claim = self.control_code(obj, at)
        parameters = self.parameters(self.mapping(obj, "parameters", at), at)
        if claim and claim[:2] != "ML" and parameters.get("in_annex_i") is False:
            self.wrong(
                f"{claim} is claimed, and in_annex_i says that it is not listed",
                f"{at}control_code",
                "keep the one that is right",
            )
        return Item(
            line=line or place,
            description=self.text(obj, "description", at),
            kind=kind.code if kind else None,
            control_code=claim,
            cn_code=self.cn_code(obj, at),
            quantity=self.number(obj.get("quantity"), f"{at}quantity"),
            unit=self.unit(obj, at),
            value=self.money(obj.get("value"), f"{at}value"),
            parameters=parameters,
        )

    def parameters(self, given: Mapping[str, Any], at: str) -> dict[str, Value]:
        values = {}
        read = self.vocabulary.read_value
        for code, one in given.items():
            path = f"{at}parameters.{code}"
            try:
                if one is None:
                    self.vocabulary.parameter(code, path=path)
                else:
                    values[code] = read(code, one, path=path)
            except SluisError as problem:
                self.problems.append(problem)
        return values

    def control_code(self, obj: Mapping[str, Any], at: str) -> str | None:
        text = self.text(obj, "control_code", at)
        if text is None:
            return None
        found = _CONTROL.match(text[:5].upper() + text[5:].lower())
        if found:
            return f"{found[1]}.{found[2]}" if found[2] else found[1]
        found = _MILITARY.match(text[:2].upper() + text[2:].lower())
        if found:
            return f"ML{found[1]}.{found[2]}" if found[2] else f"ML{found[1]}"
        self.problems.append(
            UnknownValue(
                f"{text!r} is not a code of the control lists",
                path=f"{at}control_code",
                remedy="write a code such as 9A101.a or ML10.d",
            )
        )
        return None

    def cn_code(self, obj: Mapping[str, Any], at: str) -> str | None:
        given = obj.get("cn_code")
        if given is None:
            return None
        digits = commodity_code(str(given))
        if re.fullmatch(r"\d{4,10}", digits) and len(digits) % 2 == 0:
            return digits
        self.wrong(
            f"{given!r} is not a CN code",
            f"{at}cn_code",
            "write 4, 6, 8 or 10 digits, such as 8411 11 00",
        )
        return None

    def unit(self, obj: Mapping[str, Any], at: str) -> str | None:
        text = self.text(obj, "unit", at)
        if text is None or text in UNITS:
            return text
        self.problems.append(
            UnknownValue(
                f"{text!r} is not a unit of quantity",
                path=f"{at}unit",
                remedy="write piece, kg, l, m or a UN/ECE code",
            )
        )
        return None

    def money(self, given: Any, path: str) -> Money | None:
        if given is None:
            return None
        if not isinstance(given, Mapping):
            self.wrong("a value is {amount, currency}", path)
            return None
        amount = self.number(given.get("amount"), f"{path}.amount")
        currency = given.get("currency")
        if not (isinstance(currency, str) and re.fullmatch("[A-Z]{3}", currency)):
            self.wrong(
                f"{currency!r} is not a currency",
                f"{path}.currency",
                "write its ISO 4217 code, such as EUR",
            )
            return None
        return None if amount is None else Money(amount=amount, currency=currency)

    def number(self, given: Any, path: str) -> Decimal | None:
        if given is None:
            return None
        try:
            if isinstance(given, bool) or not isinstance(given, int | float | str):
                raise InvalidOperation
            number = Decimal(str(given))
        except InvalidOperation:
            self.wrong(f"{given!r} is not a number", path, "use a decimal point")
            return None
        if number.is_finite() and number >= 0:
            return number
        self.wrong(f"{given!r} is below zero or endless", path)
        return None

    def party(self, given: Any, path: str, *, role: bool = False) -> Party:
        if given is None:
            return Party()
        if not isinstance(given, Mapping):
            self.wrong("a party is a JSON object with a name", path)
            return Party()
        at = f"{path}."
        self.others(given, _PARTY, at)
        return Party(
            role=self.choice(given, "role", ROLES, at) if role else None,
            name=self.text(given, "name", at),
            country=self.country(given, "country", at),
            id=self.text(given, "id", at),
        )

    def end_use(self, given: Mapping[str, Any], path: str) -> EndUse:
        self.others(given, {"description", *END_USE_FACTS}, f"{path}.")
        return EndUse(
            description=self.text(given, "description", f"{path}."),
            **{name: self.truth(given, name, f"{path}.") for name in END_USE_FACTS},
        )

    def context(self, given: Mapping[str, Any], path: str) -> Context:
        if not given:
            return Context()
        at = f"{path}."
        known = self.vocabulary.circumstances
        self.others(given, {*_CONTEXT, *known}, at)
        counts = self.mapping(given, "embargo_counts", at)
        for code in counts:
            self.country({code: code}, code, f"{at}embargo_counts.")
        return Context(
            orders=tuple(
                self.order(one, f"{at}orders[{n}]")
                for n, one in enumerate(self.list(given, "orders", at))
            ),
            known_final_destination=self.country(given, "known_final_destination", at),
            embargo_counts={
                code: value
                for code in counts
                if (value := self.truth(counts, code, f"{at}embargo_counts."))
                is not None
            },
            facts={
                name: value
                for name in known
                if (value := self.truth(given, name, at)) is not None
            },
        )

    def order(self, given: Any, path: str) -> KnownOrder:
        if not isinstance(given, Mapping):
            self.wrong("an order is a JSON object", path)
            return KnownOrder(type="")
        at = f"{path}."
        self.others(given, _ORDER, at)
        goods = given.get("goods")
        if goods is not None and not isinstance(goods, Mapping | str):
            self.wrong("goods are {kind} or a text", f"{at}goods")
        kind = goods.get("kind") if isinstance(goods, Mapping) else None
        if kind is not None:
            self.attempt(lambda: self.vocabulary.kind(kind, path=f"{at}goods.kind"))
        for name in ("from", "until"):
            if given.get(name) is not None:
                self.attempt(
                    lambda n=name: VagueDay.parse(str(given[n]), path=f"{at}{n}")  # type: ignore[misc]  # mypy cannot infer a lambda with a default
                )
        return KnownOrder(
            type=self.text(given, "type", at) or "order",
            authority=self.country(given, "authority", at),
            addressee=self.text(given, "addressee", at),
            kind=kind,
            text=goods if isinstance(goods, str) else None,
            start=_written(given.get("from")),
            until=_written(given.get("until")),
        )


def _written(given: Any) -> str | None:
    return None if given is None else str(given)

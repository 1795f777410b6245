"""Flat declaration lines: one row a line of goods, one typed column a fact.

Whole populations are read in this shape by the bulk engines. A column that is
absent and a cell that is empty both mean "not known". Parameters of goods have a
column of their own, ``p_`` and the parameter's code, in the unit that the
vocabulary gives it; only those that occur need be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import orjson
import pyarrow as pa

from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.core.goods import Parameter, Value, Vocabulary
from sluis.core.quantity import Quantity
from sluis.core.transaction import END_USE_FACTS, Item, Transaction
from sluis.formats.transaction import read_transaction

ColumnType: TypeAlias = Literal["text", "texts", "day", "whole", "decimal", "truth"]

COLUMNS: dict[str, ColumnType] = {
    "id": "text",
    "line": "whole",
    "date": "day",
    "known_on": "day",
    "activity": "text",
    "exporter": "text",
    "exporter_country": "text",
    "origin": "text",
    "dispatched_from": "text",
    "destination": "text",
    "via": "texts",
    "consignee_country": "texts",
    "end_user_country": "texts",
    **{f"end_use_{name}": "truth" for name in END_USE_FACTS},
    "known_final_destination": "text",
    "context": "text",
    "description": "text",
    "kind": "text",
    "control_code": "text",
    "cn_code": "text",
    "quantity": "decimal",
    "unit": "text",
    "value": "decimal",
    "currency": "text",
}
"""What a flat line can say beside parameters. ``context`` holds, as JSON, what has
no column: notices the author knows of, and contested embargoes that count."""

CIRCUMSTANCE = "context_"
"""How the column of a circumstance begins."""

PARAMETER = "p_"
"""How the column of a parameter begins."""

SCALE = 4
"""Decimals of quantities and values."""

_ARROW: dict[str, pa.DataType] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "countries": pa.list_(pa.string()),
    "day": pa.date32(),
    "whole": pa.int32(),
    "decimal": pa.decimal128(18, SCALE),
    "truth": pa.bool_(),
    "bool": pa.bool_(),
    "quantity": pa.float64(),
}
_BUYERS = {"consignee_country": "consignee", "end_user_country": "end_user"}


def column_of(code: str) -> str:
    """Name the column of a parameter."""
    return f"{PARAMETER}{code}"


def circumstance_column(code: str) -> str:
    """Name the column of a circumstance of the transaction."""
    return f"{CIRCUMSTANCE}{code}"


def circumstance_of(column: str, vocabulary: Vocabulary) -> str | None:
    """Give the circumstance of a column; ``None`` when it is not one of these."""
    code = column.removeprefix(CIRCUMSTANCE)
    return code if code != column and code in vocabulary.circumstances else None


def parameter_of(column: str, vocabulary: Vocabulary) -> Parameter | None:
    """Give the parameter of a column; ``None`` when it is not one of a parameter."""
    if not column.startswith(PARAMETER):
        return None
    return vocabulary.parameters.get(column.removeprefix(PARAMETER))


def flat_schema(columns: Iterable[str], vocabulary: Vocabulary) -> pa.Schema:
    """Give the types of columns, in the order of :data:`COLUMNS`.

    Raises:
        InvalidInput: A column is neither one of these nor of a parameter.
    """
    named = set(columns)
    types: list[tuple[str, pa.DataType]] = [
        (name, _ARROW[type_]) for name, type_ in COLUMNS.items() if name in named
    ]
    for name in sorted(named - COLUMNS.keys()):
        if circumstance_of(name, vocabulary) is not None:
            types.append((name, _ARROW["truth"]))
            continue
        parameter = parameter_of(name, vocabulary)
        if parameter is None:
            raise InvalidInput(
                f"{name!r} is not a column of flat lines",
                path=name,
                remedy="sluis goods parameters lists what can follow p_",
            )
        types.append((name, _ARROW[parameter.type]))
    return pa.schema(types)


def flat_lines(transaction: Transaction) -> list[dict[str, Any]]:
    """Give a transaction as flat lines; what is not known is left out.

    Raises:
        InvalidInput: A quantity or value has more decimals than a flat line holds.
    """
    end_use, context = transaction.end_use, transaction.context
    whole: dict[str, Any] = {
        "id": transaction.id,
        "date": transaction.date,
        "known_on": transaction.known_on,
        "activity": transaction.activity,
        "exporter": transaction.exporter.name,
        "exporter_country": transaction.exporter.country,
        "origin": transaction.origin,
        "dispatched_from": transaction.dispatched_from,
        "destination": transaction.destination,
        "via": list(transaction.via) or None,
        "known_final_destination": context.known_final_destination,
        "context": _rest_of(transaction),
        **{f"end_use_{name}": getattr(end_use, name) for name in END_USE_FACTS},
        **{circumstance_column(name): so for name, so in context.facts.items()},
    }
    for column, role in _BUYERS.items():
        places = [p.country for p in transaction.parties if p.role == role]
        whole[column] = [place for place in places if place] or None
    known = {name: value for name, value in whole.items() if value is not None}
    return [known | _goods(item) for item in transaction.items]


def _goods(item: Item) -> dict[str, Any]:
    at = f"items[{item.line}]"
    goods: dict[str, Any] = {
        "line": item.line,
        "description": item.description,
        "kind": item.kind,
        "control_code": item.control_code,
        "cn_code": item.cn_code,
        "quantity": _scaled(item.quantity, f"{at}.quantity"),
        "unit": item.unit,
        "value": None if item.value is None else _scaled(item.value.amount, at),
        "currency": None if item.value is None else item.value.currency,
        **{column_of(code): _cell(value) for code, value in item.parameters.items()},
    }
    return {name: value for name, value in goods.items() if value is not None}


def _cell(value: Value) -> float | bool | str | list[str]:
    if isinstance(value, Quantity):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _scaled(number: Decimal | None, path: str) -> Decimal | None:
    if number is None:
        return None
    exact = number.quantize(Decimal(1).scaleb(-SCALE))
    if exact != number:
        raise InvalidInput(
            f"{number} has more than {SCALE} decimals",
            path=path,
            remedy="round it before it is declared",
        )
    return exact


def _rest_of(transaction: Transaction) -> str | None:
    context = transaction.context
    orders = [
        {
            "type": one.type,
            "authority": one.authority,
            "addressee": one.addressee,
            "goods": one.text if one.kind is None else {"kind": one.kind},
            "from": one.start,
            "until": one.until,
        }
        for one in context.orders
    ]
    rest: dict[str, Any] = {}
    if orders:
        rest["orders"] = orders
    if context.embargo_counts:
        rest["embargo_counts"] = dict(context.embargo_counts)
    return orjson.dumps(rest).decode() if rest else None


def read_flat(row: Mapping[str, Any], vocabulary: Vocabulary) -> Transaction:
    """Read one flat line as a transaction of one item.

    Args:
        row: Cells by column. Texts, as CSV has them, are read by the column's type;
            several texts in one cell are parted by ``;``. A parameter may be a
            number in its own unit, or a text with a unit.
        vocabulary: Kinds, parameters and countries it may use.

    Raises:
        Problems: One or more cells are wrong; all are named by their column.
    """
    cells = {name: one for name, one in row.items() if one is not None and one != ""}
    problems: list[SluisError] = []
    shaped = _shaped(cells, vocabulary, problems)
    try:
        transaction = read_transaction(shaped, vocabulary)
    except Problems as found:
        problems += found.errors
    if problems:
        raise Problems([_by_column(one) for one in problems])
    return transaction


def _shaped(
    cells: Mapping[str, Any], vocabulary: Vocabulary, problems: list[SluisError]
) -> dict[str, Any]:
    """Bring cells into the shape of the contracts."""
    typed: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    circumstances: dict[str, Any] = {}
    for name, cell in cells.items():
        try:
            if name.startswith(PARAMETER):
                code = name.removeprefix(PARAMETER)
                parameter = vocabulary.parameter(code, path=name)
                parameters[code] = _parameter(parameter, cell, name)
            elif circumstance_of(name, vocabulary) is not None:
                circumstances[name.removeprefix(CIRCUMSTANCE)] = _truth(cell)
            elif name in COLUMNS:
                typed[name] = _typed(COLUMNS[name], cell, name)
            else:
                typed[name] = cell  # said to be ignored, as in a transaction
        except SluisError as problem:
            problems.append(problem)
    return _nested(typed, parameters, circumstances)


def _nested(
    cells: dict[str, Any], parameters: dict[str, Any], context: dict[str, Any]
) -> dict[str, Any]:
    item = {"parameters": parameters}
    for name in ("description", "kind", "control_code", "cn_code", "quantity", "unit"):
        item[name] = cells.pop(name, None)
    item["line"] = cells.pop("line", None)
    amount, currency = cells.pop("value", None), cells.pop("currency", None)
    if amount is not None:
        item["value"] = {"amount": amount, "currency": currency}
    context["known_final_destination"] = cells.pop("known_final_destination", None)
    context |= cells.pop("context", {})
    end_use = {name: cells.pop(f"end_use_{name}", None) for name in END_USE_FACTS}
    parties = [
        {"role": role, "country": place}
        for column, role in _BUYERS.items()
        for place in cells.pop(column, ())
    ]
    exporter = {
        "name": cells.pop("exporter", None),
        "country": cells.pop("exporter_country", None),
    }
    return {
        **cells,
        "exporter": exporter,
        "parties": parties,
        "end_use": end_use,
        "context": context,
        "items": [item],
    }


def _typed(type_: ColumnType, cell: Any, column: str) -> Any:  # noqa: PLR0911 - one way a type
    if column == "context":
        return _json(cell, column)
    if type_ == "truth":
        return _truth(cell)
    if type_ == "texts" and isinstance(cell, str):
        return [one.strip() for one in cell.split(";") if one.strip()]
    if type_ == "day" and isinstance(cell, date):
        return cell.isoformat()
    if type_ == "decimal" and isinstance(cell, Decimal):
        return str(cell)
    if type_ == "whole" and isinstance(cell, str) and cell.isdecimal():
        return int(cell)
    return cell


def _parameter(parameter: Parameter, cell: Any, column: str) -> Any:
    if parameter.unit is not None:
        text = str(cell).strip()
        bare = isinstance(cell, int | float) and not isinstance(cell, bool)
        return f"{text} {parameter.unit}".strip() if bare or _number(text) else cell
    if parameter.type == "bool":
        return _truth(cell)
    if parameter.type != "text" and isinstance(cell, str):
        return _typed("texts", cell, column)
    return cell


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _truth(cell: Any) -> Any:
    if isinstance(cell, str):
        return {"true": True, "false": False}.get(cell.strip().lower(), cell)
    return cell


def _json(cell: Any, column: str) -> dict[str, Any]:
    try:
        found = orjson.loads(cell) if isinstance(cell, str) else cell
    except orjson.JSONDecodeError as problem:
        raise InvalidInput("not valid JSON", path=column) from problem
    if isinstance(found, dict):
        return found
    raise InvalidInput("the context is a JSON object", path=column)


def _by_column(problem: SluisError) -> SluisError:
    """Name the column where the contracts name a place in a transaction."""
    path = (problem.path or "").removeprefix("items[0].")
    if path.startswith("parameters."):
        path = column_of(path.removeprefix("parameters."))
    path = path.replace("end_use.", "end_use_", 1)
    return type(problem)(problem.message, path=path or None, remedy=problem.remedy)

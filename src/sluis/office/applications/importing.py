"""Goods and parties from a spreadsheet, with errors by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sluis.core.errors import InvalidInput, Problems, SluisError
from sluis.core.transaction import ROLES
from sluis.formats.sheet import Cell, Row, read_sheet
from sluis.office.applications.content import Party
from sluis.office.applications.services.catalogue import ProductFacts, problems_of

GOODS = ("code", "description", "kind", "control_code", "cn_code")
"""Columns of the catalogue; every other column is a technical parameter."""
PARTIES = ("role", "name", "country", "address", "register_number", "email")
"""Columns of parties."""
GOODS_EXAMPLE = (
    *("E-1", "Small jet engine", "turbojet_engine", "", "8411 11 00"),
    *("392 N", "no"),
)
GOODS_TEMPLATE = (*GOODS, "max_thrust", "civil_certified")
PARTIES_EXAMPLE = (
    "end_user",
    "Example Aero Institute",
    "CN",
    "1 Example Road",
    "91-000",
    "",
)


def read_goods(name: str, data: bytes) -> list[ProductFacts]:
    """Read a catalogue.

    Raises:
        Problems: Each with its cell, such as ``F3``.
    """
    found: list[ProductFacts] = []
    problems: list[SluisError] = []
    codes: dict[str, str] = {}
    for row in read_sheet(name, data, GOODS):
        facts = ProductFacts(
            code=row["code"].text,
            description=row["description"].text,
            kind=row["kind"].text,
            control_code=row["control_code"].text,
            cn_code=row["cn_code"].text.replace(" ", ""),
            parameters=_parameters(row),
        )
        problems += [_at_cell(error, row) for error in problems_of(facts, "")]
        place = row["code"].place
        if facts.code and codes.setdefault(facts.code, place) != place:
            problems.append(
                InvalidInput(
                    f"the code {facts.code} stands at {codes[facts.code]} already",
                    path=place,
                )
            )
        found.append(facts)
    if problems:
        raise Problems(problems)
    return found


def read_parties(name: str, data: bytes) -> list[dict[str, Any]]:
    """Read parties, as an application's content has them.

    Raises:
        Problems: Each with its cell.
    """
    found: list[dict[str, Any]] = []
    problems: list[SluisError] = []
    for row in read_sheet(name, data, PARTIES[:3]):
        given = {key: row[key].text or None for key in PARTIES if key in row}
        if given["role"] not in ROLES:
            problems.append(
                InvalidInput(
                    f"{given['role']!r} is not a role",
                    path=row["role"].place,
                    remedy=f"write one of {', '.join(ROLES)}",
                )
            )
            continue
        problems += _party_problems(given, row)
        found.append(given)
    if problems:
        raise Problems(problems)
    return found


def _party_problems(given: Mapping[str, Any], row: Row) -> list[SluisError]:
    from pydantic import ValidationError

    try:
        Party.model_validate(given)
    except ValidationError as wrong:
        return [
            InvalidInput(one["msg"], path=row[str(one["loc"][0])].place)
            for one in wrong.errors(include_url=False)
        ]
    return []


def _parameters(row: Mapping[str, Cell]) -> dict[str, Any]:
    return {
        name: {"yes": True, "no": False}.get(cell.text.lower(), cell.text)
        for name, cell in row.items()
        if name not in GOODS and cell.text
    }


def _at_cell(error: SluisError, row: Row) -> SluisError:
    """Give an error the cell of the field it is about."""
    column = (error.path or "").rpartition(".")[2]
    place = row[column].place if column in row else row["code"].place
    return type(error)(error.message, path=place, remedy=error.remedy)


def cells_of(facts: Sequence[Any], parameters: Sequence[str]) -> list[list[object]]:
    """Give goods as rows: the columns of the catalogue, then the parameters."""
    rows: list[list[object]] = []
    for one in facts:
        row: list[object] = [getattr(one, name) for name in GOODS]
        for name in parameters:
            value = one.parameters.get(name)
            row.append("" if value is None else _shown(value))
        rows.append(row)
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

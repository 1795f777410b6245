"""From the case's records to transactions as a file would hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sluis.core.goods import Vocabulary
from sluis.core.transaction import Transaction
from sluis.demo.case import Case, Record
from sluis.formats.transaction import read_transaction


def transactions(case: Case, vocabulary: Vocabulary) -> dict[str, Transaction]:
    """Give the case's transactions by id.

    Raises:
        Problems: A kind, parameter, unit or country is not in the law's words.
    """
    return {
        record["id"]: read_transaction(
            written(case, record), vocabulary, path=f"transactions.{record['id']}"
        )
        for record in case.transactions
    }


def written(
    case: Case, record: Record, parameters: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give a transaction in the shape of the contract.

    Args:
        case: The case.
        record: One of its transactions.
        parameters: Values that take the place of the good's own.
    """
    good = case.goods[record["goods"]]
    values = {name: leaf["value"] for name, leaf in good["parameters"].items()}
    values |= record.get("parameters") or {}
    values |= parameters or {}
    exporter = case.parties[record["exporter"]]
    return {
        "id": record["id"],
        "date": record["date"],
        "activity": "export",
        "exporter": {"name": exporter["name"], "country": exporter["country"]},
        "dispatched_from": exporter["country"],
        "destination": record["destination"],
        "via": list(record.get("via") or ()),
        "parties": [_party(case, one) for one in record.get("parties") or ()],
        "end_use": dict(record["end_use"]),
        "items": [
            {
                "line": 1,
                "description": good["description"]["value"],
                "kind": good["kind"]["value"],
                "cn_code": good["cn_code"]["value"],
                "quantity": record["quantity"],
                "unit": "piece",
                "parameters": {k: v for k, v in values.items() if v is not None},
            }
        ],
    }


def _party(case: Case, one: Record) -> dict[str, Any]:
    party = case.parties[one["party"]]
    return {"role": one["role"], "name": party["name"], "country": party["country"]}

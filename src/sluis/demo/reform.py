"""What another control list would have changed, gate by gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sluis.core.law.model import Law
from sluis.core.whatif import what_if
from sluis.demo.case import Case
from sluis.demo.goods import transactions, written
from sluis.formats.transaction import read_transaction


def whatif(case: Case, law: Law) -> list[dict[str, Any]]:
    """Try each reform on the product question, for each likely consumption.

    Returns:
        One row a reform and value: the outcome before and after, whether it
        ``changed``, the ``gates`` that decided or still hold the goods outside,
        ``why`` in words, and how many exports of the case would have changed.
    """
    return list(_rows(case, law))


def _rows(case: Case, law: Law) -> Iterator[dict[str, Any]]:
    trial = case.reforms
    record = next(r for r in case.transactions if r["id"] == trial["transaction"])
    exports = list(transactions(case, law.vocabulary).values())
    for reform in trial["reforms"]:
        change = reform["change"]
        whole = what_if(law, change, exports)
        for value in trial["values"]:
            variant = read_transaction(
                written(case, record, {trial["parameter"]: value}), law.vocabulary
            )
            found = what_if(law, change, [variant])
            before, after = _outcome(found, "before"), _outcome(found, "after")
            gates = _gates(found)
            yield {
                "id": reform["id"],
                "what": reform["what"],
                "change": change,
                "transaction": record["id"],
                "consumption": value,
                "before": before,
                "after": after,
                "changed": before != after,
                "gates": gates,
                "why": _why(found, gates),
                "exports_changed": [one["id"] for one in whole["changed"]],
                "status": "illustrative",
                "marking": "TLP:CLEAR",
            }


def _outcome(found: Mapping[str, Any], when: str) -> str:
    outcomes: Mapping[str, Mapping[str, Any]] = found["outcomes"]
    return next(name for name, sums in outcomes.items() if sums[when]["lines"])


def _gates(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the gates that gave way, or those that hold although one gave way."""
    if found["changed"]:
        return list(found["changed"][0]["decided_by"])
    return [gate for one in found["blocked"] for gate in one["still"]]


def _why(found: Mapping[str, Any], gates: list[dict[str, Any]]) -> str:
    named = " and ".join(_in_words(gate) for gate in gates)
    if found["changed"]:
        return f"{named} no longer keeps it out"
    if named:
        return f"{named} still keeps it out"
    return "nothing that kept it out was changed"


def _in_words(gate: Mapping[str, Any]) -> str:
    name = str(gate["parameter"]).replace("_", " ")
    if gate.get("value") is None:
        return name
    return f"{name} {gate['value']:g} against {gate['threshold']:g} {gate['unit']}"

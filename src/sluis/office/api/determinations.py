"""Determinations over HTTP: the same reader and the same law as ``sluis determine``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sluis.core.determination import determine
from sluis.core.errors import SluisError
from sluis.formats.transaction import read_transaction
from sluis.store.in_force import law_in_force
from sluis.store.orders import overlay


def determine_transactions(
    given: Sequence[Mapping[str, Any]], *, as_of: date | None, known_on: date | None
) -> dict[str, Any]:
    """Determine what each transaction needs.

    Args:
        given: Transactions in the shape of the contracts.
        as_of: The law of this day; ``None`` means each transaction's own date.
        known_on: Leave out what was recorded later; ``None`` means nothing.

    Returns:
        ``law_hash``, ``results`` in order, and ``refused``: what could not be
        read, with its place in the request.
    """
    law = law_in_force(overlay()).law
    results, refused = [], []
    for place, one in enumerate(given):
        try:
            transaction = read_transaction(one, law.vocabulary)
            found = determine(transaction, law, valid_on=as_of, known_on=known_on)
            results.append(found.as_dict())
        except SluisError as error:
            refused.append(
                {"id": one.get("id"), "line": place + 1, "error": error.as_dict()}
            )
    return {"law_hash": law.hash, "results": results, "refused": refused}

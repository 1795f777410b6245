"""Grants as JSON: what a licence says, for the record and for the document."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from sluis.core.casework.conditions import read_term
from sluis.core.casework.grant import Grant
from sluis.core.errors import InvalidInput, Problems

_ADAPTER: TypeAdapter[Grant] = TypeAdapter(Grant)


def write_grant(grant: Grant) -> dict[str, Any]:
    """Give a grant as JSON has it; amounts are text, so that none is rounded."""
    written: dict[str, Any] = _ADAPTER.dump_python(grant, mode="json")
    return written


def read_grant(given: str | bytes) -> Grant:
    """Read a grant that :func:`write_grant` wrote.

    Raises:
        Problems: It is not one; each problem is at its place.
    """
    body = orjson.loads(given)
    terms = tuple(
        read_term(one["code"], one["parameters"], one["line"], path=f"conditions[{at}]")
        for at, one in enumerate(body.pop("conditions", ()))
    )
    try:
        # Conditions were read by the library, which knows each parameter's type.
        read = _ADAPTER.validate_python({**body, "conditions": terms}, strict=False)
    except ValidationError as found:
        raise Problems(
            InvalidInput(one["msg"], path=".".join(str(part) for part in one["loc"]))
            for one in found.errors()
        ) from None
    return read

"""How operations describe their refusals in the OpenAPI document."""

from __future__ import annotations

from typing import Any

_PROBLEM = {"application/problem+json": {"schema": {"type": "object"}}}

_EVERY = {
    401: "Nobody is signed in",
    403: "This person may not do this",
    404: "There is no such thing, as far as this person may know",
    422: "What was sent cannot be taken",
}


def refusals(**told: str) -> dict[str, Any]:
    """Describe an operation's refusals.

    Args:
        **told: Further ones, as ``s409="…"``.
    """
    every = _EVERY | {int(code.removeprefix("s")): said for code, said in told.items()}
    return {
        "responses": {
            code: {"description": said, "content": _PROBLEM}
            for code, said in every.items()
        }
    }

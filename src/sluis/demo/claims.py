"""What the sources say of one thing, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sluis.core.disclosure import strictest
from sluis.demo.case import Case, Claim


def contradictions(case: Case) -> list[dict[str, Any]]:
    """Give the claims of one property of one subject that differ in value.

    Nobody is held to be right. Where the values are of different things, the
    sources may all be right, and the row says so.

    Returns:
        ``subject``, ``property``, ``claims``, ``may_agree`` and ``marking``.
    """
    return [
        {
            "subject": subject,
            "property": property_,
            "claims": [claim_dict(case, claim) for claim in claims],
            "may_agree": _may_agree(claims),
            "marking": _marking(case, claims),
        }
        for (subject, property_), claims in _grouped(case.claims)
        if len({_value(claim) for claim in claims}) > 1
    ]


def agreements(case: Case) -> list[dict[str, Any]]:
    """Give the claims that several sources make alike."""
    return [
        {
            "subject": subject,
            "property": property_,
            "value": claims[0].value,
            "sources": [case.sources[claim.source]["name"] for claim in claims],
            "marking": _marking(case, claims),
        }
        for (subject, property_), claims in _grouped(case.claims)
        if len({_value(claim) for claim in claims}) == 1
        and len({claim.source for claim in claims}) > 1
    ]


def claim_dict(case: Case, claim: Claim) -> dict[str, Any]:
    """Give a claim with the name, document, place and day of its source."""
    source = case.sources[claim.source]
    return {
        "source": source["name"],
        "document": source["document"],
        "place": claim.place,
        "said_on": source["date"],
        "value": claim.value,
        "of": claim.of,
        "text": " ".join(claim.text.split()),
    }


def _grouped(
    claims: Sequence[Claim],
) -> Iterator[tuple[tuple[str, str], list[Claim]]]:
    """Group claims by subject and property, in the order they were first made."""
    groups: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        groups.setdefault((claim.subject, claim.property), []).append(claim)
    yield from groups.items()


def _value(claim: Claim) -> str:
    return json.dumps(claim.value, sort_keys=True)


def _may_agree(claims: Sequence[Claim]) -> str | None:
    meant = [claim.of for claim in claims]
    if len(set(meant)) < 2:
        return None
    named = " and ".join(one for one in meant if one)
    return f"they may speak of different things: {named}"


def _marking(case: Case, claims: Sequence[Claim]) -> str:
    return strictest(case.sources[claim.source]["marking"] for claim in claims)

"""Findings and draws as the record keeps them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from sluis.core.casework.findings import Finding
from sluis.core.casework.release import Draw

_FINDINGS: TypeAdapter[tuple[Finding, ...]] = TypeAdapter(tuple[Finding, ...])
_DRAWS: TypeAdapter[tuple[Draw, ...]] = TypeAdapter(tuple[Draw, ...])


def write_findings(findings: Sequence[Finding]) -> str:
    """Give findings as text."""
    return _FINDINGS.dump_json(tuple(findings)).decode()


def read_findings(text: str) -> tuple[Finding, ...]:
    """Read what :func:`write_findings` wrote."""
    return _FINDINGS.validate_json(text)


def write_draws(draws: Sequence[Draw]) -> str:
    """Give draws as text; amounts are text in it, so that none is rounded."""
    return _DRAWS.dump_json(tuple(draws)).decode()


def read_draws(text: str) -> tuple[Draw, ...]:
    """Read what :func:`write_draws` wrote."""
    return _DRAWS.validate_json(text)

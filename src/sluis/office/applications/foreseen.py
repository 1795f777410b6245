"""What an applicant can foresee of a draft: law, lists and signs of diversion.

The same checks as at submission, of the draft as it is now, but without what the
authority knows of the parties; nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sluis.office.api.screenings import screen_parties
from sluis.office.applications.models import Application
from sluis.office.applications.runs import RULE, Ran, inputs_of, run


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """The checks of a draft.

    Attributes:
        determination: What the law says.
        risk: Which signs of diversion are seen.
        matches: Party and listed party that may be the same; ``None`` when no list
            was imported.
    """

    determination: Ran
    risk: Ran
    matches: tuple[tuple[str, str], ...] | None


def foreseen(case: Application) -> Foreseen:
    """Check a draft as it is now."""
    inputs = replace(inputs_of(case), known=())  # the register is not the applicant's
    determination = run("determination", inputs, None)
    matches: tuple[tuple[str, str], ...] | None = None
    if inputs.editions:
        found: dict[str, Any] = screen_parties(inputs.parties, RULE, record=False)
        matches = tuple(
            (answer["name"], one["caption"])
            for answer in found["results"]
            for one in answer["matches"]
            if one["match"]
        )
    return Foreseen(
        determination=determination,
        risk=run("risk", inputs, determination.result),
        matches=matches,
    )

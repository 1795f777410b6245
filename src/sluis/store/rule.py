"""How parties are screened: against what, of which day, from which score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What was asked, beside the parties.

    Attributes:
        against: Ids of the lists; ``None`` means every list there is.
        as_of: The lists as they stood on this day; ``None`` means the newest.
        known_on: Leave out editions known later; ``None`` leaves nothing out.
        threshold: Score from which a result is a match, 0 to 1.
        limit: How many listed parties to give for each party.
    """

    against: tuple[str, ...] | None = None
    as_of: date | None = None
    known_on: date | None = None
    threshold: float = 0.7
    limit: int = 5

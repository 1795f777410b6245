"""Screen again only what changed, and know what screening everything would give.

A score depends on the two parties alone. So where the lists change, the answers that
stood lose the listed parties that changed or are gone, and gain what the new ones are
to everybody; where a party changes, it alone is asked again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sluis.core.corroboration import Corroboration
from sluis.core.party import Entity, PartyQuery
from sluis.core.screening import build_index, screen

WHOLE = 1_000_000
"""A limit that leaves nothing out: what stands must be whole to be kept current."""


def rescreen(  # noqa: PLR0913 - what stood, what changed, and the rule
    standing: Iterable[Mapping[str, Any]],
    parties: Sequence[PartyQuery],
    *,
    changed: Collection[str],
    entities: Iterable[Entity],
    sources: Mapping[str, str | None],
    threshold: float = 0.7,
) -> Iterator[dict[str, Any]]:
    """Bring answers up to date with lists that changed.

    Args:
        standing: The answers that stood, one a party, made with ``limit=WHOLE`` and
            the same threshold.
        parties: The parties they answer, in the same order.
        changed: Ids of the listed parties that are new, otherwise or gone.
        entities: Those of them that are listed now, as they are.
        sources: Edition that is cited now by the one that was cited; what is not
            in it stays.
        threshold: Score from which a result is a match.

    Yields:
        Exactly what screening all parties against all lists would give.
    """
    gone = frozenset(changed)
    added = screen(parties, build_index(entities), threshold=threshold, limit=WHOLE)
    for before, new in zip(standing, added, strict=True):
        kept = [
            {**match, "source": sources.get(match["source"], match["source"])}
            for match in before["matches"]
            if match["entity"] not in gone
        ]
        matches = sorted([*kept, *new["matches"]], key=place)
        yield {**new, "matches": matches}


def place(match: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give what a result is ordered by, as screening orders it."""
    why = match["why"]
    beside = Corroboration(
        country=why["country"],
        birth_date=why["birth_date"],
        identifier=why["identifier"],
        address=why["address"],
        same_identifiers=(),
    )
    return (-match["score"], *beside.rank(), -(why["name"] or 0.0), match["entity"])


def first(answer: Mapping[str, Any], limit: int) -> dict[str, Any]:
    """Give an answer with no more results than are to be shown."""
    return {**answer, "matches": answer["matches"][:limit]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How what a party is answered now differs from what it was answered then.

    Attributes:
        new: Matches with parties that it did not match.
        changed: Matches that it had, and of which something is otherwise.
        gone: Matches that it had, and has no more.
    """

    new: tuple[Mapping[str, Any], ...]
    changed: tuple[Mapping[str, Any], ...]
    gone: tuple[Mapping[str, Any], ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def difference(then: Mapping[str, Any], now: Mapping[str, Any]) -> Difference:
    """Compare two answers to one party, by their matches alone.

    Which edition is cited is left out: the same listing in a newer edition is the
    same answer.
    """
    had, has = _matched(then), _matched(now)
    return Difference(
        new=tuple(has[i] for i in has if i not in had),
        changed=tuple(has[i] for i in has if i in had and has[i] != had[i]),
        gone=tuple(had[i] for i in had if i not in has),
    )


def _matched(answer: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        match["entity"]: {key: match[key] for key in match if key != "source"}
        for match in answer["matches"]
        if match["match"]
    }

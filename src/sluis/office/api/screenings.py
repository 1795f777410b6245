"""Screening over HTTP: the same readers and the same engine as ``sluis screen``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sluis.core.errors import SluisError
from sluis.core.ownership import Owned, owned_among, with_owners
from sluis.core.screening import NameIndex, build_index, screen
from sluis.formats.tabular import read_party
from sluis.office.api.listed import listed
from sluis.store.editions import Editions
from sluis.store.home import Home


def screen_parties(
    given: Sequence[Mapping[str, Any]],
    *,
    against: Sequence[str] | None,
    as_of: date | None,
    threshold: float,
    limit: int,
) -> dict[str, Any]:
    """Screen parties as they were sent.

    Args:
        given: Simple parties or FollowTheMoney entities.
        against: The lists' ids; ``None`` means every imported list.
        as_of: Screen against the lists as they stood on this day; ``None`` means
            the newest editions.
        threshold: Score from which a result is a match, 0 to 1.
        limit: How many listed parties to give for each party.

    Returns:
        ``editions`` that were used, ``results`` in order, and ``refused``: what
        could not be read, with its place in the request.

    Raises:
        SluisError: No list is imported, or one that was named is not known.
    """
    editions = Editions(Home.open())
    lists = list(against) if against is not None else None
    used = tuple(edition.name for edition in editions.chosen(lists, as_of))
    queries, refused = [], []
    for place, one in enumerate(given):
        try:
            queries.append(read_party(one))
        except SluisError as error:
            refused.append(
                {"id": one.get("id"), "line": place + 1, "error": error.as_dict()}
            )
    index = (
        listed().index
        if lists is None and as_of is None
        else _index(used, tuple(lists) if lists is not None else None, as_of)
    )
    return {
        "editions": used,
        "results": list(
            with_owners(
                screen(queries, index, threshold=threshold, limit=limit),
                _owned(index, as_of),
            )
        ),
        "refused": refused,
    }


@lru_cache(maxsize=4)
def _owned(index: NameIndex, as_of: date | None) -> dict[str, Owned]:
    """Find who is owned by listed parties once for an index and a day."""
    return owned_among(index.entities, as_of)


@lru_cache(maxsize=4)
def _index(
    used: tuple[str, ...],  # the key: another import makes another index
    lists: tuple[str, ...] | None,
    as_of: date | None,
) -> NameIndex:
    """Build an index once for the editions it is built from."""
    chosen = list(lists) if lists is not None else None
    return build_index(Editions(Home.open()).entities(chosen, as_of))

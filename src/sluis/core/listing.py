"""Listed parties of several lists together, each of them once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sluis.core.party import Entity

_SEVERAL = (
    "countries",
    "birth_dates",
    "identifiers",
    "addresses",
    "programs",
    "lists",
    "topics",
    "stakes",
)


def once(entities: Iterable[Entity]) -> list[Entity]:
    """Give every party once: one that two lists name by one id is one on both.

    Args:
        entities: The parties of one list after the other.

    Returns:
        Them in the order of their first list, which gives what only one can say.
    """
    found: dict[str, Entity] = {}
    for entity in entities:
        known = found.get(entity.id)
        found[entity.id] = entity if known is None else _both(known, entity)
    return list(found.values())


def _both(first: Entity, second: Entity) -> Entity:
    names = {name.text: name for name in (*first.names, *second.names)}
    names |= {name.text: name for name in first.names}
    several: dict[str, Any] = {
        part: tuple(dict.fromkeys((*getattr(first, part), *getattr(second, part))))
        for part in _SEVERAL
    }
    listed = first.listed or second.listed
    return replace(first, names=tuple(names.values()), listed=listed, **several)

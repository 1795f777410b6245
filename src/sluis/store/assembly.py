"""The parties of several editions together, and who is owned by listed ones.

Statements of one's own on who owns whom stand beside the lists. A party that they only
name is not listed, so it is screened against only where listed parties own it; and an
owner that they only name is a listed party where the two names are alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sluis.core.listing import once
from sluis.core.ownership import Owned, owned_among
from sluis.core.party import Entity, PartyQuery, Stake
from sluis.core.rescreening import WHOLE
from sluis.core.screening import build_index, screen
from sluis.formats.ownership import FORMAT as OWNERSHIP
from sluis.store.editions import Edition, Editions
from sluis.store.rule import Rule

ALIKE = 0.7
"""Score from which an owner who is only named is taken for a listed party.

It does not follow the threshold that is asked: who is owned is one and the same for
everybody who asks.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The parties of editions, each once.

    Attributes:
        entities: They.
        owned: By id, those that listed parties own by half or more.
    """

    entities: Sequence[Entity]
    owned: Mapping[str, Owned]


def assembled(editions: Editions, used: Sequence[Edition], rule: Rule) -> Assembled:
    """Give the parties of editions, as a rule asks them.

    Raises:
        UnreadableFile: An edition is damaged.
    """
    entities = everybody(editions, used, rule)
    if not any(editions.has_stakes(edition) for edition in used):
        return Assembled(entities=entities, owned={})
    stated = {edition.list_id for edition in used if edition.format == OWNERSHIP}
    linked = _with_likenesses(entities, stated)
    owned = owned_among(linked, rule.as_of)
    return Assembled(
        entities=[e for e in entities if not _only(e, stated) or _holds(owned, e.id)],
        owned=owned,
    )


def everybody(
    editions: Editions,
    used: Sequence[Edition],
    rule: Rule,
    only: Collection[str] | None = None,
) -> list[Entity]:
    """Give every party that editions name, once.

    Args:
        editions: Where they lie.
        used: Which editions.
        rule: Which of their lists, and of which day.
        only: Only parties with these ids; ``None`` means all.
    """
    return once(
        entity
        for edition in used
        for entity in editions.entities_of(
            edition,
            None if edition.format == OWNERSHIP else rule.against,
            rule.as_of,
            only,
        )
    )


def _only(entity: Entity, stated: set[str]) -> bool:
    """Whether nothing but statements on owners name a party."""
    return not entity.listed and stated.issuperset(entity.lists) if stated else False


def _holds(owned: Mapping[str, Owned], id_: str) -> bool:
    """Whether somebody owns it, rather than that its name is like a listed one's."""
    return id_ in owned and any(
        link.asset == id_ and link.stake.kind == "ownership" for link in owned[id_].path
    )


def _with_likenesses(entities: Sequence[Entity], stated: set[str]) -> Iterable[Entity]:
    """Lead from listed parties to those that statements name alike."""
    named = [entity for entity in entities if _only(entity, stated) and entity.names]
    if not named:
        return entities
    queries = [
        PartyQuery(id=e.id, names=(e.caption,), countries=e.countries) for e in named
    ]
    listed = build_index(entity for entity in entities if entity.listed)
    found = {
        answer["id"]: tuple(
            _likeness(answer["name"], match)
            for match in answer["matches"]
            if match["match"]
        )
        for answer in screen(queries, listed, threshold=ALIKE, limit=WHOLE)
    }
    return [replace(e, stakes=e.stakes + found.get(e.id, ())) for e in entities]


def _likeness(name: str, match: Mapping[str, object]) -> Stake:
    return Stake(
        owner=str(match["entity"]),
        kind="likeness",
        percent=100.0,
        source=f"{name!r} is like {match['matched_name']!r}: {match['score']}",
    )

"""Screening over HTTP: the same readers and the same engine as ``sluis screen``."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sluis.core.errors import SluisError
from sluis.core.party import PartyQuery
from sluis.formats.tabular import read_party
from sluis.office.api.listed import listed
from sluis.office.people.models import User
from sluis.office.screening.queries import open_matches, summary, with_decisions
from sluis.office.screening.services import decide, find
from sluis.store.editions import Editions
from sluis.store.home import Home
from sluis.store.rule import Rule
from sluis.store.screening import Ready, chosen, ready
from sluis.store.screenings import Recording, Screenings


def screen_parties(
    given: Sequence[Mapping[str, Any]], rule: Rule, *, record: bool
) -> dict[str, Any]:
    """Screen parties as they were sent.

    Args:
        given: Simple parties or FollowTheMoney entities.
        rule: Against what, and how.
        record: Keep the parties and their answers, so that it can be run again.

    Returns:
        ``screening``, the id of the record, ``editions`` that were used, ``results``
        in order, and ``refused``: what could not be read, with its place in the
        request.

    Raises:
        SluisError: No list is imported, or one that was named is not known.
    """
    home = Home.open()
    queries: list[PartyQuery] = []
    refused = []
    for place, one in enumerate(given):
        try:
            queries.append(read_party(one))
        except SluisError as error:
            refused.append(
                {"id": one.get("id"), "line": place + 1, "error": error.as_dict()}
            )
    against = _ready(home, rule)
    recording = Recording(home, against, "api")
    run = recording.run if record else against.screen
    return {
        "results": list(with_decisions(run(queries), against)),
        "screening": recording.record.id if recording.record else None,
        "editions": [edition.name for edition in against.editions],
        "refused": refused,
    }


def replay_screening(screening: str) -> dict[str, Any]:
    """Run a recorded screening again; see :meth:`Screenings.replay`."""
    return Screenings(Home.open()).replay(screening).as_dict()


def decide_match(  # noqa: PLR0913 - one a part of the decision
    screening: str,
    *,
    party: str,
    entity: str,
    verdict: str,
    reason: str,
    by: User | str,
) -> dict[str, Any]:
    """Decide on a match of a recorded screening; see :func:`decide`."""
    found = find(Home.open(), screening=screening, party=party, entity=entity)
    return summary(decide(found, verdict=verdict, reason=reason, by=by))


def matches_to_decide(screening: str | None, limit: int) -> dict[str, Any]:
    """Give the first matches on which no decision stands; are there more?"""
    found = open_matches(Home.open(), screening)
    rows = list(itertools.islice(found, limit + 1))
    return {"matches": rows[:limit], "more": len(rows) > limit}


_EVERY_LIST = Rule()


def _ready(home: Home, rule: Rule) -> Ready:
    """Give what was made ready for the same lists and day before, if it was."""
    lists = replace(rule, threshold=_EVERY_LIST.threshold, limit=_EVERY_LIST.limit)
    if lists == _EVERY_LIST:
        return replace(listed().ready, rule=rule)
    names = tuple(edition.name for edition in chosen(Editions(home), rule))
    return replace(_loaded(home, names, lists), rule=rule)


@lru_cache(maxsize=4)
def _loaded(home: Home, names: tuple[str, ...], lists: Rule) -> Ready:
    """Load editions once; another import makes other names."""
    editions = Editions(home)
    return ready(editions, [editions.edition(name) for name in names], lists)

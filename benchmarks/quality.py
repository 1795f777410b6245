"""How much is found at how many false alarms, class by class."""

from __future__ import annotations

import csv
import gzip
import os
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from distortions import CLASSES, Listed, Query, distort, invented
from sluis.core.names.folding import words_of
from sluis.core.names.index import FAMILIES, NameIndex
from sluis.core.names.matching import Asked, find
from sluis.core.names.rules import RULES, Rules
from sluis.core.party import Entity, family_of

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("SLUIS_SHARED", ROOT.parent / "shared"))
PARTIES = SHARED / "data" / "parties"
OFAC = PARTIES / "ofac" / "sdn_2023-12-28.csv.gz"
REGISTER = SHARED / "data" / "registers" / "gleif_sample_2025-10_train.csv.gz"
PERSONS = SHARED / "data" / "names" / "negatives_global_50k.csv.gz"
RATES = (0.01, 0.001)
FLOOR = 0.62


def listed_names(entities: Iterable[Entity]) -> list[Listed]:
    """Give the names of persons and organisations that a source stands behind."""
    return [
        Listed(entity.id, family, name.text)
        for entity in entities
        if (family := family_of(entity.schema)) in {"person", "organisation"}
        for name in entity.names
        if name.kind != "weak"
    ]


def innocents(listed: Sequence[Listed], count: int, seed: int) -> list[Query]:
    """Give names that mean nobody listed: invented, of a register, of persons.

    Register and persons are the halves that no weight was made from, and a name with
    the words of a listed one is left out.
    """
    from name_tables import known_half

    taken = {
        tuple(sorted(words_of(name.text, person=name.family == "person")))
        for name in listed
    }
    rng = random.Random(seed)
    pools: list[tuple[str, str, list[str]]] = [
        ("invented", "organisation", [invented(rng) for _ in range(count)]),
        ("register", "organisation", _column(REGISTER, "legal_name")),
        ("persons", "person", _column(PERSONS, "full_name")),
    ]
    made: list[Query] = []
    for share, (kind, family, names) in zip((0.22, 0.48, 0.3), pools, strict=True):
        unseen = sorted({n for n in names if kind == "invented" or not known_half(n)})
        rng.shuffle(unseen)
        able = (
            name
            for name in unseen
            if tuple(sorted(words_of(name, person=family == "person"))) not in taken
        )
        wanted = round(share * count)
        made += [
            Query(kind, None, family, n)
            for n, _ in zip(able, range(wanted), strict=False)
        ]
    return made


def _column(path: Path, column: str) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        return [row[column] for row in csv.DictReader(stream)]


@dataclass(frozen=True, slots=True)
class Quality:
    """What a system found.

    Attributes:
        found: Share found by class and rate of false alarms; ``""`` is all classes.
        thresholds: Score that gives each rate.
    """

    found: dict[tuple[str, float], float]
    thresholds: dict[float, float]


def judge(queries: Sequence[Query], scores: Sequence[dict[str, float]]) -> Quality:
    """Judge scores: by query, from entity to score."""
    best = np.array([max(row.values(), default=0.0) for row in scores])
    right = np.array(
        [
            row.get(q.entity, 0.0) if q.entity else 0.0
            for q, row in zip(queries, scores, strict=True)
        ]
    )
    innocent = np.array([query.entity is None for query in queries])
    alarms = np.sort(best[innocent])[::-1]
    found: dict[tuple[str, float], float] = {}
    thresholds: dict[float, float] = {}
    for rate in RATES:
        threshold = alarms[min(int(rate * len(alarms)), len(alarms) - 1)] + 1e-9
        thresholds[rate] = float(threshold)
        classes: dict[str, list[bool]] = defaultdict(list)
        for query, score in zip(queries, right, strict=True):
            if query.entity is not None:
                classes[query.kind].append(bool(score >= threshold))
        every = [hit for hits in classes.values() for hit in hits]
        for kind, hits in [("", every), *classes.items()]:
            found[kind, rate] = float(np.mean(hits))
    return Quality(found, thresholds)


def draw(
    systems: Mapping[str, tuple[Sequence[Query], Sequence[dict[str, float]]]], to: Path
) -> None:
    """Draw for each system how much is found at each rate of false alarms."""
    import altair as alt

    points = [
        {"system": name, "alarms": 100 * rate, "found": 100 * share}
        for name, (queries, scores) in systems.items()
        for rate, share in _curve(queries, scores)
    ]
    lines = alt.Chart(alt.Data(values=points)).mark_line(interpolate="step-after")
    lines.encode(
        x=alt.X("alarms:Q", title="false alarms in 100 innocent names").scale(
            type="log"
        ),
        y=alt.Y("found:Q", title="distorted listed names found, %").scale(zero=False),
        color=alt.Color("system:N", title=None),
    ).properties(width=520, height=320).save(str(to))


def _curve(
    queries: Sequence[Query], scores: Sequence[dict[str, float]]
) -> Iterator[tuple[float, float]]:
    pairs = list(zip(queries, scores, strict=True))
    alarms = sorted(
        (max(row.values(), default=0.0) for q, row in pairs if q.entity is None),
        reverse=True,
    )
    right = np.array([row.get(q.entity, 0.0) for q, row in pairs if q.entity])
    for place in np.unique(np.geomspace(1, len(alarms) / 10, 60).astype(int)):
        share = float(np.mean(right >= alarms[place] + 1e-9))
        yield place / len(alarms), share


def scores_of(
    queries: Sequence[Query],
    index: NameIndex,
    *,
    floor: float = FLOOR,
    rules: Rules = RULES,
    limit_candidates: int | None = None,
) -> list[dict[str, float]]:
    """Give for each query the entities that Sluis finds, and their scores."""
    asked = Asked.of(
        [query.text for query in queries], [FAMILIES[query.family] for query in queries]
    )
    hits = find(
        asked,
        index,
        floor=floor,
        threads=2,
        rules=rules,
        limit_candidates=limit_candidates,
    )
    rows: list[dict[str, float]] = [{} for _ in queries]
    owners = index.arrays.owner[hits.names].tolist()
    for query, owner, score in zip(
        hits.queries.tolist(), owners, hits.scores.tolist(), strict=True
    ):
        entity = index.entities[owner].id
        if score > rows[query].get(entity, 0.0):
            rows[query][entity] = score
    return rows


def sample(listed: list[Listed], *, each: int, calm: int, seed: int) -> list[Query]:
    """Mix distorted and innocent names."""
    queries = distort(listed, each=each, seed=seed) + innocents(listed, calm, seed)
    random.Random(seed).shuffle(queries)
    return queries


def table(systems: dict[str, Quality]) -> str:
    """Lay out what each system finds, a class a line, in per cent."""
    heads = "".join(f"{name:>22}" for name in systems)
    lines = [f"{'found at 1 % / 0.1 % false alarms':34}{heads}"]
    for kind in ["", *CLASSES]:
        cells = ""
        for quality in systems.values():
            cell = " / ".join(
                f"{100 * quality.found[kind, rate]:.1f}"
                if (kind, rate) in quality.found
                else "-"
                for rate in RATES
            )
            cells += f"{cell:>22}"
        lines.append(f"{kind or 'all':34}{cells}")
    return "\n".join(lines)

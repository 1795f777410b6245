"""The addresses of the yente API, so that its clients can point at Sluis unchanged.

Shapes are those of yente 5: ``/match``, ``/search``, ``/entities``, ``/catalog`` and
``/algorithms``. Scores are Sluis's own; ``algorithm`` may name any of yente's and is
answered by ours, which ``matcher`` describes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sluis.core.errors import SluisError
from sluis.core.names.folding import words_of
from sluis.core.ownership import with_owners
from sluis.core.party import SCHEMATA, Entity, PartyQuery
from sluis.core.screening import NameIndex, screen
from sluis.formats import ftm
from sluis.formats.tabular import read_party
from sluis.office.api.listed import EVERYTHING, Listed, listed
from sluis.office.api.problem import problem
from sluis.store.editions import NoLists

ALGORITHM = "sluis"
MOST_QUERIES = 100
MOST_RESULTS = 500
THRESHOLD, CUTOFF = 0.7, 0.6

FEATURES = {
    "name": "How well the words of the names pair, 0 to 1; it alone is the score.",
    "identifier": "1 when an identifier is the same, which is a match of its own.",
    "country": "1 when a country is shared, 0 when none is; beside the score.",
    "birth_date": "1 when a day of birth is the same, 0.5 when it may be.",
    "address": "How well an address agrees; beside the score.",
    "ownership": "What listed parties own of it, from 0.5; beside the score.",
}
"""What our score is made of, in the words of ``matcher``."""


class _Refused(Exception):
    """A request that cannot be answered, with its status."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


View = Callable[..., HttpResponse]


def _answers(view: Callable[..., Mapping[str, Any]]) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            told = view(request, *args, **kwargs)
        except _Refused as refused:
            return problem(refused.status, detail=refused.detail)
        except NoLists as error:
            return problem(503, detail=error.message, code=error.code)
        except SluisError as error:
            return problem(400, detail=str(error), code=error.code)
        return HttpResponse(orjson.dumps(told), content_type="application/json")

    return answer


@csrf_exempt
@require_POST
@_answers
def match(request: HttpRequest, dataset: str) -> dict[str, Any]:
    """Match entities by example: up to 100 queries, each under a name of its own."""
    asked = request.GET
    limit = _whole(asked, "limit", 5, MOST_RESULTS)
    threshold = _share(asked, "threshold", THRESHOLD)
    cutoff = min(_share(asked, "cutoff", CUTOFF), threshold)
    queries = _queries(request)
    known = listed()
    index = _index(known, dataset)
    accepted = _filter(asked)
    parties = [_party(name, example) for name, example in queries.items()]
    # A result is given from a tenth below the threshold of the engine.
    answers = with_owners(
        screen(parties, index, threshold=cutoff + 0.1, limit=MOST_RESULTS),
        known.ready.owned,
    )
    responses = {}
    for (name, example), found in zip(queries.items(), answers, strict=True):
        results = []
        for result in found["matches"]:
            entity = known.by_id[result["entity"]]
            if result["score"] >= cutoff and accepted(entity):
                results.append(_scored(entity, result, threshold))
        responses[name] = {
            "status": 200,
            "results": results[:limit],
            "total": {"value": len(results), "relation": "eq"},
            "query": {"id": name, **example},
        }
    return {"responses": responses, "matcher": _features(), "limit": limit}


def _queries(request: HttpRequest) -> dict[str, dict[str, Any]]:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise _Refused(400, f"the body is not JSON: {error}") from error
    queries = body.get("queries") if isinstance(body, dict) else None
    if not isinstance(queries, dict) or not queries:
        raise _Refused(400, "No queries provided.")
    if len(queries) > MOST_QUERIES:
        raise _Refused(400, f"Too many queries in one batch (limit: {MOST_QUERIES})")
    for name, example in queries.items():
        if not isinstance(example, dict):
            raise _Refused(400, f"query {name!r} is not an entity")
    return queries


def _party(name: str, example: Mapping[str, Any]) -> PartyQuery:
    properties = example.get("properties")
    if not isinstance(properties, dict):
        raise _Refused(400, f"query {name!r} has no properties")
    listed_values = {
        key: value if isinstance(value, list) else [value]
        for key, value in properties.items()
    }
    try:
        party = read_party({**example, "id": name, "properties": listed_values})
    except SluisError as error:
        raise _Refused(400, f"Cannot parse example entity {name!r}: {error}") from error
    return replace(party, id=name)


def _index(known: Listed, dataset: str) -> NameIndex:
    index = known.part(dataset)
    if index is None:
        raise _Refused(404, f"No such dataset: {dataset}")
    return index


def _filter(asked: QueryDict) -> Callable[[Entity], bool]:
    include, exclude = (
        set(asked.getlist("include_dataset")),
        set(asked.getlist("exclude_dataset")),
    )
    schemata = set(asked.getlist("exclude_schema"))
    ids, topics = set(asked.getlist("exclude_entity_ids")), set(asked.getlist("topics"))

    def accepted(entity: Entity) -> bool:
        lists = set(entity.lists)
        return (
            (not include or not include.isdisjoint(lists))
            and (not exclude or not lists <= exclude)
            and entity.schema not in schemata
            and entity.id not in ids
            and (not topics or not topics.isdisjoint(_topics(entity)))
        )

    return accepted


def _topics(entity: Entity) -> tuple[str, ...]:
    return entity.topics or (("sanction",) if entity.listed else ())


def _scored(
    entity: Entity, result: Mapping[str, Any], threshold: float
) -> dict[str, Any]:
    why = result["why"]
    features = {key: why[key] for key in FEATURES if why.get(key) is not None}
    matched = result["matched_name"]
    details = {"name": f"matched name: {matched}"} if matched else {}
    if "ownership" in features:
        features["ownership"] = why["ownership"]["percent"] / 100
        details["ownership"] = _path(why["ownership"]["path"])
    return {
        **_told(entity),
        "score": result["score"],
        "match": result["score"] >= threshold,
        "features": features,
        "explanations": {
            key: {"score": score, "detail": details.get(key)}
            for key, score in features.items()
        },
    }


def _path(steps: Sequence[Mapping[str, Any]]) -> str:
    """Write a chain of owners, from the listed ones down, on one line."""
    return "; ".join(
        f"{step['owner']} is like {step['asset']} ({step['source']})"
        if step["kind"] == "likeness"
        else f"{step['owner']} owns {step['percent']:g} % of {step['asset']}"
        + (f" ({step['source']})" if step["source"] else "")
        for step in steps
    )


def _told(entity: Entity, nested: Mapping[str, Sequence[Any]] | None = None) -> Any:
    """Give an entity as yente does; what is next to it goes into its properties."""
    given = ftm.write_entity(entity)
    given["properties"] = {
        **given["properties"],
        "topics": list(_topics(entity)),
        **(nested or {}),
    }
    day = entity.source.rpartition("/")[2][:10] if entity.source else None
    return {
        **given,
        "referents": [],
        "first_seen": entity.listed_from,
        "last_seen": day,
        "last_change": day,
    }


@require_safe
@_answers
def search(request: HttpRequest, dataset: str) -> dict[str, Any]:
    """Search entities by the words of their names."""
    asked = request.GET
    limit, offset = _whole(asked, "limit", 10, MOST_RESULTS), _whole(asked, "offset", 0)
    schema = asked.get("schema", "Thing")
    if schema not in SCHEMATA:
        raise _Refused(400, f"Invalid schema: {schema}")
    known = listed()
    index = _index(known, dataset)
    accepted, countries = (
        _filter(asked),
        {c.upper() for c in asked.getlist("countries")},
    )
    datasets = set(asked.getlist("datasets"))
    found = [
        entity
        for entity in _searched(known, index, asked.get("q", ""), dataset)
        if accepted(entity)
        and (schema in {"Thing", entity.schema} or _is_a(entity.schema, schema))
        and (not countries or not countries.isdisjoint(entity.countries))
        and (not datasets or not datasets.isdisjoint(entity.lists))
    ]
    return {
        "results": [_told(entity) for entity in found[offset : offset + limit]],
        "facets": {
            "countries": _facet(
                "Countries", (c.lower() for e in found for c in e.countries)
            ),
            "topics": _facet("Topics", (t for e in found for t in _topics(e))),
            "datasets": _facet("Data sources", (x for e in found for x in e.lists)),
        },
        "total": {"value": len(found), "relation": "eq"},
        "limit": limit,
        "offset": offset,
    }


def _is_a(schema: str, wanted: str) -> bool:
    legal = {"Person", "Organization", "Company", "PublicBody", "LegalEntity"}
    return (wanted == "LegalEntity" and schema in legal) or (
        wanted == "Organization" and schema in {"Company", "PublicBody"}
    )


def _searched(
    known: Listed, index: NameIndex, text: str, dataset: str
) -> Iterable[Entity]:
    """Give entities that have every word; if none has, those with a near name."""
    words = words_of(text)
    if not words:
        return sorted(index.entities, key=lambda entity: entity.id) if not text else []
    groups = [known.words.get(word, frozenset[str]()) for word in words]
    ids = frozenset.intersection(*groups)
    whole = dataset in EVERYTHING
    exact = [
        e for e in map(known.by_id.__getitem__, ids) if whole or dataset in e.lists
    ]
    if exact:
        # The fewer other words a name has, the nearer it is.
        return sorted(exact, key=lambda e: (len(e.caption), e.id))
    near = screen(
        [PartyQuery(id=None, names=(text,))], index, threshold=0.7, limit=MOST_RESULTS
    )
    return [known.by_id[result["entity"]] for result in next(near)["matches"]]


def _facet(label: str, values: Iterable[str]) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "label": label,
        "values": [{"name": n, "label": n, "count": c} for n, c in ordered[:50]],
    }


@require_safe
@_answers
def entity(request: HttpRequest, entity_id: str) -> dict[str, Any]:
    """Give one entity, with its listing and its owners unless ``nested=false``."""
    known = listed()
    one = _one(known, entity_id)
    nested = request.GET.get("nested", "true").lower() not in {"false", "0"}
    told: dict[str, Any] = _told(one, _adjacent(known, one) if nested else None)
    return told


def _one(known: Listed, entity_id: str) -> Entity:
    found = known.by_id.get(entity_id)
    if found is None:
        raise _Refused(404, "No such entity!")
    return found


def _adjacent(known: Listed, entity: Entity) -> dict[str, list[Any]]:
    """Give what stands next to an entity, by the property that leads there."""
    found: dict[str, list[Any]] = {}
    for edge in ftm.write([entity]):
        if edge["schema"] == "Sanction":
            found.setdefault("sanctions", []).append(_edge(edge))
        elif edge["id"] != entity.id:
            key, end = (
                ("directorshipOrganization", "director")
                if edge["schema"] == "Directorship"
                else ("ownershipAsset", "owner")
            )
            found.setdefault(key, []).append(_with_end(known, edge, end))
    for asset in known.holdings.get(entity.id, ()):
        for edge in ftm.write([asset]):
            for key, over, under in (
                ("ownershipOwner", "owner", "asset"),
                ("directorshipDirector", "director", "organization"),
            ):
                if entity.id in edge["properties"].get(over, ()):
                    found.setdefault(key, []).append(_with_end(known, edge, under))
    return found


def _with_end(known: Listed, edge: dict[str, Any], end: str) -> dict[str, Any]:
    """Put the party at the other end into an edge, where it is known."""
    ends = [
        _told(known.by_id[other]) if other in known.by_id else other
        for other in edge["properties"][end]
    ]
    return _edge({**edge, "properties": {**edge["properties"], end: ends}})


def _edge(edge: dict[str, Any]) -> dict[str, Any]:
    return {**edge, "referents": [], "target": False}


@require_safe
@_answers
def adjacent(
    request: HttpRequest, entity_id: str, prop: str | None = None
) -> dict[str, Any]:
    """Give what stands next to an entity: all of it, or by one property."""
    known = listed()
    one = _one(known, entity_id)
    limit, offset = (
        _whole(request.GET, "limit", 10, MOST_RESULTS),
        _whole(request.GET, "offset", 0),
    )
    pages = {
        key: {
            "results": values[offset : offset + limit],
            "total": {"value": len(values), "relation": "eq"},
            "limit": limit,
            "offset": offset,
        }
        for key, values in _adjacent(known, one).items()
    }
    if prop is None:
        return {"entity": _told(one), "adjacent": pages}
    empty = {"results": [], "total": {"value": 0, "relation": "eq"}}
    return pages.get(prop, {**empty, "limit": limit, "offset": offset})


@require_safe
@_answers
def catalog(request: HttpRequest) -> dict[str, Any]:
    """Give the lists that are loaded, and all of them together as ``default``."""
    known = listed()
    newest = max(edition.dated for edition in known.editions)
    rows = [
        {
            "name": edition.list_id,
            "title": edition.list_id,
            "version": edition.key,
            "index_version": edition.key,
            "index_current": True,
            "load": True,
            "updated_at": edition.imported_at,
            "entity_count": edition.rows,
            "thing_count": edition.rows,
            "children": sorted(set(edition.parts) - {edition.list_id}),
        }
        for edition in known.editions
    ]
    names = [edition.list_id for edition in known.editions]
    total = sum(edition.rows for edition in known.editions)
    whole = {
        "name": "default",
        "title": "Every imported list",
        "version": newest.isoformat(),
        "index_version": newest.isoformat(),
        "index_current": True,
        "load": True,
        "entity_count": total,
        "thing_count": total,
        "children": names,
    }
    return {
        "datasets": [whole, *rows],
        "current": ["default", *names],
        "outdated": [],
        "index_stale": False,
    }


@require_safe
@_answers
def algorithms(request: HttpRequest) -> dict[str, Any]:
    """Name the one way of matching, and what its score is made of."""
    one = {
        "name": ALGORITHM,
        "description": "Words paired one to one; every listed name is considered.",
        "features": _features(),
        "docs": _features(),
    }
    return {"algorithms": [one], "default": ALGORITHM, "best": ALGORITHM}


def _features() -> dict[str, Any]:
    return {
        name: {"description": text, "coefficient": 1.0 if name == "name" else 0.0}
        for name, text in FEATURES.items()
    }


def _whole(asked: QueryDict, key: str, default: int, most: int = 10_000) -> int:
    try:
        value = int(asked.get(key, default))
    except ValueError as error:
        raise _Refused(400, f"{key} is not a whole number") from error
    if value < 0:
        raise _Refused(400, f"{key} is below zero")
    return min(value, most)


def _share(asked: QueryDict, key: str, default: float) -> float:
    try:
        value = float(asked.get(key, default))
    except ValueError as error:
        raise _Refused(400, f"{key} is not a number") from error
    if not 0 <= value <= 1:
        raise _Refused(400, f"{key} is not between 0 and 1")
    return value

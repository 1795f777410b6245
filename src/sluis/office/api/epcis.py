"""The EPCIS 2.0 interface at ``/epcis``: capture, query, browse."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from sluis.core.custody.keys import item_key
from sluis.core.custody.spelling import full_word
from sluis.core.errors import InvalidInput
from sluis.formats.epcis.query import read_query
from sluis.formats.epcis.schema import EVENT_TYPES
from sluis.office.api import epcis_answers as answers
from sluis.office.api.epcis_described import described
from sluis.office.api.epcis_queries import queries
from sluis.office.api.refusals import GatedAPI
from sluis.office.custody import jobs, search

api = GatedAPI(
    title="Sluis: EPCIS 2.0",
    version="2.0",
    description="What is reported about goods: capture it, ask for it, follow it.",
    docs_url=None,
    urls_namespace="epcis",
)
api.add_router("/queries", queries)
_TOP = (
    "capture", "events", "queries", "eventTypes", "epcs", "bizSteps",
    "bizLocations", "readPoints", "dispositions",
)  # fmt: skip


# Options and the top of the tree.


@api.get("/", summary="The resources of this repository", **described())
@answers.answering
def top(request: HttpRequest) -> HttpResponse:
    """Name the resources at the top."""
    answers.wanted(request, xml=False)
    return answers.answered(_collection(_TOP))


def _collection(members: Any) -> dict[str, Any]:
    return {
        "@context": answers.CONTEXT,
        "type": "Collection",
        "member": list(members),
    }


# Capture.


@api.post(
    "/capture",
    summary="Capture a document of events",
    **described("capture", status=202, body=True),
)
@answers.answering
def capture(request: HttpRequest) -> HttpResponse:
    """Keep a document. When this is answered it is on disk, or refused.

    ``GS1-Capture-Error-Behaviour: proceed`` keeps what is valid and names the rest
    in the job; ``rollback``, which is the default, keeps all or nothing.
    """
    behaviour = answers.chosen(
        request, "GS1-Capture-Error-Behaviour", ("rollback", "proceed")
    )
    job = jobs.capture(answers.read_body(request), proceed=behaviour == "proceed")
    response = HttpResponse(status=202)
    response["Location"] = request.build_absolute_uri(f"/epcis/capture/{job.pk}")
    response["GS1-Capture-Error-Behaviour"] = behaviour
    return answers.headers(response)


@api.get("/capture", summary="The capture jobs, the latest first", **described("page"))
@answers.answering
def capture_jobs(request: HttpRequest) -> HttpResponse:
    """List the jobs that documents were captured by."""
    answers.wanted(request, xml=False)
    start, count = answers.page_of(request)
    rows = jobs.listed(start, count + 1)
    response = answers.answered([jobs.as_dict(row) for row in rows[:count]])
    more = str(start + count) if len(rows) > count else None
    answers.link_next(request, response, more)
    return response


@api.get(
    "/capture/{capture_id}", summary="What became of a document", **described("missing")
)
@answers.answering
def capture_job(request: HttpRequest, capture_id: str) -> HttpResponse:
    """Give a capture job with its errors."""
    answers.wanted(request, xml=False)
    row = jobs.one(capture_id)
    if row is None:
        raise answers.NoSuchResource("no capture job has this id", path="captureID")
    return answers.answered(jobs.as_dict(row))


# Events.


@api.post("/events", summary="Capture one event", **described(status=201, body=True))
@answers.answering
def capture_event(request: HttpRequest) -> HttpResponse:
    """Keep one event; it is on disk when this is answered."""
    job = jobs.capture(answers.read_body(request), proceed=False, single=True)
    (event_hash,) = orjson.loads(job.hashes)
    response = HttpResponse(status=201)
    place = f"/epcis/events/{quote(event_hash, safe='')}"
    response["Location"] = request.build_absolute_uri(place)
    return answers.headers(response)


@api.get("/events", summary="Ask for events", **described("events"))
@answers.answering
def events(request: HttpRequest) -> HttpResponse:
    """Give the events that the standard's parameters ask for, page by page."""
    return _events(request, {})


@api.get(
    "/events/{path:event_id}", summary="One event", **described("missing", "document")
)
@answers.answering
def event(request: HttpRequest, event_id: str) -> HttpResponse:
    """Give the event of an id or hash, and its declarations of error."""
    found = search.one(event_id)
    if not found:
        raise answers.NoSuchResource("no event has this id", path="eventID")
    return answers.events_answer(request, search.Page(found=found, next_token=None))


def _events(request: HttpRequest, fixed: Mapping[str, Any]) -> HttpResponse:
    given = {
        name: listed if len(listed) > 1 else listed[0]
        for name, listed in request.GET.lists()
    }
    query = read_query({**given, **fixed}, _extensions(request), within=search.within)
    page = search.find(query, request.GET.get("nextPageToken"))
    return answers.events_answer(request, page)


def _extensions(request: HttpRequest) -> dict[str, str]:
    """Read the prefixes of own fields: ``GS1-Extensions: ex=https://…, …``."""
    pairs = (
        part.strip().partition("=")
        for part in request.headers.get("GS1-Extensions", "").split(",")
    )
    return {prefix: address for prefix, mark, address in pairs if mark}


# Browsing: what there is of each kind, and its events.


_BROWSED: Mapping[str, tuple[str, str, Callable[[str], str]]] = {
    "epcs": ("item", "MATCH_anyEPC", item_key),
    "bizSteps": ("biz_step", "EQ_bizStep", lambda v: full_word(v, "BizStep-")),
    "bizLocations": ("biz_location", "EQ_bizLocation", item_key),
    "readPoints": ("read_point", "EQ_readPoint", item_key),
    "dispositions": (
        "disposition",
        "EQ_disposition",
        lambda v: full_word(v, "Disp-"),
    ),
    "eventTypes": ("type", "eventType", str),
}


def _browse(resource: str) -> None:
    """Lay the three addresses of a kind of resource."""
    column, parameter, spelled = _BROWSED[resource]

    @answers.answering
    def listed(request: HttpRequest) -> HttpResponse:
        answers.wanted(request, xml=False)
        given = {k: v for k, v in request.GET.items() if k == "perPage"}
        count = read_query(given).per_page
        after = request.GET.get("nextPageToken", "")
        if "\x00" in after:
            raise InvalidInput("is not a token of this server", path="nextPageToken")
        members = search.values(column, after, count + 1)
        response = answers.answered(_collection(members[:count]))
        more = members[count - 1] if len(members) > count else None
        answers.link_next(request, response, more)
        return response

    @answers.answering
    def events_of(request: HttpRequest, value: str) -> HttpResponse:
        if resource == "eventTypes" and value not in EVENT_TYPES:
            raise answers.NoSuchResource("there is no such type", path="eventType")
        return _events(request, {parameter: [value]})

    @answers.answering
    def single(request: HttpRequest, value: str) -> HttpResponse:
        answers.wanted(request, xml=False)
        key = spelled(value)
        known = "\x00" not in key and search.has(column, key)
        if resource == "eventTypes" and value not in EVENT_TYPES:
            known = False
        if not known:
            raise answers.NoSuchResource("no event names it", path=resource)
        return answers.answered(_collection(["events"]))

    for path, view, summary, words in (
        (f"/{resource}", listed, f"The {resource} that events name", ("page",)),
        (
            f"/{resource}/{{path:value}}/events",
            events_of,
            f"The events of one of the {resource}",
            ("events", "missing"),
        ),
        (
            f"/{resource}/{{path:value}}",
            single,
            f"What there is of one of the {resource}",
            ("missing",),
        ),
    ):
        api.get(
            path,
            summary=summary,
            operation_id=f"{view.__name__}_{resource}",
            **described(*words),
        )(view)


for _resource in _BROWSED:
    _browse(_resource)


# Problems of the frame, in the same shape.


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return answers.refusal(answers.NoSuchResource("there is no such resource"))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return answers.refusal(InvalidInput(error.message))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answers.refusal(InvalidInput("the request has not the shape agreed"))


def _options() -> None:
    """Let every resource say what it offers."""
    for router in (api.default_router, queries):
        for path, view in list(router.path_operations.items()):
            methods = [m for operation in view.operations for m in operation.methods]
            offered = _offering(", ".join(("OPTIONS", *methods)), path)
            router.api_operation(["OPTIONS"], path, include_in_schema=False)(offered)


def _offering(methods: str, path: str) -> answers.Answer:
    def offered(request: HttpRequest, **named: str) -> HttpResponse:
        return answers.allowed(methods)

    names = ("request", *re.findall(r"{(?:path:)?(\w+)}", path))
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    offered.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # read by ninja
        [inspect.Parameter(name, kind, annotation=str) for name in names]
    )
    return offered


_options()

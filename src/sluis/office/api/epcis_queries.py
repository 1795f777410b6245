"""The EPCIS 2.0 interface at ``/epcis/queries``: named queries, subscriptions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router

from sluis.formats.epcis.query import read_query
from sluis.office.api import epcis_answers as answers
from sluis.office.api.epcis_described import described
from sluis.office.custody import jobs, search, subscriptions

queries = Router()


@queries.post("", summary="Name a query", **described(status=201, body=True))
@answers.answering
def make_query(request: HttpRequest) -> HttpResponse:
    """Give a query a name, so that it can be asked again and subscribed to."""
    row = jobs.name_query(answers.read_body(request))
    response = HttpResponse(status=201)
    place = f"/epcis/queries/{quote(row.name, safe='')}"
    response["Location"] = request.build_absolute_uri(place)
    return answers.headers(response)


@queries.get("", summary="The named queries", **described("page"))
@answers.answering
def named_queries(request: HttpRequest) -> HttpResponse:
    """List the queries that have a name."""
    answers.wanted(request, xml=False)
    start, count = answers.page_of(request)
    rows = jobs.queries(start, count + 1)
    response = answers.answered([_query(row) for row in rows[:count]])
    more = str(start + count) if len(rows) > count else None
    answers.link_next(request, response, more)
    return response


def _query(row: Any) -> dict[str, Any]:
    created = row.created_at.isoformat(timespec="milliseconds")
    return {
        "name": row.name,
        "createdAt": created.replace("+00:00", "Z"),
        "query": search.parameters_of(row),
    }


@queries.get(
    "/{name}/events",
    summary="The events of a named query",
    **described("document", "missing", "page"),
)
@answers.answering
def named_events(request: HttpRequest, name: str) -> HttpResponse:
    """Ask a named query."""
    row = jobs.named(name)
    parameters = search.parameters_of(row)
    names = jobs.prefixes_of(parameters)
    query = read_query(parameters, names, within=search.within)
    if "perPage" in request.GET:
        per_page = read_query({"perPage": request.GET["perPage"]}).per_page
        query = replace(query, per_page=per_page)
    page = search.find(query, request.GET.get("nextPageToken"))
    return answers.events_answer(request, page, query=row.name)


@queries.get("/{name}", summary="A named query", **described("missing"))
@answers.answering
def named_query(request: HttpRequest, name: str) -> HttpResponse:
    """Give what a named query asks for."""
    answers.wanted(request, xml=False)
    return answers.answered(_query(jobs.named(name)))


@queries.delete(
    "/{name}",
    summary="Remove a named query",
    **described("missing", status=204),
)
@answers.answering
def remove_query(request: HttpRequest, name: str) -> HttpResponse:
    """Remove a named query; its subscriptions end."""
    jobs.named(name).delete()
    return answers.headers(HttpResponse(status=204))


# Subscriptions.


@queries.post(
    "/{name}/subscriptions",
    summary="Subscribe to a named query",
    **described("missing", "made", status=201, body=True),
)
@answers.answering
def subscribe(request: HttpRequest, name: str) -> HttpResponse:
    """Have what is new under a query sent to an address, by schedule or at once."""
    query = jobs.named(name)
    epc_format = answers.chosen(request, "GS1-EPC-Format", answers.EPC_FORMATS)
    row = subscriptions.subscribe(query, answers.read_body(request), epc_format)
    place = f"/epcis/queries/{quote(query.name, safe='')}/subscriptions/{row.pk}"
    return answers.answered(
        subscriptions.as_dict(row),
        status=201,
        Location=request.build_absolute_uri(place),
    )


@queries.get(
    "/{name}/subscriptions",
    summary="The subscriptions to a named query",
    **described("missing", "page"),
)
@answers.answering
def named_subscriptions(request: HttpRequest, name: str) -> HttpResponse:
    """List who is told what is new under a query."""
    answers.wanted(request, xml=False)
    query = jobs.named(name)
    start, count = answers.page_of(request)
    rows = subscriptions.listed(query, start, count + 1)
    response = answers.answered([subscriptions.as_dict(row) for row in rows[:count]])
    more = str(start + count) if len(rows) > count else None
    answers.link_next(request, response, more)
    return response


@queries.get(
    "/{name}/subscriptions/{subscription_id}",
    summary="A subscription",
    **described("missing"),
)
@answers.answering
def subscription(request: HttpRequest, name: str, subscription_id: str) -> HttpResponse:
    """Give a subscription, and what it has not been able to deliver."""
    answers.wanted(request, xml=False)
    row = subscriptions.one(jobs.named(name), subscription_id)
    return answers.answered(subscriptions.as_dict(row))


@queries.delete(
    "/{name}/subscriptions/{subscription_id}",
    summary="End a subscription",
    **described("missing", status=204),
)
@answers.answering
def unsubscribe(request: HttpRequest, name: str, subscription_id: str) -> HttpResponse:
    """End a subscription; what waits is not sent any more."""
    subscriptions.one(jobs.named(name), subscription_id).delete()
    return answers.headers(HttpResponse(status=204))

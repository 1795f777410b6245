"""Who comes to which address: people by session, programs by key, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

import cast
from sluis.core.errors import InvalidInput, UnknownValue
from sluis.office.access.roles import Role
from sluis.office.access.route import Audience
from sluis.office.access.routes import AREAS, ROUTES, route_of
from sluis.office.access.table import kind_named
from sluis.office.people import tokens

pytestmark = pytest.mark.django_db


def addresses(resolver=None, before=""):
    """Give every address of the URL configuration, as the gate sees it."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield path


@pytest.mark.parametrize("path", sorted(set(addresses())))
def test_every_address_is_declared(path):
    route = route_of(path)
    assert route is not None, f"declare {path!r} in access/kinds"
    if route.kind:
        assert kind_named(route.kind)


def test_every_declaration_has_an_address():
    there = set(addresses())
    for route in ROUTES:
        if route.path.endswith("*"):
            assert any(path.startswith(route.path[:-1]) for path in there), route.path
        else:
            assert route.path in there, route.path


def test_every_act_of_a_route_is_in_the_table():
    for route in ROUTES:
        if route.kind:
            acts = kind_named(route.kind).acts
            assert {route.reads, route.writes or route.reads} <= acts, route.path


def test_an_address_that_is_not_offered_is_not_there(client):
    assert client.get("/account/signup/").status_code == 404
    assert client.get("/account/email/").status_code == 404


def test_a_page_asks_who_comes_to_sign_in(client):
    answer = client.get("/account/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/login/?next=/account/"


def test_the_record_of_custody_is_open_while_there_is_no_account(client):
    assert client.get("/epcis/events").status_code == 200
    cast.person("ann", Role.APPLICANT)

    refused = client.get("/epcis/events")

    assert refused.status_code == 401
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["WWW-Authenticate"] == "Bearer"


def test_the_record_of_custody_is_for_those_who_trace(client):
    client.force_login(cast.person("ann", Role.APPLICANT))
    assert client.get("/epcis/events").status_code == 404
    client.force_login(cast.person("auditor", Role.AUDITOR))
    assert client.get("/epcis/events").status_code == 200
    refused = client.post("/epcis/capture", {}, content_type="application/json")
    assert refused.status_code == 403
    assert refused.json()["detail"] == "Your role does not include this."


def test_law_and_lists_are_for_anyone(client):
    cast.person("ann", Role.APPLICANT)
    asked = {"transactions": [{}]}
    answer = client.post("/api/v1/determinations", asked, "application/json")
    assert answer.status_code == 200


def key(user, *scopes, days=1):
    return tokens.make_token(user, name="a program", asked=scopes, days=days)


def bearer(secret):
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_a_key_opens_what_it_was_made_for_and_its_owner_may():
    tracer = cast.person("tracer", Role.INVESTIGATOR)
    made, secret = key(tracer, "custody:read")
    program = bearer(secret)

    assert program.get("/epcis/events").status_code == 200
    made.refresh_from_db()
    assert made.last_used_at is not None
    assert secret.startswith(made.beginning)
    assert secret not in str(vars(made))
    refused = program.post("/epcis/capture", {}, content_type="application/json")
    assert refused.status_code == 403
    assert "custody:write" in refused.json()["detail"]


def test_a_key_opens_nothing_more_than_its_owner_may():
    _, secret = key(cast.person("ann", Role.APPLICANT), "custody:read")
    assert bearer(secret).get("/epcis/events").status_code == 404


@pytest.mark.parametrize("end", ["expired", "revoked", "blocked", "wrong"])
def test_a_key_that_has_ended_opens_nothing(end):
    tracer = cast.person("tracer", Role.INVESTIGATOR)
    made, secret = key(tracer, "custody:read")
    if end == "expired":
        made.created_at = timezone.now() - timedelta(days=2)
        made.expires_at = timezone.now() - timedelta(days=1)
        made.save()
    elif end == "revoked":
        tokens.revoke_token(tracer, made)
        tokens.revoke_token(tracer, made)
    elif end == "blocked":
        tracer.is_active = False
        tracer.save()
    else:
        secret += "x"
    assert bearer(secret).get("/epcis/events").status_code == 401


def test_a_session_needs_its_csrf_token_at_the_api():
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.person("tracer", Role.INVESTIGATOR))
    assert client.get("/epcis/events").status_code == 200
    refused = client.post("/epcis/events", {}, content_type="application/json")
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"name": " "}, InvalidInput),
        ({"asked": ()}, InvalidInput),
        ({"asked": ("everything:write",)}, UnknownValue),
        ({"days": 0}, InvalidInput),
        ({"days": 4000}, InvalidInput),
    ],
)
def test_a_key_that_cannot_be_is_refused(facts, error):
    asked = {"name": "a program", "asked": ("custody:read",), "days": 1} | facts
    with pytest.raises(error):
        tokens.make_token(cast.person("ann", Role.APPLICANT), **asked)


def test_the_areas_of_keys_are_those_of_the_api():
    assert "custody" in AREAS
    assert not any(
        route.area and route.area not in AREAS
        for route in ROUTES
        if route.audience is Audience.SIGNED_IN
    )

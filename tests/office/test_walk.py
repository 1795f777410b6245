"""Every address as every role: what a role may not see does not exist for it.

Addresses come from the URL configuration, expectations from the table of access, and
objects from ``outsiders``; a new application is walked without being named here.
"""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import cast
import outsiders
from sluis.office.access.roles import Role
from sluis.office.access.route import Audience
from sluis.office.access.routes import route_of
from sluis.office.access.rules import may
from sluis.office.access.table import kind_named

pytestmark = pytest.mark.django_db

WORD = re.compile(r"<(?:\w+:)?(\w+)>")
SIGNED_IN = {Audience.SIGNED_IN, Audience.FIRST_RUN}


def _addresses(resolver=None, before=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, path)
        elif isinstance(pattern, URLPattern):
            route = route_of(path)
            if route and route.audience in SIGNED_IN:
                yield path, route


WALKED = sorted(set(_addresses()), key=lambda pair: pair[0])
OF_ONE = [
    (path, r.kind) for path, r in WALKED if WORD.search(path) and "epcis" not in path
]
OF_MANY = [(path, route.kind) for path, route in WALKED if not WORD.search(path)]


def _client(role):
    person = cast.person(f"walker-{role.replace('_', '-')}", role)
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return person, client


@pytest.mark.parametrize(("path", "kind"), OF_ONE)
def test_what_a_role_may_not_see_is_not_there(path, kind):
    if kind_named(kind).own is None and kind not in outsiders.MAKERS:
        pytest.skip(f"{kind}: belongs to no organisation, so there is no outsider's")
    assert kind in outsiders.MAKERS, f"make an outsider's {kind} in tests/outsiders.py"
    thing, words = outsiders.MAKERS[kind]()
    address = "/" + WORD.sub(lambda word: str(words[word[1]]), path)
    absent = "/" + WORD.sub(lambda word: _other(words[word[1]]), path)
    for role in Role:
        person, client = _client(role)
        seen = may(person, "see", thing)
        for ask in (client.get, lambda where, ask=client.post: ask(where, {})):
            answer = ask(address)
            told = f"{role} {answer.request['REQUEST_METHOD']} {address}"
            assert answer.status_code < 500, told
            if not seen:
                assert answer.status_code == ask(absent).status_code >= 400, told
                assert outsiders.NAME not in answer.content.decode(), told
        if not seen:
            assert client.get(address).status_code in {404, 405}, told


def _other(word):
    """Give a word of the same form that names nothing."""
    return str(word + 10**6) if isinstance(word, int) else f"{word[:-1]}~"


@pytest.mark.parametrize(("path", "kind"), OF_MANY)
def test_no_list_or_search_tells_of_what_a_role_may_not_see(path, kind):
    home = outsiders.outsider()
    if kind in outsiders.MAKERS:
        outsiders.MAKERS[kind]()
    for role in Role:
        person, client = _client(role)
        answer = client.get("/" + path, {"q": "Zonderling"})
        told = f"{role} {path}"
        assert answer.status_code < 500, told
        if kind and not may(person, "see", apps.get_model(kind_named(kind).model)):
            assert answer.status_code in {404, 405}, told
        if not may(person, "see", home):
            assert outsiders.NAME not in answer.content.decode(errors="replace"), told


def test_who_has_not_signed_in_comes_to_none_of_them():
    cast.person("someone", Role.APPLICANT)
    for path, _route in WALKED:
        address = "/" + WORD.sub("1", path)
        answer = Client().get(address)
        assert answer.status_code in {302, 401}, address
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/account/login/"), address

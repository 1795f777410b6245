"""Every page of an object, and every list, has its twin for programs."""

from __future__ import annotations

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from sluis.office.access.routes import route_of

NAMED_OTHERWISE = {"goods": "products"}
"""Pages whose twin has another name: programs call a good what it is in a catalogue."""
WITHOUT = {
    "account/": "one's own account: its keys and roles have twins by themselves",
    "compliance/": "an overview: programmes, parties, visits and records have twins",
    "verify/": "answers anyone on a file or code that is not a thing of the office",
}
PAGE = re.compile(r"^[a-z-]+/(<[^>]+>/)?$")


def _addresses(resolver=None, before=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, path)
        elif isinstance(pattern, URLPattern):
            yield path


def _plain(path):
    return re.sub(r"<[^>]+>", "<>", path)


EVERY = {_plain(path) for path in _addresses()}
PAGES = sorted(
    path
    for path in _addresses()
    if PAGE.match(path) and not path.startswith(("api/", "epcis/", "admin/"))
)


def test_there_are_pages_to_look_at():
    assert {"applications/", "licences/<str:number>/", "goods/<int:pk>/"} <= set(PAGES)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_an_object_has_its_twin(path):
    if path in WITHOUT:
        pytest.skip(WITHOUT[path])
    if path.startswith("invitations/"):
        pytest.skip("an invitation is a secret address for a person, not for a program")
    first, _, rest = path.rstrip("/").partition("/")
    twin = "/".join(filter(None, (NAMED_OTHERWISE.get(first, first), rest)))
    assert _plain(f"api/v1/{twin}") in EVERY, f"/{path} has no twin"
    assert route_of(path) is not None

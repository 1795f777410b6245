"""A tour of the pages, each as the person who works there.

With ``SLUIS_RENEW=1`` the pictures of ``docs/tour.md`` are made anew.
"""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from browser.looking import look

pytestmark = pytest.mark.browser

PLACES = {
    "welcome": ("", "/"),
    "verify": ("", "/verify/"),
    "home-exporter": ("exporter", "/"),
    "home-second": ("second", "/"),
    "home-customs": ("customs", "/"),
    "apply": ("exporter", "/applications/new/"),
    "applications": ("officer", "/applications/"),
    "licence": ("exporter", "/licences/{licence}/"),
    "declarations": ("customs", "/declarations/"),
    "held": ("customs", "/declarations/26NL000002/"),
    "duties": ("exporter", "/duties/"),
    "compliance": ("exporter", "/compliance/"),
    "blocked": ("exporter", "/compliance/blocked/"),
    "visits": ("officer", "/compliance/visits/"),
    "parties": ("officer", "/parties/?name=User+Works"),
    "denials": ("officer", "/denials/"),
    "search": ("officer", "/search/?q=maker"),
}
"""Name of a picture to who looks, and where."""


@pytest.fixture
def come_to(visit, visit_as, office):
    """Come to a place of the tour, as who works there."""

    def open_(name, language):
        who, path = PLACES[name]
        path = path.format(licence=office.licence)
        if not who:
            return visit(path, language, 1100)
        return visit_as(who, path, language, 1100)

    return open_


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", PLACES)
def test_it_works(come_to, root, name, language):
    page = come_to(name, language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    look(page, f"{name}-{language}")
    shown = f"(tour/{name}.jpg)" in (root / "docs" / "tour.md").read_text("utf-8")
    if shown and os.environ.get("SLUIS_RENEW") and language == "en":
        page.set_viewport_size({"width": 1100, "height": 760})
        page.screenshot(
            path=root / "docs" / "tour" / f"{name}.jpg", type="jpeg", quality=60
        )


def test_customs_refuses_what_is_held_by_keyboard_alone(visit_as):
    page = visit_as("customs", "/declarations/26NL000002/", "nl")
    page.get_by_label("Weigeren").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Taiwan staat niet op de vergunning.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text("Geweigerd")
    expect(page.locator(".timeline").first).to_contain_text("Taiwan staat niet")
    look(page, "refused-nl")

"""The page of parts, as the office's tests draw it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.looking import keep_picture, look, page_fits, tab_to
from office.parts import drawn

pytestmark = pytest.mark.browser


@pytest.fixture
def parts(contexts, site):
    """Open the page of parts: its own HTML, the server's styles and scripts."""

    def open_(language="en", data=None, width=1280, *, scripts=True):
        context = contexts(language, width, java_script_enabled=scripts)
        page = context.new_page()
        text = drawn(language, data)
        page.route(
            "**/parts",
            lambda route: route.fulfill(
                body=text, content_type="text/html; charset=utf-8"
            ),
        )
        page.goto(f"{site}/parts")
        return page

    return open_


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("data", [None, {"day_day": "31"}], ids=["empty", "wrong"])
def test_it_works(parts, language, data):
    page = parts(language, data)
    look(page, f"parts-{language}-{'wrong' if data else 'empty'}")


def test_without_scripts_nothing_is_missing(parts):
    page = parts(scripts=False)
    page_fits(page)
    keep_picture(page, "parts-plain")
    expect(page.locator("#tab-goods")).to_be_visible()
    expect(page.locator("#tab-parties")).to_be_visible()


def test_the_summary_of_errors_has_the_focus_and_leads_to_each_field(parts):
    page = parts(data={"day_day": "31"})
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()


def test_tabs_are_gone_through_by_arrows(parts):
    page = parts()
    expect(page.locator("#tab-parties")).to_be_hidden()
    page.get_by_role("tab", name="Goods").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-parties")).to_be_visible()


def test_a_wide_table_is_scrolled_by_keyboard_in_a_narrow_window(parts):
    page = parts(width=320)
    region = page.get_by_role("region", name="Goods of this application")
    tab_to(page, region)
    page.keyboard.press("ArrowRight")
    page.wait_for_function("node => node.scrollLeft > 0", arg=region.element_handle())

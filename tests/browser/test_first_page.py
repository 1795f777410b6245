"""The first page in a real browser: readable, narrow, by keyboard, in two languages.

Pictures are left in ``out/pages``, to be looked at before a page is called done.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from browser.looking import look, page_is_accessible

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_it_works(visit, language, width):
    page = visit("/case/", language, width)
    look(page, f"case-{language}-{width}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("section").count() >= 3


def test_headings_step_down_one_at_a_time(visit):
    levels = visit("/case/").eval_on_selector_all(
        "h1, h2, h3, h4", "nodes => nodes.map(n => Number(n.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_within_the_page_leads_somewhere(visit):
    page = visit("/case/")
    targets = page.eval_on_selector_all(
        'a[href^="#"]', "nodes => nodes.map(n => n.getAttribute('href'))"
    )
    assert len(targets) > 3
    assert [target for target in targets if page.locator(target).count() != 1] == []


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(visit):
    page = visit("/case/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#content"
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    outline = page.locator(":focus").evaluate("n => getComputedStyle(n).outlineStyle")
    assert outline == "solid"


def test_the_steps_of_an_answer_open_by_keyboard(visit):
    page = visit("/case/")
    steps = page.locator("#determinations details").first
    assert steps.get_attribute("open") is None
    steps.locator("summary").focus()
    page.keyboard.press("Enter")
    assert steps.get_attribute("open") is not None
    page_is_accessible(page)


def test_the_language_changes_and_stays(visit):
    page = visit("/case/")
    page.get_by_role("button", name="Nederlands").click()
    assert page.locator("html").get_attribute("lang") == "nl"
    page.reload()
    assert page.locator("html").get_attribute("lang") == "nl"


def test_in_a_narrow_window_every_cell_says_what_it_is(visit):
    page = visit("/case/", width=320)
    label = page.locator("#determinations td[data-label]").first.evaluate(
        "n => getComputedStyle(n, '::before').content"
    )
    assert len(label.strip('"')) > 2

"""The first page in a real browser: readable, narrow, by keyboard, in two languages.

Screenshots are left in ``out/``, to be looked at before a page is called done.
"""

from __future__ import annotations

import os
import shutil
from itertools import pairwise

import pytest

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

CONTRAST = """
() => {
  const channel = c => { c /= 255; return c <= .04045 ? c / 12.92
    : ((c + .055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) =>
    .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const behind = node => {
    for (let n = node; n; n = n.parentElement) {
      const colour = parse(getComputedStyle(n).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some(c => c.nodeType === 3 && c.data.trim());
    if (!own || !node.checkVisibility()) continue;
    const [a, b] = [parse(getComputedStyle(node).color), behind(node)].map(light);
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${node.outerHTML.slice(0, 80)}`);
  }
  return low;
}
"""
"""Texts whose contrast is under WCAG's 4.5 : 1."""

TOO_WIDE = """
() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('body *')]
      .filter(n => n.getBoundingClientRect().right > innerWidth + 1)
      .map(n => n.outerHTML.slice(0, 80))
  : []
"""


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        reason = "Chromium is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield running
        running.close()


@pytest.fixture(scope="module")
def site(serving, tmp_path_factory, module_sluis):
    home = tmp_path_factory.mktemp("browsed")
    done = module_sluis("demo", "--data", home)
    assert done.returncode == 0, done.stderr
    with serving(home) as address:
        yield address


@pytest.fixture
def visit(browser, site):
    """Open the first page; what it logs or fails to load fails the test."""
    contexts = []

    def open_(language="en", width=1280):
        context = browser.new_context(
            locale=language, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("requestfailed", lambda request: page.complaints.append(request.url))
        page.goto(site + "/")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_it_works(visit, root, language, width):
    page = visit(language, width)
    (root / "out").mkdir(exist_ok=True)
    picture = root / "out" / f"case-{language}-{width}.png"
    page.screenshot(path=picture, full_page=True, timeout=120_000)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("section").count() >= 3
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(CONTRAST) == []
    assert page.complaints == []


def test_headings_step_down_one_at_a_time(visit):
    levels = visit().eval_on_selector_all(
        "h1, h2, h3, h4", "nodes => nodes.map(n => Number(n.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_within_the_page_leads_somewhere(visit):
    page = visit()
    targets = page.eval_on_selector_all(
        'a[href^="#"]', "nodes => nodes.map(n => n.getAttribute('href'))"
    )
    assert len(targets) > 3
    assert [target for target in targets if page.locator(target).count() != 1] == []


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(visit):
    page = visit()
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
    page = visit()
    steps = page.locator("#determinations details").first
    assert steps.get_attribute("open") is None
    steps.locator("summary").focus()
    page.keyboard.press("Enter")
    assert steps.get_attribute("open") is not None
    assert page.evaluate(CONTRAST) == []


def test_the_language_changes_and_stays(visit):
    page = visit("en")
    page.get_by_role("button", name="Nederlands").click()
    assert page.locator("html").get_attribute("lang") == "nl"
    page.reload()
    assert page.locator("html").get_attribute("lang") == "nl"


def test_in_a_narrow_window_every_cell_says_what_it_is(visit):
    page = visit("en", 320)
    label = page.locator("#determinations td[data-label]").first.evaluate(
        "n => getComputedStyle(n, '::before').content"
    )
    assert len(label.strip('"')) > 2

"""How the browser tests look at a page: with axe, narrow, by keyboard, by picture."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

PICTURES = Path(__file__).resolve().parents[2] / "out" / "pages"
"""Where pictures are left to be looked at; git ignores it."""

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

TOO_WIDE = """
() => document.documentElement.scrollWidth > innerWidth
  ? [...document.querySelectorAll('body *')]
      .filter(n => n.getBoundingClientRect().right > innerWidth + 1
        && !n.closest('.scroll, .command'))
      .map(n => n.outerHTML.slice(0, 80))
  : []
"""

_AXE = Axe()


def page_is_accessible(page: Page) -> None:
    """Fail on anything that axe finds against WCAG 2.2 AA or good practice.

    Axe is a script: in a window without scripts it would wait for ever.
    """
    options = {
        "runOnly": {"type": "tag", "values": list(RULES)},
        "resultTypes": ["violations"],
    }
    found = _AXE.run(page, options=options).response["violations"]
    told = [
        f"{one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
    assert told == [], f"{page.url}\n" + "\n".join(told)


def page_fits(page: Page, width: int = 320) -> None:
    """Fail if the page scrolls sideways in a window that narrow."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    wide = page.evaluate(TOO_WIDE)
    if before:
        page.set_viewport_size(before)
    assert wide == [], f"{page.url} is wider than {width} pixels: {wide}"


def keep_picture(page: Page, name: str) -> Path:
    """Save the whole page as a picture, to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = PICTURES / f"{name}.png"
    page.screenshot(path=picture, full_page=True, timeout=120_000)
    return picture


def look(page: Page, name: str = "") -> None:
    """Look at a page in every way: axe, narrow, one main heading, a picture."""
    page_is_accessible(page)
    page_fits(page)
    assert page.locator("h1").count() == 1, page.url
    if name:
        keep_picture(page, name)


def tab_to(page: Page, target: Locator, most: int = 60) -> None:
    """Go to a place with the Tab key alone; fail if it is never reached or not seen."""
    wanted = target.element_handle()
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("node => node === document.activeElement", wanted):
            style = (
                "n => getComputedStyle(n).outlineStyle + getComputedStyle(n).boxShadow"
            )
            assert target.evaluate(style) != "nonenone", "focus cannot be seen"
            return
    raise AssertionError(f"{target} is not reached by {most} steps of the Tab key")

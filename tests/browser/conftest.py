"""Which fixture to use when, in the browser tests.

- ``site``: the address of a real server on a fresh data folder that holds the
  demonstration case and the cast of ``populate.py``. One a session.
- ``visit(path)``: opens a page, by default in English in a window of 1,280 pixels;
  ``language=``, ``width=`` and ``scripts=False`` change that. What the page logs
  or fails to load fails the test, whatever else it looks at.
- ``signed_in(name)``: as ``visit``, as a person of the cast, who has signed in by
  the pages with password and second factor once.

``looking.py`` has what is looked at: ``look``, ``page_is_accessible``,
``page_fits``, ``tab_to``, ``keep_picture``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        reason = "Chromium is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox"]
        )
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("browsed")
    run = [sys.executable, "-c", "from sluis.cli import main; main()"]
    environment = {**os.environ, "SLUIS_DATA": str(home)}
    demo = [*run, "demo", "--data", str(home)]
    populate = [sys.executable, str(Path(__file__).with_name("populate.py"))]
    for command in (demo, populate):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    with serving(home) as address:
        yield address


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make windows, and close them; what went wrong in them fails the test."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def make(language: str = "en", width: int = 1280, **more: object) -> BrowserContext:
        context = browser.new_context(
            locale=language, viewport={"width": width, "height": 900}, **more
        )
        context.set_default_timeout(30_000)
        context.on("console", lambda told: complaints.append(told.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("requestfailed", lambda asked: complaints.append(asked.url))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert complaints == []


@pytest.fixture
def visit(contexts: Callable[..., BrowserContext], site: str) -> Opener:
    def open_(
        path: str = "/",
        language: str = "en",
        width: int = 1280,
        *,
        scripts: bool = True,
    ) -> Page:
        page = contexts(language, width, java_script_enabled=scripts).new_page()
        page.goto(site + path)
        return page

    return open_

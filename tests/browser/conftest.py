"""Which fixture to use when, in the browser tests.

- ``site``: the address of a real server on a fresh data folder that holds the
  demonstration case and the cast of ``populate.py``. One a session.
- ``fresh``: an office of its own with the people of ``newcomers.py`` and no case.
- ``visit(path)``: opens a page, by default in English in a window of 1,280 pixels;
  ``language=``, ``width=`` and ``scripts=False`` change that. What the page logs
  or fails to load fails the test, whatever else it looks at.
- ``visit_as(name, path)``: as ``visit``, as a person of the cast who has signed in:
  ``exporter``, ``officer``, ``second`` or ``customs``.

``looking.py`` has what is looked at: ``look``, ``page_is_accessible``,
``page_fits``, ``tab_to``, ``keep_picture``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    sync_playwright,
)

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


@dataclass(frozen=True)
class Site:
    """A running office.

    Attributes:
        address: Where it answers.
        sessions: The session of each person of the cast, by name.
        licence: The number of its licence.
    """

    address: str
    sessions: dict[str, str]
    licence: str


@pytest.fixture(scope="session")
def office(serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
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
        yield Site(address, **json.loads(done.stdout))


@dataclass(frozen=True)
class Fresh:
    """A running office with people and without a case.

    Attributes:
        home: Its data folder.
        address: Where it answers.
    """

    home: Path
    address: str


@pytest.fixture(scope="session")
def fresh(serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    home = tmp_path_factory.mktemp("fresh")
    laid = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("newcomers.py"))],
        env={**os.environ, "SLUIS_DATA": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert laid.returncode == 0, laid.stderr
    with serving(home) as address:
        yield Fresh(home, address)


@pytest.fixture(scope="session")
def site(office: Site) -> str:
    return office.address


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Make windows, and close them; what went wrong in them fails the test."""
    made: list[BrowserContext] = []
    complaints: list[str] = []

    def failed(asked: Request) -> list[str]:
        """Name a request that failed; one that became a download did not."""
        return [] if asked.failure == "net::ERR_ABORTED" else [asked.url]

    def make(language: str = "en", width: int = 1280, **more: object) -> BrowserContext:
        context = browser.new_context(
            locale=language, viewport={"width": width, "height": 900}, **more
        )
        context.set_default_timeout(30_000)
        context.on("console", lambda told: complaints.append(told.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on("requestfailed", lambda asked: complaints.extend(failed(asked)))
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


@pytest.fixture
def visit_as(contexts: Callable[..., BrowserContext], office: Site) -> Opener:
    def open_(name: str, path: str, language: str = "en", width: int = 1280) -> Page:
        context = contexts(language, width)
        session = office.sessions[name]
        context.add_cookies(
            [{"name": "sessionid", "value": session, "url": office.address}]
        )
        page = context.new_page()
        page.goto(office.address + path)
        assert "/account/login/" not in page.url, f"{name} is not signed in"
        return page

    return open_

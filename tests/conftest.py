"""Which fixture to use when.

- ``shared``: the folder with the real data of the project (lists, EPCIS vectors,
  the control list). It is never part of the project; a test that needs it is
  skipped with the reason when it is not there. ``SLUIS_SHARED`` names it.
- ``home``: a fresh data folder, for whatever needs one.
- ``sluis``: runs a command in a process of its own, on a data folder of its own:
  ``result = sluis("determine", path)``. Use it where streams, exit codes or the
  database matter. Everything else calls the functions directly.
- ``serving``: ``with serving(folder) as address`` runs a real server on a data
  folder. The browser and the server's own tests need it; pages are otherwise
  asked through Django's ``client``.
- ``db`` (pytest-django): the office's database, in memory; with ``--postgres``, on
  a PostgreSQL server (see ``databases.py``).
- ``own_database``: the environment of a process with a database of its own.

``pytest --postgres`` runs, of all tests, those that use the office's database: by
pytest-django, or marked ``database`` where they run commands or servers that do.
One that forgets the mark fails. What can only be so on SQLite says why, in the mark
``sqlite("reason")``.

Django reads the data folder when its settings load, so this file points
``SLUIS_DATA`` at a temporary folder before that: no test touches the folder of
the person who runs them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import django
import pytest

import databases

_DATA = tempfile.mkdtemp(prefix="sluis-tests-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["SLUIS_DATA"] = _DATA
os.environ["DJANGO_SETTINGS_MODULE"] = "sluis.office.settings"
os.environ.setdefault("XDG_RUNTIME_DIR", _DATA)  # or the PostgreSQL wheel warns
for _name in ("DATABASE_URL", "SLUIS_LAW"):
    os.environ.pop(_name, None)

ROOT = Path(__file__).resolve().parent.parent

Result = subprocess.CompletedProcess[str]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        action="store_true",
        help="run what uses the office's database, and that on PostgreSQL",
    )


@pytest.hookimpl(tryfirst=True)  # before pytest-django finds Django unready
def pytest_configure(config: pytest.Config) -> None:
    on_postgresql = config.getoption("--postgres")
    if on_postgresql:
        databases.use_postgresql()
    django.setup()
    if on_postgresql:
        databases.keep_to_tests()


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    if not config.getoption("--postgres"):
        return
    used = [item for item in items if _uses_the_database(item)]
    config.hook.pytest_deselected(items=list(set(items).difference(used)))
    items[:] = used
    for item in used:
        if sqlite := item.get_closest_marker("sqlite"):
            item.add_marker(pytest.mark.skip(reason=f"SQLite only: {sqlite.args[0]}"))


def _uses_the_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return any(
        item.get_closest_marker(name) for name in ("django_db", "database")
    ) or not {"db", "own_database", "empty_database"}.isdisjoint(fixtures)


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's own folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = Path(os.environ.get("SLUIS_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"the shared test data is not at {folder}; set SLUIS_SHARED")
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def sluis(
    home: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Result]]:
    yield _runner(home)
    _is_marked(request.node, home)


@pytest.fixture(scope="module")
def module_sluis(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Result]]:
    """As ``sluis``, on one data folder for all tests of a module."""
    home = tmp_path_factory.mktemp("home")
    yield _runner(home)
    _is_marked(request.node, home)


def _is_marked(node: pytest.Item | pytest.Module, home: Path) -> None:
    """Fail a test that laid a database and would not be run on PostgreSQL."""
    if (home / "sluis.sqlite3").exists():
        marked = any(node.get_closest_marker(name) for name in ("database", "sqlite"))
        assert marked, "this uses the database: mark it pytest.mark.database"


def _runner(home: Path) -> Callable[..., Result]:
    def run(
        *arguments: object,
        stdin: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> Result:
        return subprocess.run(
            [sys.executable, "-c", "from sluis.cli import main; main()"]
            + [str(argument) for argument in arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env=databases.environment(home) | {"NO_COLOR": "1"} | (environment or {}),
        )

    return run


@contextmanager
def _serving(data: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            *("-c", "from sluis.cli import main; main()"),
            *("serve", "--port", str(port)),
        ],
        env=databases.environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except ConnectionError:
            time.sleep(0.05)  # the server's start has no other sign
        else:
            break
        finally:
            connection.close()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        _, messages = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/" in messages
    assert "Traceback" not in messages


@pytest.fixture(scope="session")
def serving() -> Callable[[Path], object]:
    return _serving


@pytest.fixture
def own_database(tmp_path: Path) -> dict[str, str]:
    """The environment of a process with a database of its own, of either kind."""
    return databases.environment(tmp_path)


@pytest.fixture
def empty_database(tmp_path: Path) -> dict[str, str]:
    """As ``own_database``, where nothing is laid yet."""
    return databases.environment(tmp_path, laid=False)

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
- ``db`` (pytest-django): the office's database, in memory; with
  ``SLUIS_TEST_DATABASE_URL``, a PostgreSQL database (see ``test_postgresql.py``).

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
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import django
import pytest

_DATA = tempfile.mkdtemp(prefix="sluis-tests-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["SLUIS_DATA"] = _DATA
os.environ["DJANGO_SETTINGS_MODULE"] = "sluis.office.settings"
os.environ.setdefault("XDG_RUNTIME_DIR", _DATA)  # or the PostgreSQL wheel warns
for _name in ("DATABASE_URL", "SLUIS_LAW"):
    os.environ.pop(_name, None)
if _address := os.environ.get("SLUIS_TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = _address
django.setup()

ROOT = Path(__file__).resolve().parent.parent

Result = subprocess.CompletedProcess[str]


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
def sluis(home: Path) -> Callable[..., Result]:
    return _runner(home)


@pytest.fixture(scope="module")
def module_sluis(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """As ``sluis``, on one data folder for all tests of a module."""
    return _runner(tmp_path_factory.mktemp("home"))


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
            env={**os.environ, "SLUIS_DATA": str(home), "NO_COLOR": "1"}
            | (environment or {}),
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
        env={**os.environ, "SLUIS_DATA": str(data)},
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
    environment = {**os.environ, "SLUIS_DATA": str(tmp_path)}
    address = os.environ.get("DATABASE_URL")
    if address is not None:
        import psycopg

        name = f"own_{uuid.uuid4().hex}"
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f'create database "{name}"')
        environment["DATABASE_URL"] = urlsplit(address)._replace(path=name).geturl()
    return environment

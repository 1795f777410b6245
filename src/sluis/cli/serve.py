"""``sluis serve``: the pages, the API and the health endpoints."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

from sluis.cli.run import data_option
from sluis.core.errors import DataFolderError, InvalidInput


@click.command()
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="The port.",
)
def serve(data: Path | None, host: str, port: int) -> None:
    """Serve the pages at / and the API at /api/v1, with a worker beside them.

    The embedded database is brought up to date first; a PostgreSQL database must
    be up to date already. Other host names than this machine's own are allowed
    with SLUIS_HOSTS=name,name.
    """
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces

    from sluis.office.start import pending, start
    from sluis.office.worker import serve_jobs

    _check_address(host, port)
    home = start(data)
    if steps := pending():
        raise DataFolderError(
            f"the database lacks {len(steps)} steps, from {steps[0]}",
            remedy="run: sluis migrate",
        )
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Sluis serves {home.path}\n  pages   http://{shown}:{port}/", err=True)
    click.echo(f"  API     http://{shown}:{port}/api/v1/openapi.json", err=True)
    click.echo("Stop with Ctrl+C.", err=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluis.office.settings")
    worker = multiprocessing.get_context("spawn").Process(
        target=serve_jobs, args=(data,), name="sluis worker", daemon=True
    )
    worker.start()
    Granian(
        "sluis.office.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_enabled=False,
    ).serve()
    worker.terminate()
    worker.join(15)  # longer than one sending may take


def _check_address(host: str, port: int) -> None:
    """Refuse an address that cannot be taken, before a server starts on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise InvalidInput(
                f"{host}:{port} cannot be used: {problem.strerror}",
                path="--host, --port",
                remedy="choose another with --port, or stop what uses it",
            ) from problem

"""``sluis worker``: do the jobs of the database, beside the server."""

from __future__ import annotations

from pathlib import Path

import click

from sluis.cli.run import data_option


@click.command()
@data_option
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def worker(data: Path | None, once: bool) -> None:  # noqa: FBT001 - click gives it
    """Send what is new to the subscribers of standing queries.

    `sluis serve` starts one by itself. Start more where one falls behind, or where
    the server runs under another name; each job is done once.
    """
    from sluis.office.worker import serve_jobs

    serve_jobs(data, once=once)

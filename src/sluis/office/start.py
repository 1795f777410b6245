"""Starting the office: Django for one data folder, its database laid and current.

Commands and the server come in by this one door, so that a folder that cannot be
used is refused in the same words everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from sluis.core.errors import DataFolderError, UnreadableFile
from sluis.store.home import Home, default_path


def start(data: Path | None = None, *, migrate: bool = True) -> Home:
    """Open the data folder and start Django on it.

    Django reads its settings once a process, so every call must name the same
    folder.

    Args:
        data: The folder; ``None`` means ``SLUIS_DATA``, else the platform's
            user data folder.
        migrate: Lay the database or bring it up to date. A PostgreSQL database
            is left to ``sluis migrate``, since others may be using it.

    Raises:
        DataFolderError: The folder cannot be written, or it or its database is
            from a newer version.
        UnreadableFile: The database is corrupt or cannot be reached.
    """
    import django

    home = Home.open(data or default_path())
    os.environ["SLUIS_DATA"] = str(home.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sluis.office.settings")
    django.setup()
    if migrate and not os.environ.get("DATABASE_URL"):
        bring_up_to_date()
    return home


def bring_up_to_date(report: Callable[[str], None] | None = None) -> list[str]:
    """Apply the migrations that the database lacks.

    Args:
        report: Is told the name of each migration before it is applied.

    Returns:
        The names of what was applied; empty when nothing was needed.

    Raises:
        DataFolderError: The database is from a newer version.
        UnreadableFile: The database is corrupt or cannot be reached.
    """
    from django.core.management import call_command
    from django.db import DatabaseError

    names = pending()
    for name in names:
        if report is not None:
            report(name)
    if names:
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as problem:
            raise _unreadable(problem) from problem
    return names


def pending() -> list[str]:
    """Name the migrations that the database lacks, in the order they apply.

    Raises:
        DataFolderError: The database is from a newer version.
        UnreadableFile: The database is corrupt or cannot be reached.
    """
    from django.apps import apps
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as problem:
        raise _unreadable(problem) from problem
    known = set(executor.loader.disk_migrations)
    own = {one.label for one in apps.get_app_configs() if one.name.startswith("sluis.")}
    newer = sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in own and (app, name) not in known
    )
    if newer:
        raise DataFolderError(
            f"the database is from a newer Sluis: it has {', '.join(newer)}",
            path=_place(),
            remedy="install the newer Sluis that wrote it",
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{step.app_label}.{step.name}" for step, _ in plan]


def _place() -> str:
    from django.db import connection

    settings = connection.settings_dict
    return str(settings["HOST"] or settings["NAME"])


def _unreadable(problem: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"the database cannot be used: {problem}",
        path=_place(),
        remedy="restore it from a backup, or name another with --data DIR",
    )

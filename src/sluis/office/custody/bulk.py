"""Many rows at once, into SQLite or PostgreSQL, without an object a row.

Ids are reserved before the rows are made, so that rows of several tables can name
one another. The caller holds the lock of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection, models


def reserve(table: type[models.Model], count: int) -> Iterable[int]:
    """Give ids that no row of the table has or will have.

    Args:
        table: A table with a counting key.
        count: How many.
    """
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "select nextval(pg_get_serial_sequence(%s, 'id'))"
                " from generate_series(1, %s)",
                [name, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(f"select coalesce(max(id), 0) from {name}")  # noqa: S608 - a table of ours
        (last,) = cursor.fetchone()
        return range(last + 1, last + 1 + count)


def insert(
    table: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Add rows; values are as the database keeps them.

    Args:
        table: Where.
        columns: Names of columns, in the order of each row's values.
        rows: The rows.
    """
    if not rows:
        return
    name, listed = table._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"copy {name} ({listed}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"insert into {name} ({listed}) values ({marks})",  # noqa: S608 - names of ours
            rows,
        )


def find(select: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Run a query that takes any number of values in one argument.

    Args:
        select: SQL with ``{values}`` where a list of values may stand.
        values: Texts, or whole numbers; without any, nothing is found.
    """
    given = list(values)
    if not given:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            kind = "text" if isinstance(given[0], str) else "bigint"
            listed = f"select unnest(%s::{kind}[])"
            cursor.execute(select.format(values=listed), [given])
        else:
            cursor.execute(
                select.format(values="select value from json_each(%s)"),
                [orjson.dumps(given).decode()],
            )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

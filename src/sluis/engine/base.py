"""What a bulk engine does. Everything above this line knows no other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa

from sluis.core.errors import UnknownValue

ENGINES = ("duckdb", "spark")


class Engine(Protocol):
    """Runs statements of the common subset over Parquet files and small tables."""

    name: str
    folder: Path
    """A folder of its own, that goes when the engine does."""

    def read(self, name: str, files: Sequence[Path]) -> list[str]:
        """Name the rows of Parquet files, and give their columns."""

    def table(self, name: str, rows: pa.Table) -> None:
        """Name a small table."""

    def keep(self, name: str, statement: str) -> None:
        """Compute a statement once, and name its rows."""

    def sql_view(self, name: str, statement: str) -> None:
        """Name a statement; it is computed where it is used."""

    def drop(self, name: str) -> None:
        """Forget what a name stands for."""

    def sql(self, statement: str) -> pa.Table:
        """Give the rows of a statement."""

    def write(self, statement: str, to: Path) -> None:
        """Write the rows of a statement to one Parquet file."""

    def close(self) -> None:
        """Let go of everything."""

    def __enter__(self) -> Self:
        """Open it."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""


def engine_named(name: str, **options: Any) -> Engine:
    """Start an engine.

    Args:
        name: ``duckdb`` or ``spark``.
        options: ``memory`` for DuckDB, such as ``4GB``.

    Raises:
        UnknownValue: There is no such engine, or it is not installed.
    """
    if name == "duckdb":
        from sluis.engine.duckdb import DuckDB

        return DuckDB(**options)
    if name == "spark":
        from sluis.engine.spark import Spark

        return Spark()
    raise UnknownValue(
        f"{name!r} is not an engine", remedy=f"use one of: {', '.join(ENGINES)}"
    )

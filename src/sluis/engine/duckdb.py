"""DuckDB, in memory. Nothing is kept in a DuckDB file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from sluis.core.errors import UnreadableFile
from sluis.engine.base import Engine


class DuckDB(Engine):
    """One connection.

    Args:
        memory: The most memory it may use, such as ``3GB``; more goes to disk.
    """

    name = "duckdb"

    def __init__(self, *, memory: str | None = None) -> None:
        self._spill = tempfile.TemporaryDirectory(prefix="sluis-duckdb-")
        self.folder = Path(self._spill.name)
        self._connection = duckdb.connect(":memory:")
        self._connection.execute(f"SET temp_directory = '{self._spill.name}'")
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET preserve_insertion_order = false")
        if memory is not None:
            self._connection.execute(f"SET memory_limit = '{memory}'")

    def read(self, name: str, files: Sequence[Path]) -> list[str]:
        """Name the rows of Parquet files, and give their columns."""
        listed = ", ".join("'" + str(one).replace("'", "''") + "'" for one in files)
        try:
            self._connection.execute(
                f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM "
                f"read_parquet([{listed}], union_by_name = true)"
            )
        except duckdb.Error as problem:
            raise UnreadableFile(
                f"cannot be read as Parquet: {problem}", path=str(files[0])
            ) from problem
        described = self._connection.execute(f"DESCRIBE {name}").fetchall()
        return [str(row[0]) for row in described]

    def table(self, name: str, rows: pa.Table) -> None:
        """Name a small table."""
        self._connection.register("incoming", rows)
        self._connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM incoming"
        )
        self._connection.unregister("incoming")

    def keep(self, name: str, statement: str) -> None:
        """Compute a statement once, and name its rows."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS {statement}")

    def sql_view(self, name: str, statement: str) -> None:
        """Name a statement; it is computed where it is used."""
        self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS {statement}")

    def drop(self, name: str) -> None:
        """Forget what a name stands for."""
        self._connection.execute(f"DROP TABLE IF EXISTS {name}")

    def sql(self, statement: str) -> pa.Table:
        """Give the rows of a statement."""
        # A result that is still open would make the next statement fail.
        return self._connection.cursor().sql(statement).to_arrow_table()

    def write(self, statement: str, to: Path) -> None:
        """Write the rows of a statement to one Parquet file."""
        target = str(to).replace("'", "''")
        self._connection.execute(
            f"COPY ({statement}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"
        )

    def close(self) -> None:
        """Let go of everything."""
        self._connection.close()
        self._spill.cleanup()

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

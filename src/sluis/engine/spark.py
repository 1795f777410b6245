"""Spark, one session a run. Needs the extra ``spark`` and Java."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from sluis.core.errors import UnknownValue
from sluis.engine.base import Engine
from sluis.engine.dialect import to_spark

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Statements are layers of columns. Spark would put each layer into the next
    # wherever it is used, which grows without end.
    "spark.sql.optimizer.excludedRules": (
        "org.apache.spark.sql.catalyst.optimizer.CollapseProject"
    ),
    # Long conditions fit no compiled method, and trying to costs more than it saves.
    "spark.sql.codegen.wholeStage": "false",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "3g",
}


class Spark(Engine):
    """One session. Statements are carried over from the common dialect."""

    name = "spark"

    def __init__(self) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as problem:
            raise UnknownValue(
                "Spark is not installed", remedy="install sluis with the extra spark"
            ) from problem
        if shutil.which("java") is None:
            raise UnknownValue("Spark needs Java", remedy="install Java 17 or newer")
        self._scratch = tempfile.TemporaryDirectory(prefix="sluis-spark-")
        self.folder = Path(self._scratch.name)
        builder = SparkSession.builder.master("local[2]").appName("sluis")
        for key, value in _SETTINGS.items():
            builder = builder.config(key, value)
        self._session: Any = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")
        self._kept = 0

    def read(self, name: str, files: Sequence[Path]) -> list[str]:
        """Name the rows of Parquet files, and give their columns."""
        frame = self._session.read.option("mergeSchema", "true").parquet(
            *(str(one) for one in files)
        )
        frame.createOrReplaceTempView(name)
        return list(frame.columns)

    def table(self, name: str, rows: pa.Table) -> None:
        """Name a small table."""
        self._place(name, rows)

    def keep(self, name: str, statement: str) -> None:
        """Compute a statement once, and name its rows."""
        self._kept += 1
        to = self.folder / f"kept-{self._kept}"
        self._session.sql(to_spark(statement)).write.parquet(str(to))
        self._session.read.parquet(str(to)).createOrReplaceTempView(name)

    def sql_view(self, name: str, statement: str) -> None:
        """Name a statement; it is computed where it is used."""
        self._session.sql(to_spark(statement)).createOrReplaceTempView(name)

    def drop(self, name: str) -> None:
        """Forget what a name stands for."""
        self._session.catalog.dropTempView(name)

    def sql(self, statement: str) -> pa.Table:
        """Give the rows of a statement."""
        table: pa.Table = self._session.sql(to_spark(statement)).toArrow()
        return table

    def write(self, statement: str, to: Path) -> None:
        """Write the rows of a statement to one Parquet file."""
        pq.write_table(self.sql(statement), to, compression="zstd")

    def close(self) -> None:
        """Let go of everything but the session, which Spark shares."""
        self._scratch.cleanup()

    def _place(self, name: str, rows: pa.Table) -> None:
        self._kept += 1
        to = self.folder / f"table-{self._kept}.parquet"
        pq.write_table(rows, to)
        self._session.read.parquet(str(to)).createOrReplaceTempView(name)

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

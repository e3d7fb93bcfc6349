"""Files as frames: CSV whole, Parquet in parts, only the columns that are needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it brings no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it brings no types

from intertwine.insights.cohort.table import check_columns
from intertwine.insights.cohort.types import Columns
from intertwine.studies.errors import NoSuchFileError, UnreadableFileError

PARQUET = {".parquet", ".pq"}
LOOK_AHEAD = 10_000
ROWS_OF_A_PART = 1_000_000
"""A part is at least one row group, and as many as stay under this."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """Some row groups of a Parquet file, one after another."""

    path: Path
    groups: tuple[int, ...]
    rows: int

    def frame(self, columns: Sequence[str]) -> Any:
        """Its rows, as an Arrow table."""
        with pq.ParquetFile(self.path) as file:
            return file.read_row_groups(list(self.groups), columns=list(columns), use_threads=False)


def is_parquet(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() in PARQUET


def read_csv(path: Path) -> pl.DataFrame:
    """A whole CSV. A column whose text shows late is read as text: what is no number is then counted, not lost."""
    if not path.exists():
        raise NoSuchFileError(path)
    try:
        return pl.read_csv(path, infer_schema_length=LOOK_AHEAD, null_values=["", "NA"])
    except pl.exceptions.ComputeError:
        return _as_text(path)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise UnreadableFileError(path, str(error).splitlines()[0]) from error


def _as_text(path: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(path, infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise UnreadableFileError(path, str(error).splitlines()[0]) from error


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of a Parquet file's columns."""
    if not path.exists():
        raise NoSuchFileError(path)
    try:
        return tuple(pq.read_schema(path).names)
    except pa.ArrowInvalid as error:
        raise UnreadableFileError(path, str(error).splitlines()[0]) from error


def parts_of(path: Path, rows: int = ROWS_OF_A_PART) -> list[Part]:
    """The file's row groups, gathered into parts."""
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
    parts: list[Part] = []
    groups: list[int] = []
    size = 0
    for group, more in enumerate(sizes):
        if groups and size + more > rows:
            parts.append(Part(path=path, groups=tuple(groups), rows=size))
            groups, size = [], 0
        groups.append(group)
        size += more
    return [*parts, Part(path=path, groups=tuple(groups), rows=size)] if groups else parts


def roles_in(path: Path, columns: Columns) -> pl.DataFrame:
    """A frame of every role in the file, once."""
    assert columns.role is not None
    check_columns([columns.role], parquet_columns(path))
    return pl.scan_parquet(path).select(columns.role).unique().collect()

"""Files as frames: Parquet in parts, a CSV whole, or, if it is large, as Parquet for as long as it is needed."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]  # it brings no types
import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it brings no types
from polars.selectors import string

from intertwine.insights.cohort.table import check_columns
from intertwine.insights.cohort.types import Columns
from intertwine.studies.errors import NoSuchFileError, UnreadableFileError

PARQUET = {".parquet", ".pq"}
OTHERS = {".xlsx", ".xls", ".ods", ".sav", ".dta", ".rds", ".rda", ".json", ".feather", ".zip", ".gz"}
SEPARATORS = ",;\t"
COMMA_NUMBER, POINT_NUMBER = r"^([+-]?\d+),(\d+)$", r"^[+-]?\d+\.\d+$"
Lines = TypeVar("Lines", pl.DataFrame, pl.LazyFrame)
LOOK_AHEAD = 10_000
NOTHING = ["", "NA"]
LARGE = 1 << 28
"""Bytes of a CSV beyond which it does not stand in memory whole."""

ROWS_OF_A_GROUP = 250_000
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
        with reading(self.path), pq.ParquetFile(self.path) as file:
            return file.read_row_groups(list(self.groups), columns=list(columns), use_threads=False)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever a reader says of a file that is broken becomes one sentence. Raises NoSuchFileError,
    UnreadableFileError."""
    if not path.is_file():
        raise NoSuchFileError(path)
    if path.suffix.lower() in OTHERS:
        raise UnreadableFileError(path, "only CSV and Parquet are")
    try:
        yield
    except (pa.ArrowException, pl.exceptions.PolarsError, UnicodeDecodeError, OSError) as error:
        raise UnreadableFileError(path, _why(str(error))) from error


WHY = {
    "empty CSV": "it is empty",
    "utf-8": "some of its letters are not in UTF-8",
    "found more fields": "some of its lines have more columns than the first",
    "magic bytes": "it is broken, cut short or something else",
    "footer": "it is broken, cut short or something else",
}
"""What readers say, and what it means."""


def _why(said: str) -> str:
    """In our words, or, where they are rare ones, in the reader's."""
    known = [meaning for words, meaning in WHY.items() if words.casefold() in said.casefold()]
    return known[0] if known else f"its reader says “{said.splitlines()[0].rstrip('.')}”"


def is_parquet(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() in PARQUET


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a CSV is written. mark: what stands between its columns; comma: whether one stands in its decimal numbers."""

    mark: str = ","
    comma: bool = False

    @property
    def as_polars_has_it(self) -> dict[str, Any]:
        """As its readers are told."""
        return {"separator": self.mark, "decimal_comma": self.comma}

    def pointed(self, frame: Lines) -> Lines:
        """With points in numbers that stand beside words, and were read as words for that."""
        return frame.with_columns(string().str.replace(COMMA_NUMBER, "$1.$2")) if self.comma else frame


def layout_of(path: Path) -> Layout:
    """Commas between columns, or semicolons or tabs if the first line has more of those. Between those, numbers such as
    3,5 are decimal ones, unless there are some such as 3.5."""
    with path.open("rb") as file:
        head, *lines = file.read(1 << 18).decode("utf-8", "replace").splitlines() or [""]
    mark = max(SEPARATORS, key=head.count)
    cells = [cell.strip().strip('"') for line in lines for cell in line.split(mark)] if mark != "," else []
    written = [any(re.match(kind, cell) for cell in cells) for kind in (COMMA_NUMBER, POINT_NUMBER)]
    return Layout(mark=mark, comma=written == [True, False])


def is_large(path: Path) -> bool:
    """Whether it is to be read in parts."""
    return path.is_file() and path.stat().st_size > LARGE


@contextmanager
def as_parquet(path: Path, columns: Sequence[str]) -> Iterator[Path]:
    """These columns of a CSV as a Parquet file, written and read as a stream; gone afterwards."""
    with TemporaryDirectory(prefix="intertwine-") as home:
        file = Path(home) / f"{path.stem}.parquet"
        with reading(path):
            layout = layout_of(path)
            text = pl.scan_csv(path, infer_schema=False, **layout.as_polars_has_it)
            check_columns(columns, _once(path, text.collect_schema().names()))
            try:
                csv = pl.scan_csv(path, infer_schema_length=LOOK_AHEAD, null_values=NOTHING, **layout.as_polars_has_it)
                layout.pointed(csv.select(columns)).sink_parquet(file, row_group_size=ROWS_OF_A_GROUP)
            except pl.exceptions.ComputeError:
                layout.pointed(text.select(columns)).sink_parquet(file, row_group_size=ROWS_OF_A_GROUP)
        yield file


def read_csv(path: Path) -> pl.DataFrame:
    """A whole CSV. A column whose text shows late is read as text: what is no number is then counted, not lost."""
    with reading(path):
        layout = layout_of(path)
        how = layout.as_polars_has_it
        try:
            read = pl.read_csv(path, infer_schema_length=LOOK_AHEAD, null_values=NOTHING, **how)
        except pl.exceptions.ComputeError:
            read = pl.read_csv(path, infer_schema=False, **how)
        _once(path, read.columns)
        return layout.pointed(read)


AGAIN = "_duplicated_0"
"""What polars adds to a name that comes a second time."""


def _once(path: Path, names: list[str]) -> list[str]:
    """Columns of the same name cannot be told apart; those without any are nobody's."""
    for name in names:
        if name.endswith(AGAIN) and name != AGAIN:
            raise UnreadableFileError(path, f"two of its columns are called “{name.removesuffix(AGAIN)}”")
    return names


def read_parquet(path: Path) -> Any:
    """A whole Parquet file, as an Arrow table."""
    with reading(path):
        return pq.read_table(path)


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of a Parquet file's columns."""
    with reading(path):
        return tuple(pq.read_schema(path).names)


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
    with reading(path):
        return pl.scan_parquet(path).select(columns.role).unique().collect()

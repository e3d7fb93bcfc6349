"""A diary kept elsewhere, from bytes to lines with named cells; and everything that can be wrong with one."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from intertwine.mind.diary_map import DiaryMap, number


class Wrong(Enum):
    """What keeps a file from being used."""

    PACKED = auto()
    NOT_TEXT = auto()
    EMPTY = auto()
    ONLY_A_HEADER = auto()
    NO_SUCH_COLUMN = auto()
    COLUMN_TWICE = auto()
    QUOTES = auto()
    COLUMNS = auto()
    CELLS = auto()
    NO_LINE_LEFT = auto()
    COUPLES = auto()
    PEOPLE = auto()
    NO_PERSON = auto()
    NOT_A_DAY = auto()
    NOT_COUNTED = auto()
    TO_COME = auto()
    TOO_LONG = auto()
    DAY_TWICE = auto()
    NOT_A_NUMBER = auto()
    OFF_THE_SCALE = auto()
    UNKNOWN_WORD = auto()
    LONG_NOTE = auto()


@dataclass(frozen=True)
class Problem:
    what: Wrong
    line: int = 0
    """As an editor counts them, the header being 1; 0 where it is no single line."""
    column: str = ""
    found: str = ""
    """What stands there, or what there is instead."""


class Unusable(ValueError):
    """Carries every problem there is, in the order of the lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


@dataclass(frozen=True)
class Line:
    number: int
    """As an editor counts, the header being 1."""
    cells: dict[str, str]
    """Of the columns that are used."""


@dataclass(frozen=True)
class Table:
    header: list[str]
    rows: list[tuple[int, list[str]]]
    """With the number of the line each ends in."""
    separator: str

    def column(self, number: int) -> list[str]:
        return [_plain(row[number].strip(), self.separator) for _, row in self.rows]

    def named(self, name: str) -> list[str]:
        """The column of this name, which there is."""
        return self.column(self.header.index(name))


def table_in(data: bytes) -> Table:
    """All cells of a file, whatever they mean. Raises `Unusable`."""
    text = _text(data)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise Unusable([Problem(Wrong.QUOTES, reader.line_num)]) from None
    if not rows:
        raise Unusable([Problem(Wrong.ONLY_A_HEADER)])
    _check_lengths(header, rows)
    return Table(header, rows, separator)


def lines_in(data: bytes, how: DiaryMap) -> Iterator[Line]:
    """Every line that is not blank. Raises `Unusable`."""
    table = table_in(data)
    _check_header(table.header, how)
    for line, row in table.rows:
        cells = {name: cell.strip() for name, cell in zip(table.header, row, strict=True) if name in how.columns}
        yield Line(line, {name: _plain(cell, table.separator) for name, cell in cells.items()})


_PACKED = (b"PK\x03\x04", b"%PDF", b"\x1f\x8b", b"eyJ")
"""How a zip, a PDF, a gzip and what is within a Daylio backup begin: a spreadsheet and such a backup are zips."""


def _text(data: bytes) -> str:
    if data.startswith(_PACKED):
        raise Unusable([Problem(Wrong.PACKED)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unusable([Problem(Wrong.NOT_TEXT, data[: error.start].count(b"\n") + 1)]) from None
    if "\0" in text:
        raise Unusable([Problem(Wrong.NOT_TEXT, text[: text.index("\0")].count("\n") + 1)])
    if not text.strip():
        raise Unusable([Problem(Wrong.EMPTY)])
    return text


def _separator(text: str) -> str:
    """Spreadsheets write commas, semicolons or tabs, depending on the country they were bought in."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _plain(cell: str, separator: str) -> str:
    """Where the comma does not part cells, it may part the digits of a number."""
    turned = cell.replace(",", ".")
    return turned if separator != "," and number(turned) is not None else cell


def _check_header(header: list[str], how: DiaryMap) -> None:
    there = ", ".join(header)
    missing = [Problem(Wrong.NO_SUCH_COLUMN, 1, name, there) for name in how.columns if name not in header]
    twice = [Problem(Wrong.COLUMN_TWICE, 1, name) for name in how.columns if header.count(name) > 1]
    if missing or twice:
        raise Unusable(missing + twice)


def _check_lengths(header: list[str], rows: list[tuple[int, list[str]]]) -> None:
    wrong = [(line, row) for line, row in rows if len(row) != len(header)]
    if wrong:
        raise Unusable(Problem(Wrong.CELLS, line, found=str(len(row))) for line, row in wrong)

"""Queries that every page asks, and the one write of most: worded once, and from then on only other values go in.

For one row, wording takes Django several times as long as the database takes to answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

LONG = 100
"""So many values at most stand in an `IN` whose words are kept. Longer ones are rare, and each length would stay."""

Value = UUID | bytes | int
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Worded:
    database: str
    sql: str
    converted: tuple[tuple[int, list[Callable[..., Any]], Any], ...]
    """Where in a row something stands that the database does not have by itself, and what makes it of it."""


class Prepared:
    """A SELECT of some columns, by values that stand in it in the order in which they are given; a sequence of them
    stands for one `IN`.

    by_id = Prepared(lambda space, ids: Entry.objects.filter(space=space).filter(id__in=ids).values_list("revision"))
    by_id.rows(space, ids)
    """

    def __init__(self, words: Callable[..., QuerySet[Any, Any]]) -> None:
        self._words = words
        self._worded: dict[tuple[int, ...], Worded] = {}

    @property
    def kept(self) -> tuple[tuple[int, ...], ...]:
        """The lengths of the sequences in each query that is worded; -1 is a single value."""
        return tuple(self._worded)

    def rows(self, *values: Value | Sequence[Value]) -> list[Row]:
        """One query. None where a sequence is empty, as nothing is among nothing."""
        given = [value if isinstance(value, UUID | bytes | int) else list(dict.fromkeys(value)) for value in values]
        lengths = tuple(len(value) if isinstance(value, list) else -1 for value in given)
        if 0 in lengths:
            return []
        one_by_one = [one for value in given for one in (value if isinstance(value, list) else (value,))]
        worded = self._worded.get(lengths)
        if worded is None:
            worded = _word(self._words(*given), one_by_one)
            if max(lengths) <= LONG:
                self._worded[lengths] = worded
        return _run(worded, one_by_one)


class PreparedInsert:
    """One row, by the columns of its table as they are named; one that stands there already stays as it is.

    PreparedInsert(Entry, "space", "id", "revision").row(space, id, 1)
    """

    def __init__(self, model: type[Model], *columns: str) -> None:
        self._model = model
        self._columns = columns

    def row(self, *values: Value) -> None:
        """One query."""
        connection = connections[router.db_for_write(self._model)]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [_as_stored(connection, value) for value in values])

    @cached_property
    def _sql(self) -> str:
        """The same words for every database that is named in `docs/host.md`."""
        table, columns, marks = (
            self._model._meta.db_table,
            ", ".join(self._columns),
            ", ".join("%s" for _ in self._columns),
        )
        return f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608 - names of our own


def _word(query: QuerySet[Any, Any], values: list[Value]) -> Worded:
    connection = connections[query.db]
    compiler = query.query.get_compiler(query.db)
    sql, given = compiler.as_sql()
    assert list(given) == [_as_stored(connection, value) for value in values], (
        "values stand as they are given, in order"
    )
    columns = [column for column, _, _ in compiler.select]
    found = compiler.get_converters(columns)
    return Worded(query.db, sql, tuple((place, list(each), column) for place, (each, column) in found.items()))


def _run(worded: Worded, values: list[Value]) -> list[Row]:
    connection = connections[worded.database]
    with connection.cursor() as cursor:
        cursor.execute(worded.sql, [_as_stored(connection, value) for value in values])
        rows: list[Row] = cursor.fetchall()
    return _converted(rows, worded, connection) if worded.converted else rows


def _converted(rows: list[Row], worded: Worded, connection: BaseDatabaseWrapper) -> list[Row]:
    """Column by column: there are few of them, and many rows."""
    columns = [list(cells) for cells in zip(*rows, strict=True)]
    for place, each, column in worded.converted if rows else ():
        for convert in each:
            columns[place] = [convert(cell, column, connection) for cell in columns[place]]
    return list(zip(*columns, strict=True))


def _as_stored(connection: BaseDatabaseWrapper, value: Value) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    return connection.Database.Binary(value) if isinstance(value, bytes) else value  # type: ignore[attr-defined]  # each has it

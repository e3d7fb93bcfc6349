"""A query that is worded once finds what Django would find, whatever values go in."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intertwine.couples.models import Couple
from intertwine.journal.models import Entry
from intertwine.web.prepared import LONG, Prepared, PreparedInsert

AMONG = Prepared(
    lambda epoch, ids: Couple.objects.values_list("id", "refused", "closed").filter(epoch=epoch, id__in=ids)
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> list[UUID]:
    ids = [uuid4() for _ in range(3)]
    for n, id in enumerate(ids):
        Couple.objects.create(id=id, epoch=n % 2, refused=n == 0, closed=date(2026, 5, 1 + n))
    return ids


def test_it_finds_what_stands_there_each_time_by_other_values(rows: list[UUID]) -> None:
    first, second, third = rows

    assert sorted(AMONG.rows(0, rows)) == sorted([(first, True, date(2026, 5, 1)), (third, False, date(2026, 5, 3))])
    assert AMONG.rows(1, rows) == [(second, False, date(2026, 5, 2))]
    assert AMONG.rows(1, [second]) == [(second, False, date(2026, 5, 2))]
    assert AMONG.rows(0, [second]) == []
    assert AMONG.rows(1, [second, first, second]) == [(second, False, date(2026, 5, 2))]


def test_it_asks_once_and_among_nothing_not_at_all(rows: list[UUID]) -> None:
    with CaptureQueriesContext(connection) as asked:
        AMONG.rows(0, rows)
        assert AMONG.rows(0, []) == []

    assert len(asked) == 1


def test_longer_lists_are_found_as_well_and_nothing_grows_with_their_lengths(rows: list[UUID]) -> None:
    _, second, _ = rows
    for more in range(LONG, LONG + 3):
        assert AMONG.rows(1, [*rows, *(uuid4() for _ in range(more))]) == [(second, False, date(2026, 5, 2))]

    assert max(map(max, AMONG.kept)) <= LONG


def test_values_in_another_order_than_the_words_are_refused_at_once(rows: list[UUID]) -> None:
    swapped = Prepared(lambda ids, epoch: Couple.objects.values_list("id").filter(epoch=epoch, id__in=ids))

    with pytest.raises(AssertionError, match="in order"):
        swapped.rows(rows, 0)


def test_a_row_is_written_as_django_would_and_one_that_stands_there_stays_as_it_is() -> None:
    new = PreparedInsert(Entry, "space", "id", "period", "revision", "blob")
    space, id = uuid4(), uuid4()

    with CaptureQueriesContext(connection) as asked:
        new.row(space, id, 202611, 1, b"sealed\0")
        new.row(space, id, 202612, 2, b"again")

    assert len(asked) == 2
    (row,) = Entry.objects.all()
    assert (row.space, row.id, row.period, row.revision, bytes(row.blob)) == (space, id, 202611, 1, b"sealed\0")

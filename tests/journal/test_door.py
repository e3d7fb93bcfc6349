"""The one door to what people wrote: what goes in comes out, once, whole, and for nobody else."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from intertwine.journal.actions import put, remove, replace, write
from intertwine.journal.errors import Closed, Conflict, Gone, NotHere
from intertwine.journal.models import Entry
from intertwine.journal.queries import read, read_one
from intertwine.journal.registry import Audience
from intertwine.journal.sealing import MadeByANewerVersion, Stored
from tests.journal.notes import (
    Note,
    Postcard,
    closed,
    envelope,
    row_of,
    space,
    stored_by_hand,
    with_both_keys,
)

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DAY = date(2026, 11, 23)


def test_what_alice_writes_she_reads_back_as_hers() -> None:
    hers = space()
    id = write(hers, Note("slept badly"), day=DAY)
    stored = read_one(hers, Note, id=id)
    assert stored == Stored(id, 1, hers.by, stored.written, Note("slept badly"))


def test_the_database_is_told_the_space_the_month_and_nothing_else() -> None:
    hers = space()
    row = row_of(hers, write(hers, Note("slept badly"), day=DAY))
    assert (row.space, row.period, row.revision) == (hers.id, 202611, 1)
    assert [word for word in (b"slept", b"tests.note", hers.by.bytes) if word in bytes(row.blob)] == []
    planted = stored_by_hand(hers, b"")
    Entry.objects.filter(pk=planted.pk).update(blob=b"slept")  # the control: in the clear it would be found
    assert b"slept" in bytes(row_of(hers, planted.id).blob)


def test_the_same_id_twice_is_one_entry_and_the_first_stands() -> None:
    hers, id = space(), uuid4()
    assert write(hers, Note("once"), day=DAY, id=id) == write(hers, Note("twice"), day=DAY, id=id) == id
    assert [stored.entry for stored in read(hers).entries] == [Note("once")]


def test_the_same_id_in_two_spaces_is_two_entries() -> None:
    hers, his, id = space(), space(), uuid4()
    write(hers, Note("hers"), day=DAY, id=id)
    write(his, Note("his"), day=DAY, id=id)
    assert [read_one(where, Note, id=id).entry for where in (hers, his)] == [Note("hers"), Note("his")]


def test_replacing_goes_up_one_revision() -> None:
    hers = space()
    id = write(hers, Note("first"), day=DAY)
    replaced = replace(hers, Note("second"), id=id, revision=1)
    assert (replaced.revision, read_one(hers, Note, id=id).revision) == (2, 2)
    assert read_one(hers, Note, id=id).entry == Note("second")


def test_two_phones_replace_the_same_entry_and_the_second_is_shown_what_stands() -> None:
    hers = space()
    id = write(hers, Note("first"), day=DAY)
    replace(hers, Note("from one phone"), id=id, revision=1)
    with pytest.raises(Conflict) as conflict:
        replace(hers, Note("from the other"), id=id, revision=1)
    assert conflict.value.stands == read_one(hers, Note, id=id)
    assert read_one(hers, Note, id=id).entry == Note("from one phone")


def test_a_conflict_in_a_closed_space_shows_nothing() -> None:
    hers = space()
    id = write(hers, Note("first"), day=DAY)
    with pytest.raises(Conflict) as conflict:
        replace(closed(hers), Note("second"), id=id, revision=7)
    assert conflict.value.stands is None


def test_putting_leaves_exactly_this_whatever_stood_there() -> None:
    hers, id = space(), uuid4()
    put(hers, Note("first"), day=DAY, id=id)
    put(hers, Note("second"), day=date(2026, 12, 1), id=id)
    assert [(stored.entry, stored.revision) for stored in read(hers).entries] == [(Note("second"), 2)]
    assert row_of(hers, id).period == 202612


def test_what_was_removed_is_gone_and_stays_gone() -> None:
    hers = space()
    id = write(hers, Note("first"), day=DAY)
    remove(hers, id=id)
    for again in (
        lambda: remove(hers, id=id),
        lambda: read_one(hers, Note, id=id),
        lambda: replace(hers, Note("second"), id=id, revision=1),
    ):
        with pytest.raises(Gone):
            again()


def test_not_hers_and_not_there_are_the_same_answer() -> None:
    hers, his = space(), space()
    id = write(his, Note("his"), day=DAY)
    for wrong in (id, uuid4()):
        with pytest.raises(Gone):
            read_one(hers, Note, id=wrong)
        with pytest.raises(Gone):
            replace(hers, Note("mine now"), id=wrong, revision=1)
        with pytest.raises(Gone):
            remove(hers, id=wrong)
    assert read_one(his, Note, id=id).entry == Note("his")


def test_another_shape_under_this_id_is_not_there() -> None:
    us = space(audience=Audience.US)
    id = write(us, Postcard("from the sea"), day=DAY)
    with pytest.raises(Gone):
        read_one(us, Note, id=id)


@pytest.mark.parametrize("verb", ["write", "replace", "put"])
def test_what_is_for_one_audience_is_never_written_to_another(verb: str) -> None:
    hers = space()
    id = write(hers, Note("first"), day=DAY)
    with pytest.raises(NotHere):
        {
            "write": lambda: write(hers, Postcard("oops"), day=DAY),
            "replace": lambda: replace(hers, Postcard("oops"), id=id, revision=1),
            "put": lambda: put(hers, Postcard("oops"), day=DAY, id=id),
        }[verb]()
    assert [stored.entry for stored in read(hers).entries] == [Note("first")]


def test_a_closed_space_takes_entries_and_shows_none() -> None:
    hers = space()
    write(closed(hers), Note("in the dark"), day=DAY)
    with pytest.raises(Closed):
        read(closed(hers))
    assert [stored.entry for stored in read(with_both_keys(hers)).entries] == [Note("in the dark")]


def test_months_are_read_from_the_first_to_the_last_and_no_others() -> None:
    hers = space()
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1)]
    for day in days:
        write(hers, Note(day.isoformat()), day=day)
    found = read(hers, first=date(2026, 1, 31), last=date(2026, 2, 1)).of(Note)
    assert {stored.entry.text for stored in found} == {"2026-01-01", "2026-02-28"}
    assert len(read(hers).entries) == len(days)


def test_entries_come_oldest_first_by_the_time_of_writing() -> None:
    hers = space()
    texts = [f"note {n}" for n in range(8)]
    for n, text in enumerate(reversed(texts)):
        written = len(texts) - n
        stored_by_hand(
            hers,
            envelope("tests.note", 1, {"text": text}, by=hers.by).replace(b"\xa1w\x00", b"\xa1w" + bytes([written])),
        )
    assert [stored.entry.text for stored in read(hers).of(Note)] == texts


@pytest.mark.parametrize("count", [1, 1000])
def test_one_entry_and_a_thousand_cost_one_query(count: int) -> None:
    hers = space()
    for n in range(count):
        stored_by_hand(hers, envelope("tests.note", 1, {"text": str(n)}, by=hers.by))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        pages = read(hers, first=DAY, last=DAY)
    assert (len(queries), len(pages.of(Note))) == (1, count)


# what does not open


def test_rows_that_do_not_open_where_they_stand_are_counted_and_the_others_shown() -> None:
    hers, his = space(), space()
    ids = [write(hers, Note(f"note {n}"), day=DAY) for n in range(5)]
    taken = write(his, Note("his"), day=DAY)
    Entry.objects.filter(space=hers.id, id=ids[0]).update(blob=b"")
    Entry.objects.filter(space=hers.id, id=ids[1]).update(blob=bytes(row_of(hers, ids[2]).blob))
    Entry.objects.filter(space=hers.id, id=ids[3]).update(revision=2)
    Entry.objects.filter(space=his.id, id=taken).update(space=hers.id)
    pages = read(hers)
    assert (pages.damaged, pages.newer) == (4, 0)
    assert {stored.entry.text for stored in pages.of(Note)} == {"note 2", "note 4"}


@pytest.mark.parametrize(
    "inside",
    [
        b"",
        b"not msgpack at all",
        b"\x80",
        envelope("tests.note", 1, {"text": 7}, by=UUID(int=7)),
        envelope("tests.note", 0, {"text": "before the first"}, by=UUID(int=7)),
        envelope("tests.dated", 1, {"day": "2026-02-30"}, by=UUID(int=7)),
        envelope("tests.dated", 1, {"day": "2026-11-23", "points": 11}, by=UUID(int=7)),
        envelope("tests.note", 1, {}, by=UUID(int=7)).replace(b"\xc4\x10", b"\xc4\x0f", 1),
    ],
    ids=[
        "empty",
        "no msgpack",
        "no envelope",
        "a number",
        "version nought",
        "no such day",
        "off the scale",
        "no author",
    ],
)
def test_a_row_sealed_by_someone_who_keeps_no_law_is_damaged_and_breaks_no_page(inside: bytes) -> None:
    hers = space()
    write(hers, Note("whole"), day=DAY)
    stored_by_hand(hers, inside)
    pages = read(hers)
    assert (pages.damaged, [stored.entry for stored in pages.entries]) == (1, [Note("whole")])


def test_an_entry_of_a_newer_version_is_shown_as_such_and_kept_byte_for_byte() -> None:
    hers = space()
    rows = [
        stored_by_hand(hers, envelope("tests.note", 2, {"words": ["so", "new"]}, by=hers.by)),
        stored_by_hand(hers, envelope("tests.not-yet-thought-of", 1, {}, by=hers.by)),
    ]
    newer_format = stored_by_hand(hers, b"")
    Entry.objects.filter(pk=newer_format.pk).update(blob=b"\x02 and whatever a later vault makes of it")
    before = {row.id: bytes(row_of(hers, row.id).blob) for row in (*rows, newer_format)}
    pages = read(hers)
    assert (pages.newer, pages.damaged, pages.of(Note)) == (3, 0, [])
    assert {stored.entry for stored in pages.of(MadeByANewerVersion)} == {
        MadeByANewerVersion("tests.note"),
        MadeByANewerVersion("tests.not-yet-thought-of"),
        MadeByANewerVersion(),
    }
    write(hers, Note("today"), day=DAY)
    assert {id: bytes(row_of(hers, id).blob) for id in before} == before


def test_an_entry_of_a_newer_version_is_not_replaced_by_one_who_cannot_read_it() -> None:
    hers = space()
    row = stored_by_hand(hers, envelope("tests.note", 2, {"words": ["so", "new"]}, by=hers.by))
    with pytest.raises(Gone):
        read_one(hers, Note, id=row.id)


def test_bob_reads_what_alice_wrote_to_both_as_hers() -> None:
    hers = space(audience=Audience.US)
    his = space(audience=Audience.US, key=hers.write_with, id=hers.id)  # type: ignore[arg-type]  # a shared space has a Key
    id = write(hers, Postcard("from the sea"), day=DAY)
    assert read_one(his, Postcard, id=id).by == hers.by

"""What was taken back is gone from the disk as well, locked as it was: no bytes of it are left in a free page."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.live import House, Phone, checks_in, pair_up, signs_up

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.open()
    yield house
    house.close()


HEAD = 32
"""So far a grant names its key, which is the same for both."""


def blobs(file: Path, table: str, column: str = "blob") -> set[bytes]:
    with closing(sqlite3.connect(file)) as database:
        return {blob for (blob,) in database.execute(f"SELECT {column} FROM {table}")}  # noqa: S608 - our own names


def left_on_disk(file: Path, gone: set[bytes]) -> list[bytes]:
    """Pieces of what is gone that can still be read, once the log beside the file is worked in and emptied."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    assert file.with_name(file.name + "-wal").stat().st_size == 0
    disk = file.read_bytes()
    pieces = [blob[at : at + 16] for blob in gone for at in range(0, len(blob) - 16, 16)]
    return [piece for piece in pieces if piece in disk]


def test_what_was_taken_back_leaves_no_bytes(house: House) -> None:
    alice, bob = house.phone(), house.phone()
    for phone, name in ((alice, "Alice"), (bob, "Bob")):
        signs_up(phone, name, "a quiet river at noon")
    pair_up(alice, bob)
    shares(alice, "yes")
    first = blobs(house.entries, "entry")
    for turn in range(20):
        checks_in(alice, valence=str(turn % 11), arousal="4", line=f"turn {turn}")
    before = blobs(house.entries, "entry")
    shares(alice, "no")
    after = blobs(house.entries, "entry")
    assert (first, len(before), len(after)) == (set(), 3, 1)
    assert left_on_disk(house.entries, before - after) == []
    assert len(left_on_disk(house.entries, after)) > 30  # the control: what stands there is found


def test_an_answer_that_was_changed_and_taken_back_leaves_no_bytes(house: House) -> None:
    alice, bob = house.phone(), house.phone()
    for phone, name in ((alice, "Alice"), (bob, "Bob")):
        signs_up(phone, name, "a quiet river at noon")
    pair_up(alice, bob)
    found = re.search(r'action="(/together/question/[0-9a-f-]{36})" data-keep', alice.get("/together").text)
    assert found is not None
    gone: set[bytes] = set()
    for turn, length in enumerate((10, 9_000, 20)):
        assert alice.post(found[1], text="a" * length, seen=str(turn)).leads_to == "/together"
        gone |= blobs(house.entries, "sealed_answer", "answer")
    assert len(left_on_disk(house.entries, blobs(house.entries, "sealed_answer", "answer"))) > 100  # the control
    assert alice.post(f"{found[1]}/back").leads_to == "/together"
    assert (len(gone), blobs(house.entries, "sealed_answer", "answer")) == (3, set())
    assert left_on_disk(house.entries, gone) == []


def test_whoever_leaves_leaves_no_bytes(house: House) -> None:
    alice, bob = house.phone(), house.phone()
    for phone, name in ((alice, "Alice"), (bob, "Bob")):
        signs_up(phone, name, "a quiet river at noon")
    pair_up(alice, bob)
    for phone in (alice, bob):
        preview = phone.post("/messages/write", text="a word or two")
        assert phone.post("/messages/write", **preview.carried, go="send").leads_to == "/messages"
    before, keys = blobs(house.entries, "entry"), blobs(house.entries, "seat", "grants")
    assert len(left_on_disk(house.entries, before | keys)) > 200  # the control
    assert alice.post("/couple/space").leads_to == "/mine"
    after, held = blobs(house.entries, "entry"), blobs(house.entries, "seat", "grants")
    assert (len(before), len(after), len(keys), len(held)) == (2, 1, 2, 1)
    hers = {grants[HEAD:] for grants in keys - held}
    assert left_on_disk(house.entries, (before - after) | hers) == []


def test_who_was_signed_in_leaves_no_bytes(house: House) -> None:
    alice, other = house.phone(), house.phone()
    signs_up(alice, "Alice", "a quiet river at noon")
    other.post("/sign-in", name="Alice", password="a quiet river at noon")
    alice.post("/mine/pin", password="a quiet river at noon", pin="480213")
    before = blobs(house.sessions, "session")
    alice.post("/mine/everywhere")
    assert (len(before), blobs(house.sessions, "session")) == (5, set())
    assert left_on_disk(house.sessions, before) == []


def test_the_control_without_care_the_bytes_stay(tmp_path: Path) -> None:
    file, kept = tmp_path / "careless.sqlite3", bytes(range(256)) * 4
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA secure_delete=OFF")
        with database:
            database.execute("CREATE TABLE entry (blob)")
            database.executemany("INSERT INTO entry VALUES (?)", [(kept,), (b"another",)])
        with database:
            database.execute("DELETE FROM entry WHERE blob = ?", [kept])
        assert left_on_disk(file, {kept}) != []


def shares(phone: Phone, answer: str) -> None:
    assert phone.post("/sharing", feeds=answer, draws=answer, weather=answer).status == 302

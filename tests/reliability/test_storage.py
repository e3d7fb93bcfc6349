"""The disk is full, or somebody holds the database: a clear sentence, nothing by halves, and the form works later."""

import os
import re
import resource
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.live import Answer, House, Phone, checks_in, pair_up, signs_up

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    house.open()
    yield house
    house.close()


@pytest.fixture(scope="module")
def alice(house: House) -> Phone:
    """She shares with Bob, so that a check-in is three writes."""
    one, two = house.phone(), house.phone()
    signs_up(one, "Alice", "a quiet river at noon")
    signs_up(two, "Bob", "another river at noon")
    pair_up(one, two)
    one.post("/sharing", feeds="yes", draws="yes", weather="yes")
    return one


def processes(pid: int) -> Iterator[int]:
    """The server and whatever it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from processes(int(child))


@contextmanager
def room_for_files_of(house: House, size: int) -> Iterator[None]:
    """No file of the server grows beyond `size`, as on a full disk."""
    family = list(processes(house.process.pid))
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in family]
    for pid in family:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, before[0][1]))
    try:
        yield
    finally:
        for pid, limits in zip(family, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Somebody else is in the middle of a long write."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("ROLLBACK")


def rows(house: House) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(house.entries)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return database.execute("SELECT space, id, period, revision, blob FROM entry ORDER BY 1, 2").fetchall()


def shown(answer: Answer) -> tuple[int, str | None, list[str]]:
    return answer.status, answer.headers["Retry-After"], re.findall(r'data-problem="([\w-]+)"', answer.text)


REFUSED = (503, "5", ["storage"])


def test_a_full_disk_keeps_all_or_nothing(house: House, alice: Phone) -> None:
    """However little room is left, each write fails at another place, until there is enough of it."""
    told = [as_room_runs_out(house, alice, pages=pages) for pages in (0, 1, 2, 3, 4, 5, 6, 50)]
    assert (told[0], told[1], told[-1]) == (503, 503, 302)


def as_room_runs_out(house: House, alice: Phone, *, pages: int) -> int:
    before, line = rows(house), f"with room for {pages} pages"
    typed = {**alice.get("/today/check-in").carried, "at": "line", "seen": "", "line": line, "valence": "7"}
    log = house.entries.with_name(house.entries.name + "-wal")
    with room_for_files_of(house, log.stat().st_size + pages * 4096):
        answer = alice.post("/today/check-in", **typed)
        assert alice.get("/help").status == 200
    if answer.status == 503:
        assert shown(answer) == REFUSED
        assert rows(house) == before
        assert alice.post("/today/check-in", **typed).leads_to == "/today"
    assert alice.get("/today").text.count(line) == 1
    return answer.status


def test_a_full_disk_lets_nobody_in_and_says_why(house: House, alice: Phone) -> None:
    late = house.phone()
    late.get("/sign-in")
    with room_for_files_of(house, 0):
        assert shown(late.post("/sign-in", name="Alice", password="a quiet river at noon")) == REFUSED
        assert alice.get("/mine").status == 200
    assert late.post("/sign-in", name="Alice", password="a quiet river at noon").leads_to == "/today"


def test_while_somebody_else_writes_for_long_pages_are_read_and_a_form_waits_and_is_refused(
    house: House, alice: Phone
) -> None:
    before, form = rows(house), {**alice.get("/today/check-in").carried, "at": "line", "line": "it was a good day"}
    with held(house.entries):
        assert alice.get("/today").status == 200
        assert shown(alice.post("/today/check-in", **form)) == REFUSED
        assert alice.get("/today").status == 200
    assert rows(house) == before
    assert alice.post("/today/check-in", **form).leads_to == "/today"


def test_a_held_session_file_lets_nobody_in_and_says_why(house: House, alice: Phone) -> None:
    late = house.phone()
    late.get("/sign-in")
    with held(house.sessions):
        assert shown(late.post("/sign-in", name="Alice", password="a quiet river at noon")) == REFUSED
        assert alice.get("/mine").status == 200
    assert late.post("/sign-in", name="Alice", password="a quiet river at noon").leads_to == "/today"


def test_a_server_that_is_asked_to_stop_ends_by_itself(house: House, alice: Phone) -> None:
    os.kill(house.process.pid, signal.SIGTERM)
    assert house.process.wait() == 0
    house.open()
    assert alice.get("/today").status == 200
    assert checks_in(alice, line="back again").status == 302

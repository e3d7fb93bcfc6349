"""Alice and Bob live in a house of their own; then a thief takes everything that lies around in it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.access.test_matrix import ROUTES, address
from tests.canary.searching import ENCODINGS, RARE, Canaries, leaks
from tests.canary.story import Story
from tests.live import House, Phone

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

ROOT = Path(__file__).parents[2]
GOES = {"leave", "join-link"}
PAGES = sorted(address(route) for route in ROUTES if "GET" in route.callback.policy.methods and route.name not in GOES)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.open()
    yield house
    house.close()


def lies_around(house: House) -> list[Path]:
    """Every file of the house but the pictures and scripts that everybody may fetch."""
    static = house.data / "static"
    return [path for path in sorted(house.home.rglob("*")) if path.is_file() and static not in path.parents]


def names(house: House) -> set[str]:
    return {path.name for path in lies_around(house)}


LIVING = {
    "intertwine.sqlite3",
    "intertwine.sqlite3-wal",
    "intertwine.sqlite3-shm",
    "sessions.sqlite3",
    "sessions.sqlite3-wal",
    "sessions.sqlite3-shm",
    "data.secrets",
    "out.log",
    "err.log",
}


def test_nothing_that_was_typed_lies_around(house: House) -> None:
    story = Story(house)
    alice, bob = story.begin()
    story.days_go_by(alice, 50)
    story.days_go_by(bob, 50)
    story.shows_a_little(alice)
    story.answers_together(alice, bob)  # before a heavy answer keeps what is for two away from her
    story.looks_closer(alice)
    story.a_hard_day(bob)
    story.brings_a_diary(alice)
    story.hands_over(alice)
    story.asks_alone(bob)
    story.everything_wrong(alice, PAGES)
    story.mistakes_at_the_door()
    story.new_keys(alice)
    story.days_go_by(alice, 10)
    story.keep_cookies(alice, bob)
    house.command("backup", str(house.home / "copy.db"))

    story.she_leaves(alice, bob)
    house.command("backup", str(house.home / "copy-after.db"))

    assert re.findall(rf"line\d+{RARE}", alice.get("/today").text) != []  # for her it is all there
    assert len(story.canaries.marked) >= 200
    assert names(house) >= {*LIVING, "copy.db", "copy-after.db"}
    assert leaks(story.canaries, lies_around(house)) == []

    planted_everywhere_is_found_everywhere(house)


def planted_everywhere_is_found_everywhere(house: House) -> None:
    """The control: a word left in a row, a session, a log line, a scratch file, in each way of writing it."""
    for way, write in ENCODINGS.items():
        canaries = Canaries()
        left = write(canaries("control"))
        with closing(sqlite3.connect(house.entries)) as database, database:
            database.execute("INSERT INTO entry VALUES ('s', ?, 202611, 1, ?)", [way, left])
        with closing(sqlite3.connect(house.sessions)) as database, database:
            database.execute("INSERT INTO session VALUES (?, 1, x'00', x'00', ?, 0, 0, 0, 0, 0)", [way, left])
        for path in (*house.logs, house.secrets, house.scratch / "form.tmp"):
            with path.open("ab") as file:
                file.write(left)
        copy = house.home / "control.db"
        house.command("backup", str(copy))
        where = {found.split(":")[0] for found in leaks(canaries, lies_around(house))}
        wanted = {
            "intertwine.sqlite3-wal",
            "sessions.sqlite3-wal",
            "out.log",
            "err.log",
            "data.secrets",
            "form.tmp",
            copy.name,
        }
        assert wanted - where == set(), way
        copy.unlink()
        for path in (*house.logs, house.secrets, house.scratch / "form.tmp"):
            path.write_bytes(path.read_bytes()[: -len(left)])


def test_nothing_lies_around_after_an_error_in_every_page(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.open()
    story = Story(house)
    phones = story.begin()
    story.days_go_by(phones[0], 12)
    house.close()
    house.more = {"DJANGO_SETTINGS_MODULE": "tests.canary.broken_settings", "PYTHONPATH": str(ROOT)}
    house.open()
    try:
        assert list(every_page_breaks(story, *phones)) == []
        story.keep_cookies(*phones)
        assert leaks(story.canaries, lies_around(house)) == []
        told = house.logs[1].read_text(encoding="utf-8")
        assert told.count("breaking.py") >= 2 * len(ROUTES)  # where it broke is said, twice or more for each page
    finally:
        house.close()


ENDS = ("space", "close-private", "sign-out", "sign-out-everywhere", "leave")


def every_page_breaks(story: Story, alice: Phone, bob: Phone) -> Iterator[str]:
    """What was answered otherwise than with an error, or with a word of what was sent."""
    routes = {str(route.name): route for route in ROUTES}
    goes_on = [route for name, route in routes.items() if name not in ENDS]
    tried = [(alice, route, kind) for route in goes_on for kind in ("plain", "database", "value")]
    tried += [(phone, routes[name], "plain") for phone, name in zip((alice, alice, alice, bob, bob), ENDS, strict=True)]
    for phone, route, kind in tried:
        for method in route.callback.policy.methods:
            answer = break_at(story, phone, method, address(route), kind)
            if answer is not None:
                yield answer


def break_at(story: Story, phone: Phone, method: str, where: str, kind: str) -> str | None:
    fields = ("name", "password", "old", "code", "pin", "line", "day", "seen", "feelings", "valence", "next")
    typed = {field: story.canaries(field) for field in fields}
    answer = phone.send(method, where, phone.form(typed) if method == "POST" else None, {"Break": kind})
    if answer.status not in {500, 503}:
        return f"{method} {where}: {answer.status}"
    return f"{method} {where}: {answer.text}" if story.canaries.found_in(answer.body) else None

"""What goes with Alice's good days, for Alice alone."""

import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from intertwine.members.days import today
from intertwine.mind.actions import check_in
from intertwine.mind.entries import CheckIn
from intertwine.mind.queries import Diary
from intertwine.mind.queries import diary as diary_of
from intertwine.patterns.good_days import good_days, name_of, things
from intertwine.patterns.joining import days_until
from tests.cast import Person, paired, signed_up
from tests.patterns.diaries import body, shares

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

CLEAR = "On days with movement, your state of mind tends to be lighter."
DAYS = 40

Makes = Callable[[int, date], CheckIn]


def moves(n: int, day: date) -> CheckIn:
    """Every other day with movement, on which all is lighter; and some that comes and goes with nothing."""
    moved = n % 2
    mind = 4 + 4 * moved + (n * 7 % 3) - 1
    return CheckIn(
        day,
        {"valence": mind, "stress": 10 - mind},
        factors={"movement": moved, "sleep": 420 + 30 * (n // 2 % 2), "alcohol": int(n == 3)},
        tags=("Choir",) if n % 10 == 0 else (),
        events=("affection",) if n % 8 in {0, 1} else ("none",) if n % 8 in {4, 5} else (),
    )


def lives(person: Person, makes: Makes, *, days: int = DAYS) -> None:
    visit = person.visit()
    last = today(visit)
    for n in range(days):
        check_in(visit, entry=makes(n, last - timedelta(days=n)), id=uuid.uuid4())
    person.save(visit)


def own(person: Person) -> Diary:
    visit = person.visit()
    return diary_of(visit, today(visit) - timedelta(days=365), today(visit))


def finding(person: Person) -> list[str]:
    page = person.get("/us/good-days").content.decode()
    return re.findall(r'<p class="finding">(.*?)</p>', page)


def rows(person: Person) -> list[list[str]]:
    """Of the table: what it is, the estimate, its range, days with it and days without."""
    body_of = re.search(r"<tbody>(.*?)</tbody>", person.get("/us/good-days").content.decode(), re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", body_of[1], re.DOTALL) if body_of else []
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found]


def test_alice_alone_is_told_what_goes_with_her_lighter_days() -> None:
    alice = signed_up("Alice")
    lives(alice, moves)
    assert finding(alice) == [CLEAR]
    page = alice.get("/us/good-days").content.decode()
    assert len(re.findall(r"About \d\.\d points of 10, plausibly .* from 20 days with it and 20 without\.", page)) >= 1
    assert page.count("Alcohol: 7 more days with it.") == 1
    assert page.count("Choir: 4 more days with it.") == 1


def test_paired_it_is_hers_alone_and_bobs_pages_do_not_know() -> None:
    alice, bob = paired("Alice", "Bob")
    for person in (alice, bob):
        shares(person, feeds=True, draws=True)
    before = [body(bob.get(where)) for where in ("/us/good-days",)]
    lives(alice, moves)
    assert finding(alice) == [CLEAR]
    assert [body(bob.get(where)) for where in ("/us/good-days",)] == before
    assert finding(bob) == ["It is too early to say."]


def test_with_the_private_space_closed_there_is_nothing_to_read() -> None:
    alice = signed_up("Alice")
    lives(alice, moves)
    alice.close_private()
    page = alice.get("/us/good-days").content.decode()
    assert page.count("It is closed on this device. Open it to see this page.") == 1
    assert finding(alice) == []


def test_where_nothing_goes_with_anything_nothing_is_said() -> None:
    alice = signed_up("Alice")

    def lived(n: int, day: date) -> CheckIn:
        mind = 3 + (n * n * 7 + n) % 5
        return CheckIn(day, {"valence": mind}, factors={"movement": n // 2 % 2})

    lives(alice, lived)
    assert finding(alice) == ["Nothing stands out from chance yet."]
    [row] = rows(alice)
    assert row[:2] == ["Movement", "not clear yet"]
    assert [bool(re.fullmatch(r"\d\.\d (lighter|heavier)", cell)) for cell in row[2:4]] == [True, True]
    assert (row[2].split()[-1], row[3].split()[-1], row[4:]) == ("heavier", "lighter", ["20", "20"])


def test_nothing_is_said_below_eight_days_of_either_kind() -> None:
    alice = signed_up("Alice")
    lives(alice, lambda n, day: CheckIn(day, {"valence": 8 if n % 2 else 3}, factors={"movement": n % 2}), days=15)
    assert (rows(alice), finding(alice)) == ([], ["It is too early to say."])
    assert alice.get("/us/good-days").content.decode().count("Movement: 1 more day with it.") == 1
    lives(alice, lambda n, day: CheckIn(day, {"valence": 8 if n % 2 else 3}, factors={"movement": n % 2}), days=16)
    assert ([row[0] for row in rows(alice)], finding(alice)) == (["Movement"], [CLEAR])


def test_a_tag_counts_from_the_day_on_which_it_was_first_used() -> None:
    alice = signed_up("Alice")
    lives(alice, lambda n, day: CheckIn(day, {"valence": 3 + n % 5}, tags=("Sea",) if n in {0, 2, 9} else ()))
    there = things(days_until(today(alice.visit()), DAYS), own(alice))["tag:Sea"]
    assert np.isnan(there[:-10]).all()
    assert there[-10:].tolist() == [1, 0, 0, 0, 0, 0, 0, 1, 0, 1]


def test_a_mind_that_hardly_moves_is_said_so_and_is_no_finding() -> None:
    alice = signed_up("Alice")
    lives(alice, lambda n, day: CheckIn(day, {"valence": 6}, factors={"movement": n % 2}))
    assert finding(alice) == ["Your state of mind was almost the same every day."]
    sentence = "Movement: your state of mind was almost the same every day, so it cannot be compared."
    assert alice.get("/us/good-days").content.decode().count(sentence) == 1


def test_what_nobody_spoke_of_is_neither_with_nor_without() -> None:
    alice = signed_up("Alice")
    lives(alice, moves, days=12)
    days = days_until(today(alice.visit()), 12)
    there = {name: given[::-1].tolist() for name, given in things(days, own(alice)).items()}
    assert [np.isnan(value) for value in there["event:affection"]] == [n % 8 not in {0, 1, 4, 5} for n in range(12)]
    assert there["movement"] == [0, 1] * 6
    assert there["sleep"] == [0, 0, 1, 1] * 3
    assert "tag:choir" not in there  # twice is not yet a habit
    assert [name_of(name) for name in there] == ["Movement", "Alcohol", "A longer night than your usual", "Affection"]


def test_something_done_for_ones_wellbeing_counts_on_the_days_on_which_it_was_asked() -> None:
    alice = signed_up("Alice")

    def lived(n: int, day: date) -> CheckIn:
        cared = n % 4 == 0 if n % 2 == 0 else None
        return CheckIn(day, {"valence": 7 + n % 3 if cared else 3 + n % 3}, care_act=cared)

    lives(alice, lived)
    assert finding(alice) == [
        "On days on which you did something for your own wellbeing, or for that of the two of you, your state of mind "
        "tends to be lighter."
    ]
    assert alice.get("/us/good-days").content.decode().count("from 10 days with it and 10 without.") == 2


def test_no_title_and_nothing_inline() -> None:
    alice = signed_up("Alice")
    lives(alice, moves)
    page = alice.get("/us/good-days").content.decode()
    assert re.findall(r"<title>(.*?)</title>", page) == ["Good days – Intertwine"]
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page) == []


def test_nobodys_good_days_are_empty() -> None:
    found = good_days(Diary({}, 0, 0), last=date(2026, 11, 23), who=1)
    assert (found.told, found.table.rows, found.waiting, found.looked_at, found.still) == ([], (), [], 0, False)

"""What Alice lets Bob see: each consent for itself, and nothing left of it once it is taken back."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from intertwine.couples.entries import Choices
from intertwine.couples.queries import choices_of, us_of
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import pool_space, us_space
from intertwine.members.days import end_of, today
from intertwine.mind import actions
from intertwine.mind.entries import CheckIn, Ratings, Reading, Weather
from intertwine.mind.queries import readings, weather
from tests.cast import Person, paired
from tests.mind.days import checked_in, it_is, moved_to

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

MONDAY = date(2026, 11, 23)
LONG_AGO = date(2024, 2, 29)


def shares(person: Person, *, feeds: bool = False, draws: bool = False, weather: bool = False) -> None:
    actions.set_sharing(person.visit(), Choices(feeds, draws, weather))


def number(person: Person) -> UUID:
    us = us_of(person.visit())
    assert us is not None
    return us.me


def pooled(reader: Person, author: Person) -> dict[date, Ratings]:
    return readings(reader.visit(), LONG_AGO, MONDAY + timedelta(days=400)).get(number(author), {})


def rows(person: Person) -> tuple[int, int]:
    """How many rows there are in the pool and in the shared space."""
    visit = person.visit()
    return tuple(Entry.objects.filter(space=where.id).count() for where in (pool_space(visit), us_space(visit)))  # type: ignore[return-value]  # two of them


def test_nothing_is_shared_before_anyone_said_so() -> None:
    alice, bob = paired("Alice", "Bob")
    checked_in(alice, today(alice.visit()), valence=6, arousal=3)
    assert (rows(alice), weather(bob.visit())) == ((0, 0), None)


@pytest.mark.parametrize("which", ["feeds", "draws"])
def test_saying_yes_copies_past_days_and_each_new_one(which: str) -> None:
    alice, bob = paired("Alice", "Bob")
    checked_in(alice, LONG_AGO, stress=2)
    checked_in(alice, MONDAY, valence=6, line="only hers", feelings=("sad",))
    shares(alice, **{which: True})
    checked_in(alice, MONDAY + timedelta(days=1), close=9)
    expected = {LONG_AGO: {"stress": 2}, MONDAY: {"valence": 6}, MONDAY + timedelta(days=1): {"close": 9}}
    assert pooled(bob, alice) == pooled(alice, alice) == expected
    assert pooled(alice, bob) == {}


def test_the_copy_is_of_ratings_and_of_nothing_else() -> None:
    alice, _ = paired("Alice", "Bob")
    shares(alice, feeds=True, draws=True)
    checked_in(alice, MONDAY, valence=6, line="only hers", feelings=("sad",), hard=True)
    assert [stored.entry for stored in read(pool_space(alice.visit())).entries] == [Reading(MONDAY, {"valence": 6})]


def test_a_hard_day_without_answers_leaves_no_trace_in_the_copy() -> None:
    alice, _ = paired("Alice", "Bob")
    shares(alice, feeds=True)
    checked_in(alice, MONDAY, hard=True)
    assert rows(alice) == (0, 0)


def test_taking_both_back_leaves_nothing_in_the_pool_and_only_one_leaves_it() -> None:
    alice, bob = paired("Alice", "Bob")
    shares(alice, feeds=True, draws=True)
    shares(bob, feeds=True)
    checked_in(bob, MONDAY, valence=1)
    for n in range(3):
        checked_in(alice, MONDAY - timedelta(days=n), valence=n)
    shares(alice, draws=True)
    assert len(pooled(bob, alice)) == 3
    shares(alice)
    assert (pooled(bob, alice), pooled(alice, bob)) == ({}, {MONDAY: {"valence": 1}})
    assert rows(alice) == (1, 0)


def test_yes_no_and_yes_again_is_the_same_as_yes() -> None:
    alice, bob = paired("Alice", "Bob")
    checked_in(alice, MONDAY, valence=6)
    for feeds in (True, True, False, False, True):
        shares(alice, feeds=feeds)
    assert pooled(bob, alice) == {MONDAY: {"valence": 6}}
    assert rows(alice) == (1, 0)


def test_a_change_of_the_day_changes_its_one_copy() -> None:
    alice, bob = paired("Alice", "Bob")
    shares(alice, feeds=True)
    checked_in(alice, MONDAY, valence=6, stress=2)
    checked_in(alice, MONDAY, valence=8)
    assert pooled(bob, alice) == {MONDAY: {"valence": 8, "stress": 2}}
    seen = (*[(stored.id, stored.revision) for stored in read_own(alice)],)
    actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {}, ("valence", "stress")), id=uuid4(), seen=seen)
    assert (pooled(bob, alice), rows(alice)) == ({}, (0, 0))


def read_own(person: Person) -> list[object]:
    from intertwine.journal.spaces import me_space

    return read(me_space(person.visit())).of(CheckIn)  # type: ignore[return-value]  # ids and revisions are all that is used


def test_while_her_private_space_is_closed_the_copy_grows_with_what_is_added() -> None:
    alice, bob = paired("Alice", "Bob")
    shares(alice, feeds=True)
    checked_in(alice, MONDAY, valence=6, stress=2)
    alice.close_private()
    checked_in(alice, MONDAY, valence=8)
    checked_in(alice, MONDAY, hard=True)
    checked_in(alice, MONDAY - timedelta(days=1), close=4)
    assert pooled(bob, alice) == {MONDAY: {"valence": 8, "stress": 2}, MONDAY - timedelta(days=1): {"close": 4}}


def test_a_choice_taken_back_on_one_phone_is_not_overtaken_by_the_other() -> None:
    alice, bob = paired("Alice", "Bob")
    shares(alice, feeds=True, weather=True)
    other_phone = alice.visit()
    assert choices_of(other_phone)[number(alice)].feeds  # it has looked, and now somebody else is faster
    shares(alice)
    actions.check_in(other_phone, entry=CheckIn(today(other_phone), {"valence": 6, "arousal": 2}), id=uuid4())
    assert (rows(alice), weather(bob.visit())) == ((0, 0), None)


def test_weather_is_shown_while_the_choice_and_the_day_last() -> None:
    alice, bob = paired("Alice", "Bob")
    visit, day = alice.visit(), today(alice.visit())
    checked_in(alice, day, valence=6, arousal=3, line="only hers")
    shares(alice, weather=True)
    assert weather(bob.visit()) == Weather(day, 6, 3, end_of(visit, day))
    assert weather(alice.visit()) is None
    checked_in(alice, day, valence=2, arousal=9)
    assert weather(bob.visit()) == Weather(day, 2, 9, end_of(visit, day))
    assert rows(alice) == (0, 1)
    shares(alice)
    assert (weather(bob.visit()), rows(alice)) == (None, (0, 0))


def test_weather_is_gone_when_her_day_ends_wherever_he_is(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T08:00+13:00")
    alice, bob = paired("Alice", "Bob")
    moved_to(alice, "Pacific/Auckland")
    moved_to(bob, "America/Los_Angeles")
    shares(alice, weather=True)
    it_is(monkeypatch, "2026-11-23T20:00+13:00")
    checked_in(alice, MONDAY, valence=6, arousal=3)
    shown = weather(bob.visit())
    assert shown is not None
    assert (shown.day, today(bob.visit())) == (MONDAY, MONDAY - timedelta(days=1))
    it_is(monkeypatch, "2026-11-23T23:59:59+13:00")
    assert weather(bob.visit()) == shown
    it_is(monkeypatch, "2026-11-24T00:00+13:00")
    assert weather(bob.visit()) is None


def test_yesterday_filled_in_is_no_weather() -> None:
    alice, bob = paired("Alice", "Bob")
    shares(alice, weather=True)
    checked_in(alice, today(alice.visit()) - timedelta(days=1), valence=6, arousal=3)
    assert (weather(bob.visit()), rows(alice)) == (None, (0, 0))


def test_half_a_pad_is_no_weather_and_takes_none_away_while_closed() -> None:
    alice, bob = paired("Alice", "Bob")
    shares(alice, weather=True)
    day = today(alice.visit())
    checked_in(alice, day, valence=6)
    assert weather(bob.visit()) is None
    checked_in(alice, day, arousal=3)
    alice.close_private()
    checked_in(alice, day, stress=9)
    shown = weather(bob.visit())
    assert shown is not None
    assert (shown.valence, shown.arousal) == (6, 3)


def test_a_couple_does_not_see_into_another() -> None:
    alice, _bob = paired("Alice", "Bob")
    dana, eli = paired("Dana", "Eli")
    for one in (alice, dana):
        shares(one, feeds=True, draws=True, weather=True)
    checked_in(alice, today(alice.visit()), valence=6, arousal=3)
    checked_in(dana, today(dana.visit()), valence=1, arousal=1)
    assert pooled(eli, dana) == {today(dana.visit()): {"valence": 1, "arousal": 1}}
    assert set(readings(eli.visit(), LONG_AGO, today(eli.visit()))) == {number(dana)}
    shown = weather(eli.visit())
    assert shown is not None
    assert shown.valence == 1

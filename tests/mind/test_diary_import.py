"""What Alice kept elsewhere comes beside what she wrote here, and never in its place unless she says so."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from intertwine.couples.entries import Choices
from intertwine.journal.errors import Closed
from intertwine.journal.models import Entry
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.mind.actions import check_in, set_sharing
from intertwine.mind.diary_import import bring_in, compare
from intertwine.mind.entries import CheckIn, Ratings
from intertwine.mind.errors import NotKept
from intertwine.mind.queries import all_days, readings, weather
from intertwine.web.sessions.visit import Visit
from tests.cast import paired, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

ITEMS = ("stress", "close")
MONDAY = date(2026, 11, 16)
FILE = [CheckIn(MONDAY + timedelta(days=day), {"stress": day, "close": 10 - day}, asked=ITEMS) for day in range(4)]


def ratings(visit: Visit) -> dict[date, Ratings]:
    return {day: one.ratings for day, one in all_days(visit).items()}


def rows() -> set[tuple[bytes, int, bytes]]:
    return {(row.id.bytes, row.revision, bytes(row.blob)) for row in Entry.objects.all()}


def test_new_days_are_written_and_the_same_file_again_changes_nothing() -> None:
    alice = signed_up("Alice").visit()

    bring_in(alice, compare(alice, FILE))
    before = rows()
    again = compare(alice, FILE)
    bring_in(alice, again)

    assert ratings(alice) == {day.day: day.ratings for day in FILE}
    assert {one.asked for one in all_days(alice).values()} == {ITEMS}
    assert (again.new, again.unchanged, again.adding, again.other) == ((), tuple(FILE), (), ())
    assert rows() == before


def test_two_at_the_same_moment_write_each_day_once() -> None:
    alice = signed_up("Alice").visit()
    seen_by_both = compare(alice, FILE)

    bring_in(alice, seen_by_both)
    bring_in(alice, seen_by_both)

    assert Entry.objects.count() == len(FILE)


def test_ids_tell_nobody_which_answers_they_stand_for() -> None:
    alice, dana = signed_up("Alice").visit(), signed_up("Dana").visit()
    bring_in(alice, compare(alice, FILE))
    first = set(Entry.objects.values_list("id", flat=True))
    bring_in(dana, compare(dana, FILE))

    assert len(first & set(Entry.objects.exclude(space=me_space(alice).id).values_list("id", flat=True))) == 0
    Entry.objects.filter(space=me_space(alice).id).delete()
    bring_in(alice, compare(alice, FILE))
    assert set(Entry.objects.filter(space=me_space(alice).id).values_list("id", flat=True)) == first


def test_days_that_were_checked_in_here_are_told_apart() -> None:
    alice = signed_up("Alice").visit()
    same, added, other, new = FILE
    check_in(alice, entry=CheckIn(same.day, {**same.ratings, "valence": 7}, line="We walked."), id=uuid4())
    check_in(alice, entry=CheckIn(added.day, {"valence": 3}, hard=True), id=uuid4())
    check_in(alice, entry=CheckIn(other.day, {"stress": 9, "valence": 1}, line="Too much."), id=uuid4())

    found = compare(alice, FILE)

    assert (found.unchanged, found.adding, found.other, found.new) == ((same,), (added,), (other,), (new,))


@pytest.mark.parametrize(
    ("take_over", "stands"), [(False, {"stress": 9, "valence": 1}), (True, {"stress": 2, "close": 8, "valence": 1})]
)
def test_other_answers_stay_unless_the_file_may_take_their_place(take_over: bool, stands: Ratings) -> None:
    alice = signed_up("Alice").visit()
    hard, other = FILE[1], FILE[2]
    check_in(alice, entry=CheckIn(hard.day, hard=True), id=uuid4())
    check_in(
        alice, entry=CheckIn(other.day, {"stress": 9, "valence": 1}, feelings=("tired",), line="Too much."), id=uuid4()
    )

    bring_in(alice, compare(alice, FILE), take_over=take_over)

    kept = all_days(alice)
    assert kept[other.day].ratings == stands
    assert (kept[other.day].feelings, kept[other.day].line) == (("tired",), "Too much.")
    assert (kept[hard.day].ratings, kept[hard.day].hard) == (hard.ratings, True)


def test_nothing_reaches_the_pool_while_nothing_is_shared() -> None:
    alice, bob = (person.visit() for person in paired("Alice", "Bob"))
    set_sharing(bob, Choices(feeds=True, draws=True, weather=True))

    bring_in(alice, compare(alice, FILE))

    assert readings(bob, MONDAY, MONDAY + timedelta(days=4)) == {}


def test_what_is_shared_is_passed_on_with_today_as_weather() -> None:
    alice, bob = (person.visit() for person in paired("Alice", "Bob"))
    set_sharing(alice, Choices(feeds=True, weather=True))
    pad = CheckIn(today(alice), {"valence": 8, "arousal": 2})

    bring_in(alice, compare(alice, [*FILE, pad]))

    alices = me_space(alice).by
    first, last = MONDAY, today(alice) + timedelta(days=1)
    assert readings(bob, first, last) == {alices: {day.day: day.ratings for day in [*FILE, pad]}}
    shown = weather(bob)
    assert shown is not None
    assert (shown.valence, shown.arousal) == (8, 2)


def test_days_are_not_told_as_kept_where_something_damaged_lies_in_their_place() -> None:
    alice = signed_up("Alice").visit()
    bring_in(alice, compare(alice, FILE[:1]))
    Entry.objects.update(blob=b"\x00" * 64)

    with pytest.raises(NotKept) as refused:
        bring_in(alice, compare(alice, FILE))

    assert refused.value.days == (FILE[0].day,)
    assert Entry.objects.count() == 1


def test_a_closed_diary_takes_nothing_in() -> None:
    person = signed_up("Alice")
    person.close_private()

    with pytest.raises(Closed):
        compare(person.visit(), FILE)


def test_each_day_is_counted_as_it_is_written() -> None:
    alice, counted = signed_up("Alice").visit(), []
    bring_in(alice, compare(alice, FILE), step=lambda: counted.append(1))

    assert len(counted) == len(FILE)

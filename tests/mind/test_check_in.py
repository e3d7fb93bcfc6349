"""Alice checks in: once a day, whatever her phones and her private space do."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.mind import actions
from intertwine.mind.asking import items_for
from intertwine.mind.entries import CheckIn, OffTheScale, Reading, Weather
from intertwine.mind.errors import Changed
from intertwine.mind.queries import days, diary
from tests.cast import Person, signed_up
from tests.mind.days import checked_in

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY - timedelta(days=1)


def opened(person: Person) -> Person:
    person.post("/open", password=person.password)
    return person


def of_monday(person: Person) -> CheckIn:
    return days(person.visit(), MONDAY, MONDAY)[MONDAY].written


def rows_of(person: Person) -> int:
    return Entry.objects.filter(space=me_space(person.visit()).id).count()


def test_a_check_in_reads_back_as_it_was_given() -> None:
    alice = signed_up("Alice")
    given = CheckIn(MONDAY, {"valence": 0, "stress": 10}, ("valence", "stress"), ("calm",), "slept badly", hard=True)
    actions.check_in(alice.visit(), entry=given, id=uuid4())
    assert of_monday(alice) == given


def test_a_double_tap_is_one_entry() -> None:
    alice, id = signed_up("Alice"), uuid4()
    for _ in range(2):
        actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"valence": 6}), id=id, seen=())
    assert (rows_of(alice), of_monday(alice).ratings) == (1, {"valence": 6})


def test_a_double_tap_while_the_private_space_is_closed_is_one_entry() -> None:
    alice, id = signed_up("Alice"), uuid4()
    alice.close_private()
    for _ in range(2):
        actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"valence": 6}, line="once"), id=id)
    assert rows_of(alice) == 1
    assert of_monday(opened(alice)) == CheckIn(MONDAY, {"valence": 6}, line="once")


def test_the_same_page_sent_again_with_other_answers_loses_nothing_even_while_closed() -> None:
    alice, id = signed_up("Alice"), uuid4()
    alice.close_private()
    for points in (3, 8):
        actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"valence": points}, line=f"line {points}"), id=id)
    assert of_monday(opened(alice)) == CheckIn(MONDAY, {"valence": 8}, line="line 3\nline 8")


def test_what_is_added_while_closed_is_one_check_in_with_what_was_there() -> None:
    alice = signed_up("Alice")
    checked_in(alice, MONDAY, valence=3, stress=7, feelings=("sad",), line="in the morning")
    alice.close_private()
    checked_in(alice, MONDAY, valence=8, feelings=("calm",), line="in the evening")
    assert of_monday(opened(alice)) == CheckIn(
        MONDAY, {"valence": 8, "stress": 7}, (), ("sad", "calm"), "in the morning\nin the evening"
    )


def test_a_change_leaves_one_entry_where_there_were_several() -> None:
    alice = signed_up("Alice")
    alice.close_private()
    for points in (1, 2, 3):
        checked_in(alice, MONDAY, valence=points)
    seen = days(opened(alice).visit(), MONDAY, MONDAY)[MONDAY].standing
    assert len(seen) == 3
    actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"stress": 4}, ("valence", "stress")), id=uuid4(), seen=seen)
    assert (rows_of(alice), of_monday(alice).ratings) == (1, {"stress": 4})


def test_a_change_begun_while_open_and_sent_after_the_space_closed_is_still_a_change() -> None:
    alice = signed_up("Alice")
    checked_in(alice, MONDAY, valence=3, line="take this back")
    seen = days(alice.visit(), MONDAY, MONDAY)[MONDAY].standing
    alice.close_private()
    actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"valence": 8}), id=uuid4(), seen=seen)
    assert of_monday(opened(alice)) == CheckIn(MONDAY, {"valence": 8})


def test_two_phones_change_the_same_day_and_the_second_is_asked() -> None:
    alice = signed_up("Alice")
    checked_in(alice, MONDAY, valence=3)
    seen = days(alice.visit(), MONDAY, MONDAY)[MONDAY].standing
    actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"valence": 4}), id=uuid4(), seen=seen)
    typed = CheckIn(MONDAY, {"valence": 9}, line="typed on the other phone")
    with pytest.raises(Changed) as changed:
        actions.check_in(alice.visit(), entry=typed, id=uuid4(), seen=seen)
    assert (changed.value.typed, changed.value.stands.ratings) == (typed, {"valence": 4})
    assert of_monday(alice).ratings == {"valence": 4}


def test_two_phones_begin_the_same_day_and_the_second_is_asked() -> None:
    alice = signed_up("Alice")
    actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"valence": 4}), id=uuid4(), seen=())
    with pytest.raises(Changed):
        actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"valence": 5}), id=uuid4(), seen=())
    assert (rows_of(alice), of_monday(alice).ratings) == (1, {"valence": 4})


def test_what_was_not_asked_this_time_stands_as_it_did() -> None:
    alice = signed_up("Alice")
    checked_in(alice, MONDAY, valence=3, close=9)
    seen = days(alice.visit(), MONDAY, MONDAY)[MONDAY].standing
    actions.check_in(alice.visit(), entry=CheckIn(MONDAY, {"stress": 2}, ("valence", "stress")), id=uuid4(), seen=seen)
    assert of_monday(alice).ratings == {"close": 9, "stress": 2}


def test_each_day_has_its_own_check_in_over_the_end_of_a_month() -> None:
    alice = signed_up("Alice")
    dates = [date(2026, 11, 30), date(2026, 12, 1), date(2027, 1, 1), date(2028, 2, 29)]
    for n, day in enumerate(dates):
        checked_in(alice, day, valence=n)
    found = days(alice.visit(), date(2026, 12, 1), date(2028, 2, 29))
    assert {day: one.ratings for day, one in found.items()} == {day: {"valence": n} for n, day in enumerate(dates) if n}


def test_what_cannot_be_opened_is_counted_and_a_newer_entry_is_left_alone() -> None:
    alice = signed_up("Alice")
    checked_in(alice, MONDAY, valence=3)
    checked_in(alice, SUNDAY, valence=4)
    where = me_space(alice.visit()).id
    rows = list(Entry.objects.filter(space=where).order_by("id"))
    Entry.objects.filter(space=where, id=rows[0].id).update(blob=b"\x02" + bytes(rows[0].blob)[1:])
    Entry.objects.filter(space=where, id=rows[1].id).update(blob=bytes(rows[1].blob)[:-1])
    found = diary(alice.visit(), SUNDAY, MONDAY)
    assert (found.days, found.damaged, found.newer) == ({}, 1, 1)
    before = [bytes(row.blob) for row in Entry.objects.filter(space=where).order_by("id")]
    checked_in(alice, MONDAY, valence=7)
    assert of_monday(alice).ratings == {"valence": 7}
    assert [bytes(Entry.objects.get(space=where, id=row.id).blob) for row in rows] == before


@pytest.mark.parametrize("points", [-1, 11])
def test_no_entry_holds_a_rating_off_the_scale(points: int) -> None:
    with pytest.raises(OffTheScale):
        CheckIn(MONDAY, {"valence": points})
    with pytest.raises(OffTheScale):
        Reading(MONDAY, {"valence": points})
    with pytest.raises(OffTheScale):
        Weather(MONDAY, valence=5, arousal=points, until=0)


def test_someone_alone_passes_nothing_on() -> None:
    alice = signed_up("Alice")
    visit = checked_in(alice, today(alice.visit()), valence=6, arousal=3)
    assert Entry.objects.count() == len(read(me_space(visit)).entries) == 1


def test_what_is_asked_is_the_same_all_day_and_each_members_own() -> None:
    alice, charlie = signed_up("Alice"), signed_up("Charlie")
    fortnight = [MONDAY + timedelta(days=n) for n in range(14)]
    hers = [items_for(alice.visit(), day) for day in fortnight]
    assert hers == [items_for(alice.visit(), day) for day in fortnight]
    assert {items[:3] for items in hers} == {("valence", "arousal", "stress")}
    assert max(len(items) for items in hers) == 7
    del charlie


@pytest.mark.parametrize("factors", [{"sleep": -1}, {"sleep": 1441}, {"movement": 3}, {"medication": 2}])
def test_no_entry_holds_a_factor_that_cannot_be(factors: dict[str, int]) -> None:
    with pytest.raises(OffTheScale):
        CheckIn(MONDAY, factors=factors)


def test_all_that_can_be_said_of_a_day_reads_back_as_it_was_given() -> None:
    alice = signed_up("Alice")
    given = CheckIn(
        MONDAY,
        own_words=("fizzy",),
        factors={"sleep": 450, "movement": 2, "alcohol": 0, "medication": 1},
        tags=("garden",),
        events=("affection", "together"),
        care_act=True,
        care_what="a walk",
        not_today=("close",),
    )
    actions.check_in(alice.visit(), entry=given, id=uuid4())
    assert of_monday(alice) == given

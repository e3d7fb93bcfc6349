"""Alice looks back on her days."""

from datetime import date, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from intertwine.members.days import today
from intertwine.mind.beside import beside
from intertwine.mind.day import Day
from intertwine.mind.entries import CheckIn
from tests.cast import signed_up
from tests.mind.days import checked_in
from tests.mind.pages import has

MONDAY = date(2026, 11, 23)


def diary(count: int, **by_turn: object) -> dict[date, Day]:
    """Well and unwell in turn, with what `by_turn` says on the days that are well."""
    days = [MONDAY - timedelta(days=n) for n in range(count)]
    return {
        day: Day(CheckIn(day, {"valence": 8 if n % 2 else 3}, **(by_turn if n % 2 else {})), ())  # type: ignore[arg-type]  # its fields
        for n, day in enumerate(days)
    }


def named(days: dict[date, Day], length: int = 60) -> dict[str, str]:
    shown = [MONDAY - timedelta(days=n) for n in reversed(range(length))]
    return {one.name: one.chart.sentence for one in beside(days, shown)}


def test_nothing_is_said_below_eight_days_of_either_kind() -> None:
    assert named(diary(15, tags=("garden",))) == {}
    found = named(diary(16, tags=("garden",)))
    assert list(found) == ["“garden”"]


def test_what_stands_out_is_said_with_its_size_its_range_and_its_days() -> None:
    sentence = named(diary(40, tags=("garden",)))["“garden”"]
    assert sentence.startswith(
        "Your state of mind was about 5 lighter on the 20 days with it than on the 20 days without"
    )
    assert "heavier" not in sentence


def test_what_does_not_stand_out_is_said_to_be_unclear() -> None:
    days = {
        day: Day(CheckIn(day, one.ratings, tags=("sea",) if one.day.day % 3 == 0 else ()), ())
        for day, one in diary(40).items()
    }
    assert named(days)["“sea”"].startswith("No clear difference so far between ")


def test_a_tag_counts_from_its_first_day_and_an_item_only_where_it_was_answered() -> None:
    days = diary(40)
    for n in range(10):
        day = MONDAY - timedelta(days=n)
        days[day] = Day(CheckIn(day, days[day].ratings, tags=("new",), factors={"sleep": 480}), ())
    assert named(days) == {}


@pytest.mark.django_db(databases=["default", "sessions"])
def test_her_days_are_there_with_a_line_the_pad_and_her_words_and_cost_the_same_for_many() -> None:
    alice = signed_up("Alice")
    assert has(alice.get("/mine/days"), "Nothing here yet.")
    checked_in(alice, today(alice.visit()), valence=7, arousal=3)
    assert has(alice.get("/mine/days"), "<figcaption>It is on the calm, content side.</figcaption>")
    counts = []
    for last in (1, 70):
        for n in range(last):
            checked_in(alice, today(alice.visit()) - timedelta(days=n), valence=n % 11, arousal=3, line=f"line {n}")
        for span in ("month", "year"):
            with (
                CaptureQueriesContext(connections["default"]) as ours,
                CaptureQueriesContext(connections["sessions"]) as theirs,
            ):
                alice.get("/mine/days", span=span)
            counts.append(len(ours) + len(theirs))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
    page = alice.get("/mine/days")
    assert [
        has(page, words) for words in ("line 29", "line 30", "Where you were on the pad", ">Earlier<", ">Later<")
    ] == [
        True,
        False,
        True,
        True,
        False,
    ]
    earlier = alice.get("/mine/days", span="month", back="2")
    assert [has(earlier, words) for words in ("line 60", "line 59", ">Earlier<", ">Later<")] == [
        True,
        False,
        False,
        True,
    ]
    for odd in ({"back": "-1"}, {"back": "9" * 40}, {"back": "x", "span": "<b>"}):
        assert alice.get("/mine/days", **odd).status_code == 200


@pytest.mark.django_db(databases=["default", "sessions"])
def test_no_chart_counts_days_in_a_row_and_every_chart_has_a_sentence_and_a_table() -> None:
    alice = signed_up("Alice")
    for n in range(3):
        checked_in(alice, today(alice.visit()) - timedelta(days=n), valence=n, arousal=3, stress=4)
    for span in ("month", "year"):
        text = alice.get("/mine/days", span=span).content.decode()
        assert text.count("<figure>") == text.count("<figcaption>") == text.count("<table>") > 0
        assert [word for word in ("streak", "in a row") if word in text] == []

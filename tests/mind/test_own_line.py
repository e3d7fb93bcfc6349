"""One's own line says the same as the statistics do."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from intertwine.insights.series import diary_of
from intertwine.mind.day import Day
from intertwine.mind.entries import CheckIn, Ratings
from intertwine.mind.own_line import SPAN, own_line, state_of_mind
from intertwine.mind.weather import place_of, said

MONDAY = date(2026, 11, 23)


def on(day: date, ratings: Ratings) -> dict[date, Day]:
    return {day: Day((CheckIn(day, ratings),), ())}


@given(st.dictionaries(st.sampled_from(("valence", "arousal", "stress", "close")), st.integers(0, 10)))
def test_the_state_of_mind_is_the_one_the_patterns_use(ratings: Ratings) -> None:
    items = {item: np.array([[points, np.nan]], dtype=float) for item, points in ratings.items()}
    theirs = diary_of(days=1, ratings=items).mind[0, 0]
    ours = state_of_mind(ratings)
    assert (np.isnan(theirs) and ours is None) or theirs == ours


def test_nothing_to_draw_is_no_line() -> None:
    assert own_line({}, name="Alice", which=1, last=MONDAY) is None
    assert own_line(on(MONDAY, {"close": 3}), name="Alice", which=1, last=MONDAY) is None
    assert own_line(on(MONDAY - SPAN - timedelta(days=1), {"stress": 3}), name="Alice", which=1, last=MONDAY) is None


def test_one_day_is_a_line_already_and_four_weeks_are_on_it() -> None:
    chart = own_line(on(MONDAY, {"valence": 6, "stress": 3}), name="Alice", which=1, last=MONDAY)
    assert chart is not None
    assert len(chart.table.rows) == 28
    assert (chart.table.rows[0][0], chart.table.rows[-1][1]) == ("October 27, 2026", "6.5")


def test_a_place_on_the_pad_is_said_in_the_words_of_its_corner() -> None:
    corners = [said(valence, arousal) for valence, arousal in ((0, 0), (0, 10), (10, 0), (10, 10), (5, 4))]
    assert corners == [
        "It is on the low, tired side.",
        "It is on the tense, restless side.",
        "It is on the calm, content side.",
        "It is on the lively, hopeful side.",
        "It is neither one thing nor the other.",
    ]


def test_a_place_lies_on_its_picture_and_half_a_pad_is_no_place() -> None:
    low, high = place_of({"valence": 0, "arousal": 0}), place_of({"valence": 10, "arousal": 10})
    assert low is not None
    assert high is not None
    assert ((low.x, low.y), (high.x, high.y)) == ((10, 60), (90, 10))
    assert place_of({"valence": 5}) is None

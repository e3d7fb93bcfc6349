"""Alice's and Bob's days, side by side."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from intertwine.members.days import today
from intertwine.patterns.joining import (
    NOBODY,
    Span,
    days_until,
    joined,
    lately,
    paired_days,
    shared_days,
    span_of,
    usual_range,
    values,
    weekly_mean,
)
from intertwine.web.sessions.visit import IdentityTier, Visit

MONDAY = date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)


def test_a_row_is_a_day_and_a_column_is_a_member() -> None:
    alice = {MONDAY: {"valence": 8, "stress": 4, "close": 6}}
    bob = {MONDAY: {"close": 3}, TUESDAY: {"valence": 2}}
    diary = joined([MONDAY, TUESDAY], (alice, bob))
    assert np.array_equal(diary.closeness, [[6, 3], [np.nan, np.nan]], equal_nan=True)
    assert np.array_equal(diary.mind, [[7, np.nan], [np.nan, 2]], equal_nan=True)


def test_state_of_mind_is_the_mean_of_what_was_answered() -> None:
    def mind(**ratings: int) -> float:
        return float(joined([MONDAY], ({MONDAY: ratings}, {})).mind[0, 0])

    assert mind(valence=8) == 8
    assert mind(stress=3) == 7
    assert mind(valence=8, stress=3) == 7.5
    assert np.isnan(mind(close=5))


def test_two_who_live_a_day_apart_share_the_day_that_both_call_monday() -> None:
    """Alice's Monday in Apia is over when Bob's in Pago Pago, an hour's flight away, begins."""

    def day_in(zone: str, now: datetime) -> date:
        identity = IdentityTier(member=b"", name="", identity=b"", me_space=b"", me_write=b"", zone=zone)
        return today(Visit(identity=identity), now=now)

    alices_evening = day_in("Pacific/Apia", datetime(2026, 11, 23, 6, tzinfo=UTC))
    bobs_evening = day_in("Pacific/Pago_Pago", datetime(2026, 11, 24, 6, tzinfo=UTC))
    assert (alices_evening, bobs_evening) == (MONDAY, MONDAY)
    both = {alices_evening: {"close": 7}}, {bobs_evening: {"close": 4}}
    assert joined(shared_days(both), both).closeness.tolist() == [[7, 4]]


def test_the_shared_days_go_from_the_first_answer_to_the_last_with_every_day_between() -> None:
    both = {MONDAY: {"close": 7}}, {MONDAY + timedelta(days=3): {"close": 4}}
    assert shared_days(both) == [MONDAY + timedelta(days=n) for n in range(4)]
    assert shared_days(NOBODY) == []


def test_of_many_years_the_latest_is_looked_at() -> None:
    days = days_until(MONDAY, 1000)
    both = {day: {"close": 5} for day in days}, {}
    assert shared_days(both) == days[-365:]


def test_a_paired_day_is_one_on_which_both_rated_mind_or_closeness() -> None:
    alice = {MONDAY: {"valence": 5}, TUESDAY: {"valence": 5}}
    assert paired_days(joined([MONDAY, TUESDAY], (alice, {MONDAY: {"close": 5}}))) == 1
    assert paired_days(joined([MONDAY, TUESDAY], (alice, {MONDAY: {"arousal": 5, "rely": 5}}))) == 0
    assert paired_days(joined([], NOBODY)) == 0


def test_how_many_paired_days_there_were_of_late() -> None:
    both = {day: {"close": 5} for day in days_until(MONDAY, 40)}, {MONDAY: {"close": 5}, TUESDAY: {"close": 5}}
    days = shared_days(both)
    assert lately(joined(days, both), days, last=MONDAY) == 1
    everyday = both[0], both[0]
    assert lately(joined(days, everyday), days, last=MONDAY) == 28
    assert lately(joined([], NOBODY), [], last=MONDAY) == 0


def test_the_last_day_is_today_and_a_year_has_365() -> None:
    assert days_until(MONDAY, 2) == [date(2026, 11, 22), MONDAY]
    assert {span: len(days_until(MONDAY, span.length)) for span in Span} == {"month": 30, "season": 91, "year": 365}
    leap_day = date(2028, 2, 29)
    assert days_until(leap_day + timedelta(days=1), 3) == [date(2028, 2, 28), leap_day, date(2028, 3, 1)]


def test_whatever_is_asked_for_there_is_a_span() -> None:
    asked = ("month", "season", "year", "", "decade", "MONTH")
    assert [span_of(text) for text in asked] == [
        Span.MONTH,
        Span.SEASON,
        Span.YEAR,
        Span.MONTH,
        Span.MONTH,
        Span.MONTH,
    ]


def test_a_day_without_an_answer_is_none_in_a_line() -> None:
    assert values(np.array([4.0, np.nan, 6.5])) == [4.0, None, 6.5]


def test_what_is_usual_needs_a_week_of_answers() -> None:
    assert usual_range([5, None, 5, 5, 5, 5, 5]) is None
    assert usual_range([1, 2, 3, 4, 5, 6, 7]) == (2.5, 5.5)


def test_the_week_around_a_day() -> None:
    assert weekly_mean([1, 2, 3, 4, None, 6, 7]) == [2.5, 2.5, 3.2, 23 / 6, 4.4, 5, 17 / 3]
    assert weekly_mean([8, None, None, None, None]) == [8, 8, 8, 8, None]


@given(st.lists(st.none() | st.integers(0, 10), max_size=40))
def test_a_mean_of_a_week_never_leaves_the_scale(line: list[int | None]) -> None:
    smooth = weekly_mean(line)
    assert len(smooth) == len(line)
    assert all(value is None or 0 <= value <= 10 for value in smooth)
    assert all(smooth[n] is not None for n, value in enumerate(line) if value is not None)

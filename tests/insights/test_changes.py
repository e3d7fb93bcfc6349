"""Weeks that look different from the ones before, and weeks that only wander."""

import msgspec
import numpy as np
import pytest
from bench.calibrate import change_table

from intertwine.insights import changes, swap
from intertwine.insights.ask import picture
from intertwine.insights.simulate import Missing, Truth
from intertwine.insights.types import EDGES, Diary, Outcome
from tests.insights.diaries import FloatArray, alice_and_bob, changed

UNLINKED = Truth(follows={})
DAYS = 90
MIND_AND_CLOSENESS = EDGES[:1]


def a_fight(diary: Diary, *, on: int, points: float) -> Diary:
    """From that day on, mood and closeness of both are lower."""
    later = (np.arange(diary.days) >= on)[:, None] * points
    return changed(diary, mind=np.clip(diary.mind - later, 0, 10), closeness=np.clip(diary.closeness - later, 0, 10))


def wandering(carry_over: float, *, days: int, missing: float, seed: int) -> list[changes.Series]:
    """Ten series on whole points that carry over and never change."""
    rng = np.random.default_rng([days, seed])
    state = rng.standard_normal(10)
    rows = []
    for _ in range(days):
        rows.append(np.clip(np.round(6 + 2 * state), 0, 10))
        state = carry_over * state + np.sqrt(1 - carry_over**2) * rng.standard_normal(10)
    answers = np.where(rng.random((days, 10)) < missing, np.nan, rows)
    return [changes.Series.of(column, name="mind", member=0) for column in answers.T]


@pytest.mark.parametrize(("carry_over", "days", "missing"), [(0.0, 90, 0.5), (0.3, 90, 0.2), (0.5, 60, 0.2)])
def test_couples_in_whom_nothing_changed_are_rarely_told_so(carry_over: float, days: int, missing: float) -> None:
    couples = 150
    told = sum(
        bool(changes.find(wandering(carry_over, days=days, missing=missing, seed=seed))) for seed in range(couples)
    )

    assert told <= 0.05 * couples + 2.33 * np.sqrt(couples * 0.05 * 0.95)


def test_after_a_fight_the_weeks_since_are_told_apart_from_those_before() -> None:
    quarrelled = a_fight(alice_and_bob(days=DAYS, truth=UNLINKED), on=50, points=3.0)

    found = picture(quarrelled, MIND_AND_CLOSENESS)

    told = {(change.series, change.member): change for change in found.changes}
    assert sorted(told) == [("closeness", 0), ("closeness", 1), ("mind", 0), ("mind", 1)]
    for change in told.values():
        assert change.kind == "break"
        assert abs(change.day - 50) <= 4
        assert 1.5 < change.before_points - change.after_points < 4.5
        assert change.p <= 0.05
    assert found.findings == ()


def test_a_slow_slide_is_a_trend_from_its_first_day_to_its_last() -> None:
    diary = alice_and_bob(days=DAYS, truth=UNLINKED, missing=Missing(each=0, both=0))
    slide = np.linspace(2.5, -2.5, DAYS)[:, None] * np.array([[1.0, 0.0]])

    (change,) = picture(changed(diary, closeness=np.clip(diary.closeness + slide, 0, 10)), MIND_AND_CLOSENESS).changes

    assert (change.series, change.member, change.kind, change.day, change.days) == ("closeness", 0, "trend", 0, DAYS)
    assert change.before_points - change.after_points == pytest.approx(5, abs=1.5)


def test_days_count_as_the_diarys_rows_do_also_where_nothing_was_answered_at_first() -> None:
    late = a_fight(alice_and_bob(days=DAYS + 30, truth=UNLINKED), on=80, points=4.0)
    silent = np.where(np.arange(DAYS + 30)[:, None] < 30, np.nan, 1.0)

    found = picture(changed(late, mind=late.mind * silent, closeness=late.closeness * silent), MIND_AND_CLOSENESS)

    assert found.days_used <= DAYS
    assert all(abs(change.day - 80) <= 4 for change in found.changes)
    assert len(found.changes) == 4


def test_who_is_called_first_changes_no_digit_of_a_change() -> None:
    quarrelled = a_fight(alice_and_bob(days=DAYS, truth=UNLINKED), on=50, points=2.0)

    mirrored = swap.picture(picture(swap.diary(quarrelled), MIND_AND_CLOSENESS))

    assert picture(quarrelled, MIND_AND_CLOSENESS).changes == mirrored.changes
    assert len(mirrored.changes) > 0


def test_nothing_is_told_of_series_too_short_or_that_hardly_move_or_sit_at_an_end() -> None:
    step = np.r_[np.full(30, 5.0), np.full(30, 5.5)]
    at_the_end = np.r_[np.full(50, 10.0), np.full(10, 2.0)]
    short = np.r_[np.full(10, 2.0), np.full(10, 8.0)]

    series = [changes.Series.of(column, name="mind", member=0) for column in (step, at_the_end, short)]

    assert [one.can_be_judged for one in series] == [False, False, False]
    assert changes.find(series) == ()


def test_a_level_that_jumps_and_otherwise_never_moves_leaves_nothing_to_relate() -> None:
    jump = np.repeat([[4.0], [8.0]], 30, axis=0) * np.ones((1, 2))
    jump[::9] += 0.2

    found = picture(
        changed(alice_and_bob(days=60, missing=Missing(each=0, both=0)), closeness=jump), MIND_AND_CLOSENESS
    )

    assert found.outcome == Outcome.NO_VARIATION
    assert [change.after_points > change.before_points for change in found.changes] == [True, True]


def test_the_level_follows_what_was_told_and_keeps_its_mean() -> None:
    column = np.r_[np.nan, 3.0, np.tile([2.0, 4.0], 3), np.tile([6.0, 8.0], 3), 7.0, np.nan]
    told = changes.Change(
        series="mind", member=0, kind="break", day=8, before_points=3.0, after_points=7.0, p=0.01, days=14
    )

    by_break = changes.moved(column, told)
    by_line = changes.moved(np.r_[np.arange(20.0), np.nan], msgspec.structs.replace(told, kind="trend"))

    assert by_break.tolist() == [-2.0] * 8 + [2.0] * 8
    np.testing.assert_allclose(by_line, np.r_[np.arange(20), 19] - 9.5)


def test_a_level_is_not_moved_by_a_change_that_too_few_answers_know_of() -> None:
    told = changes.Change(
        series="mind", member=0, kind="break", day=4, before_points=3.0, after_points=7.0, p=0.01, days=4
    )

    assert changes.moved(np.arange(20.0), None).tolist() == [0] * 20
    assert changes.moved(np.arange(20.0), told).tolist() == [0] * 20
    assert changes.moved(np.full(20, np.nan), told).tolist() == [0] * 20


def best_by_hand(points: FloatArray) -> int:
    """The split into two levels with the smallest sum of squares."""
    splits = range(changes.EACH_SIDE, len(points) - changes.EACH_SIDE + 1)
    return min(splits, key=lambda k: float(points[:k].var() * k + points[k:].var() * (len(points) - k)))


@pytest.mark.parametrize("seed", range(5))
def test_the_scan_finds_the_split_that_least_squares_finds(seed: int) -> None:
    points = np.random.default_rng(seed).normal(size=40)

    first, gain, _ = changes._best_break((points - points.mean())[:, None])

    split = best_by_hand(points)
    left = points[:split].var() * split + points[split:].var() * (40 - split)
    assert first.tolist() == [split]
    assert gain[0] == pytest.approx(points.var() * 40 - left)


def test_a_long_series_is_judged_by_groups_of_answers() -> None:
    rng = np.random.default_rng(4)
    still, jumping = rng.normal(6, 1.5, size=(2, 360))
    jumping[200:] += 1.5

    assert changes.chance(still) > 0.05
    assert changes.chance(jumping) < 0.001


def test_the_table_of_chances_is_the_one_its_program_makes() -> None:
    table = changes.chances()
    length, resemblance = table.lengths[3], table.resemblance.index(0.2)

    again = change_table.rows(length, 40_000)[resemblance]

    few_in_the_tail = table.chances.index(0.01)
    np.testing.assert_allclose(again[1:few_in_the_tail], table.clearness[3][resemblance][1:few_in_the_tail], rtol=0.1)
    assert (table.lengths, table.chances) == (change_table.LENGTHS, change_table.CHANCES)

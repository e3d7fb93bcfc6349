"""Whatever a diary is like, it ends in an outcome with a name: no traceback, and no finding."""

from datetime import date, timedelta

import msgspec
import numpy as np
import pytest

from intertwine.insights.ask import picture
from intertwine.insights.errors import Refusal
from intertwine.insights.simulate import Missing
from intertwine.insights.types import EDGES, SERIES, Diary, Outcome, Picture, Request
from intertwine.patterns.joining import joined, shared_days
from tests.insights.diaries import CLEARLY_LINKED, FloatArray, alice_and_bob, changed

NAN = float("nan")
COMPLETE = Missing(each=0, both=0)


def linked(days: int = 60) -> Diary:
    """So clearly that anything left of it would be told."""
    return alice_and_bob(days=days, truth=CLEARLY_LINKED, missing=COMPLETE)


def whole(diary: Diary, by: FloatArray) -> Diary:
    """Every series times `by`: ones, or NaN where nothing was answered."""
    return changed(diary, **{name: diary.series(name) * by for name in SERIES})


def short(length: int) -> Diary:
    diary = linked()
    return Diary(days=length, **{name: diary.series(name)[:length] for name in SERIES})


CONSTANT = changed(linked(), **{name: np.full((60, 2), 5.0) for name in SERIES})
ALICE_ALONE = whole(linked(), np.array([[1.0, NAN]]))
IN_TURNS = whole(linked(), np.where((np.arange(60)[:, None] + np.arange(2)) % 2 == 0, 1.0, NAN))
ALWAYS_TEN = changed(linked(), **{name: np.full((60, 2), 10.0) for name in SERIES})
ONE_OUTLIER = changed(linked(), closeness=np.r_[np.full((59, 2), 7.0), np.zeros((1, 2))])


@pytest.mark.parametrize(
    ("diary", "outcome"),
    [
        pytest.param(CONSTANT, Outcome.NO_VARIATION, id="the same every day"),
        pytest.param(ALWAYS_TEN, Outcome.NO_VARIATION, id="always ten"),
        pytest.param(ALICE_ALONE, Outcome.TOO_FEW_DAYS, id="Bob silent"),
        pytest.param(IN_TURNS, Outcome.TOO_FEW_DAYS, id="never on the same day"),
        pytest.param(short(1), Outcome.TOO_FEW_DAYS, id="one day"),
        pytest.param(short(3), Outcome.TOO_FEW_DAYS, id="three days"),
        pytest.param(whole(linked(), np.full((1, 2), NAN)), Outcome.TOO_FEW_DAYS, id="nothing at all"),
    ],
)
def test_a_diary_that_says_too_little_says_so(diary: Diary, outcome: Outcome) -> None:
    found = picture(diary, EDGES)

    assert (found.outcome, found.refusal, found.effects, found.findings) == (outcome, None, (), ())
    assert {one.outcome for one in found.diagnostics} == {outcome}


def test_one_day_apart_from_all_others_is_nothing_to_lean_on() -> None:
    found = picture(ONE_OUTLIER, EDGES[:1])

    assert found.findings == ()
    assert found.outcome in {Outcome.READY, Outcome.NO_VARIATION, Outcome.NOT_CONVERGED}


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        (np.inf, Refusal.NOT_A_NUMBER),
        (-np.inf, Refusal.NOT_A_NUMBER),
        (10.001, Refusal.OFF_THE_SCALE),
        (-0.001, Refusal.OFF_THE_SCALE),
        (1e300, Refusal.OFF_THE_SCALE),
    ],
)
@pytest.mark.parametrize("name", SERIES)
def test_one_impossible_number_anywhere_refuses_the_whole_diary_by_name(
    name: str, wrong: float, refusal: Refusal
) -> None:
    diary = linked(days=10)
    values = diary.series(name).copy()
    values[4, 1] = wrong

    found = picture(changed(diary, **{name: values}), EDGES)

    assert (found.outcome, found.refusal) == (Outcome.BAD_INPUT, refusal)
    assert (found.effects, found.findings, found.changes) == ((), (), ())


def test_ten_years_are_judged_by_their_last_and_eleven_are_refused() -> None:
    ten = alice_and_bob(days=3650, seed=2)
    last = Diary(days=365, **{name: ten.series(name)[-365:] for name in SERIES})

    found, of_the_last = picture(ten, EDGES[:1]), picture(last, EDGES[:1])

    assert found.days_used <= 365
    assert [one.joint_days for one in found.diagnostics] == [one.joint_days for one in of_the_last.diagnostics]
    assert picture(alice_and_bob(days=4000)).refusal == Refusal.TOO_LONG


def test_half_a_year_of_silence_in_the_middle_is_only_silence() -> None:
    before_and_after = np.where((np.arange(300) >= 30) & (np.arange(300) < 270), NAN, 1.0)[:, None]

    found = picture(whole(linked(days=300), before_and_after), EDGES[:1])

    assert (found.outcome, found.days_used, found.joint_days) == (Outcome.READY, 300, 60)
    assert all(effect.days <= 60 for effect in found.effects)


def ratings(days: list[date], level: int) -> dict[date, dict[str, int]]:
    return {day: {"valence": level, "stress": 10 - level, "close": level} for day in days}


def test_a_day_rated_twice_is_one_day_and_counts_once() -> None:
    """Ratings come by date, so a second one takes the first one's place before anything is joined."""
    monday = date(2024, 2, 26)
    alice = ratings([monday, monday + timedelta(days=1)], 4) | ratings([monday], 8)

    diary = joined(shared_days((alice, {})), (alice, {}))

    assert (diary.days, diary.mind[:, 0].tolist()) == (2, [8.0, 4.0])


def test_two_who_live_twelve_hours_apart_share_the_day_both_call_monday() -> None:
    """Over a leap day and both ends of summer time: a day is each member's own local date, never doubled or lost."""
    days = [date(2024, 2, 27) + timedelta(days=n) for n in range(260)]
    in_apia, in_kathmandu = ratings(days, 3), ratings(days[2:], 9)

    diary = joined(shared_days((in_apia, in_kathmandu)), (in_apia, in_kathmandu))

    assert diary.days == 260
    assert diary.closeness[:3].tolist()[2] == [3.0, 9.0]
    assert int(np.isnan(diary.closeness).sum()) == 2
    assert picture(diary).outcome == Outcome.NO_VARIATION


def test_every_such_picture_travels_as_json_and_comes_back_the_same() -> None:
    for diary in (CONSTANT, ALICE_ALONE, short(3)):
        found = picture(Request.of(diary=diary).diary.to_diary())
        assert msgspec.json.decode(msgspec.json.encode(found), type=Picture) == found

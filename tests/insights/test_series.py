"""From what two people answered to five series, and what is turned away."""

import numpy as np
import pytest

from intertwine.insights import series
from intertwine.insights.errors import BadInputError, Refusal
from intertwine.insights.types import DEFAULT_EDGES, EDGES, SERIES, Edge, WireDiary
from tests.insights.diaries import FloatArray, alice_and_bob, changed

NAN = float("nan")


def answered(*alice: float) -> FloatArray:
    """Alice's answers, day by day; Bob is silent."""
    return np.array([[value, NAN] for value in alice])


def alice(of: FloatArray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in of[:, 0]]


def test_mind_is_pleasantness_and_the_opposite_of_stress_whichever_was_answered() -> None:
    ratings = {"valence": answered(7, 7, NAN, NAN), "stress": answered(1, NAN, 4, NAN)}

    assert alice(series.diary_of(days=4, ratings=ratings).mind) == [8.0, 7.0, 6.0, None]


def test_talking_and_opening_take_what_was_asked_of_two_items() -> None:
    ratings = {
        "share_feel": answered(4, NAN),
        "heard_partner": answered(8, 5),
        "safe_open": answered(NAN, 3),
        "rely": answered(NAN, 4),
    }
    diary = series.diary_of(days=2, ratings=ratings)

    assert alice(diary.talking) == [6.0, 5.0]
    assert alice(diary.opening) == [None, 3.5]


def test_responding_needs_two_of_its_three_items() -> None:
    ratings = {"understood": answered(6, 6, 6), "valued": answered(8, 8, NAN), "cared": answered(10, NAN, NAN)}

    assert alice(series.diary_of(days=3, ratings=ratings).responding) == [8.0, 7.0, None]


def test_closeness_is_its_one_item_and_energy_is_not_used() -> None:
    diary = series.diary_of(days=1, ratings={"close": answered(9), "arousal": answered(99)})

    assert alice(diary.closeness) == [9.0]
    assert {name: alice(diary.series(name)) for name in SERIES if name != "closeness"} == {
        "mind": [None],
        "talking": [None],
        "opening": [None],
        "responding": [None],
    }


def test_bob_is_his_own_column() -> None:
    diary = series.diary_of(days=1, ratings={"close": np.array([[9.0, 2.0]])})

    assert diary.closeness.tolist() == [[9.0, 2.0]]


@pytest.mark.parametrize(
    ("ratings", "refusal"),
    [
        (answered(10.5), Refusal.OFF_THE_SCALE),
        (answered(-1), Refusal.OFF_THE_SCALE),
        (answered(float("inf")), Refusal.NOT_A_NUMBER),
        (np.array([["7", "8"]]), Refusal.NOT_A_NUMBER),
        (answered(1, 2), Refusal.WRONG_SHAPE),
        (np.array([5.0]), Refusal.WRONG_SHAPE),
    ],
)
def test_an_item_that_cannot_be_a_rating_is_refused_by_name(ratings: FloatArray, refusal: Refusal) -> None:
    with pytest.raises(BadInputError) as refused:
        series.diary_of(days=1, ratings={"rely": ratings})

    assert (refused.value.refusal, refused.value.where) == (refusal, "rely")


def test_a_diary_off_the_scale_is_refused_by_series() -> None:
    diary = alice_and_bob(days=3)

    with pytest.raises(BadInputError) as refused:
        series.check(changed(diary, opening=diary.opening + 11), DEFAULT_EDGES)

    assert str(refused.value) == "opening: off_the_scale"


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(0, Refusal.NO_DAYS), (-1, Refusal.NO_DAYS), (3661, Refusal.TOO_LONG), (4, Refusal.WRONG_SHAPE)],
)
def test_a_diary_of_another_length_than_it_says_is_refused(days: int, refusal: Refusal) -> None:
    wire = alice_and_bob(days=3).to_wire()
    diary = WireDiary(days=days, **{name: getattr(wire, name) for name in SERIES}).to_diary()

    with pytest.raises(BadInputError) as refused:
        series.check(diary, DEFAULT_EDGES)

    assert refused.value.refusal == refusal


@pytest.mark.parametrize(
    ("edges", "refusal"),
    [
        ((), Refusal.NO_EDGE),
        ((Edge("closeness", "mind"),), Refusal.UNKNOWN_EDGE),
        ((Edge("mind", "mind"),), Refusal.UNKNOWN_EDGE),
    ],
)
def test_only_the_edges_of_the_map_can_be_asked_for(edges: tuple[Edge, ...], refusal: Refusal) -> None:
    with pytest.raises(BadInputError) as refused:
        series.check(alice_and_bob(days=3), edges)

    assert refused.value.refusal == refusal


def test_days_before_the_first_and_after_the_last_answer_are_not_looked_at() -> None:
    closeness = np.full((20, 2), NAN)
    closeness[4, 0] = closeness[11, 1] = 5.0
    diary = changed(alice_and_bob(days=20), mind=np.full((20, 2), NAN), closeness=closeness)

    assert series.looked_at(diary, ("mind", "closeness")) == slice(4, 12)


def test_at_most_the_last_year_is_looked_at() -> None:
    diary = alice_and_bob(days=800)

    window = series.looked_at(diary, ("mind", "closeness"))

    assert window.stop - window.start == 365
    assert window.stop >= 790


def test_a_silent_diary_has_no_days_to_look_at() -> None:
    nothing = np.full((9, 2), NAN)
    diary = changed(alice_and_bob(days=9), mind=nothing, closeness=nothing)

    assert series.looked_at(diary, ("mind", "closeness")) == slice(0, 0)


def test_an_edge_sees_its_driver_and_its_outcome_side_by_side() -> None:
    diary = alice_and_bob(days=5)

    columns = series.observed(diary, EDGES[0], slice(1, 5))

    np.testing.assert_array_equal(columns, np.hstack([diary.mind[1:], diary.closeness[1:]]))


def test_a_diary_comes_back_from_the_wire_as_it_went() -> None:
    diary = alice_and_bob(days=9)

    back = diary.to_wire().to_diary()

    assert back.days == 9
    for name in SERIES:
        np.testing.assert_array_equal(back.series(name), diary.series(name))


def test_infinity_cannot_travel_disguised_as_missing() -> None:
    diary = alice_and_bob(days=2)

    with pytest.raises(BadInputError) as refused:
        changed(diary, mind=np.full((2, 2), np.inf)).to_wire()

    assert (refused.value.refusal, refused.value.where) == (Refusal.NOT_A_NUMBER, "mind")

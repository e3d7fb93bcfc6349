"""Every part of the gate, by itself and together."""

import msgspec
import numpy as np
import pytest

from intertwine.insights import gate
from intertwine.insights.types import EDGES, Effect, Kind, Outcome, Reason

NAN = float("nan")
WIDE = np.r_[np.full(7, 3.0), np.full(7, 8.0)]


def effect(
    *, p_sign: float = 0.99, reasons: tuple[Reason, ...] = (), median: float = 0.4, lag: int = 0, chance: float = 0.001
) -> Effect:
    return Effect(
        edge=EDGES[0],
        lag=lag,
        kind=Kind.ACTOR,
        member=0,
        median_sd=median,
        low_sd=0.1,
        high_sd=0.7,
        median_points=0.7,
        low_points=0.2,
        high_points=1.2,
        p_sign=p_sign,
        p_notable=0.9,
        info=0.8,
        chance=chance,
        days=40,
        shown=False,
        reasons=reasons,
    )


def test_an_effect_is_seen_on_days_with_its_driver_and_its_outcome() -> None:
    days = np.array([[1, 2, 3, 4], [NAN, 6, 7, 8], [9, 10, NAN, 12], [13, 14, 15, NAN]], dtype=float)

    own = gate.seen(days, lag=0, kind=Kind.ACTOR, member=0)
    partners = gate.seen(days, lag=0, kind=Kind.PARTNER, member=0)
    next_day = gate.seen(days, lag=1, kind=Kind.PARTNER, member=1)

    assert (own.driver.tolist(), own.outcome.tolist()) == ([1, 13], [3, 15])
    assert (partners.driver.tolist(), partners.outcome.tolist()) == ([2, 6, 14], [3, 7, 15])
    assert (next_day.driver.tolist(), next_day.outcome.tolist()) == ([1], [8])
    assert gate.joint_days(days) == 1


def test_an_edge_needs_seven_joint_days_first_of_all() -> None:
    days = np.tile([[5.0]], (6, 4))

    assert gate.edge_outcome(days, days) == Outcome.TOO_FEW_DAYS


@pytest.mark.parametrize("series", range(4))
def test_an_edge_needs_every_series_to_vary_and_to_leave_the_end(series: int) -> None:
    days = np.tile(WIDE[:, None], (2, 4))
    assert gate.edge_outcome(days, days) == Outcome.READY

    days[:, series] = 7.0
    assert gate.edge_outcome(days, days) == Outcome.NO_VARIATION

    days[:, series] = np.r_[np.full(25, 10.0), [2.0, 3.0, 4.0]]
    assert gate.edge_outcome(days, days) == Outcome.AT_THE_EDGE


def test_almost_the_same_means_within_three_tenths_of_a_point() -> None:
    assert gate.flat(np.array([4.7, 5.3]))
    assert not gate.flat(np.array([4.6, 5.4]))


def test_four_in_five_at_one_end_is_too_many_and_at_both_ends_together_is_not() -> None:
    assert gate.at_the_edge(np.r_[np.zeros(8), [5.0, 6.0]])
    assert gate.at_the_edge(np.r_[np.full(8, 10.0), [5.0, 6.0]])
    assert not gate.at_the_edge(np.r_[np.full(7, 10.0), [5.0, 5.0, 6.0]])
    assert not gate.at_the_edge(np.r_[np.zeros(5), np.full(5, 10.0)])


def test_a_day_in_the_very_middle_counts_half_for_each_half() -> None:
    assert gate.thinner_half(np.array([2.0, 8.0, 8.0, 5.0, 5.0])) == 2.0


def test_answers_that_lean_on_few_days_do_not_pass() -> None:
    enough = gate.Seen(driver=WIDE, outcome=WIDE)
    few_low_days = gate.Seen(driver=np.r_[np.full(6, 2.0), np.full(30, 8.0)], outcome=np.tile([3.0, 6.0], 18))
    too_few = gate.Seen(driver=np.array([]), outcome=np.array([]))

    assert gate.from_the_data(enough) == []
    assert gate.from_the_data(few_low_days) == [Reason.HALVES_TOO_THIN]
    assert gate.from_the_data(too_few) == [Reason.HALVES_TOO_THIN]


def test_answers_of_these_very_days_must_vary_too() -> None:
    same = gate.Seen(driver=WIDE, outcome=np.full(14, 10.0))

    assert gate.from_the_data(same) == [Reason.AT_THE_EDGE, Reason.NO_VARIATION]


@pytest.mark.parametrize(
    ("info", "p_sign", "p_notable", "unmet"),
    [
        (0.5, 0.95, 0.5, []),
        (0.49, 0.95, 0.5, [Reason.CARRIED_BY_PRIOR]),
        (0.5, 0.949, 0.5, [Reason.SIGN_UNCLEAR]),
        (0.5, 0.95, 0.499, [Reason.TOO_SMALL]),
        (-0.1, 0.5, 0.1, [Reason.CARRIED_BY_PRIOR, Reason.SIGN_UNCLEAR, Reason.TOO_SMALL]),
    ],
)
def test_what_was_estimated_must_come_from_the_data_and_be_clear_and_big_enough(
    info: float, p_sign: float, p_notable: float, unmet: list[Reason]
) -> None:
    assert gate.from_the_posterior(info=info, p_sign=p_sign, p_notable=p_notable) == unmet


def test_a_diary_unlike_what_the_model_makes_is_not_spoken_about() -> None:
    assert gate.from_the_checks([0.3, 0.01]) == []
    assert gate.from_the_checks([0.3, 0.009]) == [Reason.UNLIKE_THE_MODEL]


@pytest.mark.parametrize(
    ("lag", "kind", "first"),
    [(0, Kind.ACTOR, 7), (0, Kind.PARTNER, 15), (1, Kind.ACTOR, 45), (1, Kind.PARTNER, 45)],
)
def test_the_ladder_opens_step_by_step(lag: int, kind: Kind, first: int) -> None:
    assert gate.from_the_ladder(joint=first - 1, lag=lag, kind=kind) == [Reason.TOO_EARLY]
    assert gate.from_the_ladder(joint=first, lag=lag, kind=kind) == []


def test_what_passed_everything_is_shown_clearest_first() -> None:
    weak, strong, failed = effect(p_sign=0.96), effect(p_sign=0.999), effect(reasons=(Reason.TOO_SMALL,))

    effects, findings = gate.decide([(weak, 40), (failed, 40), (strong, 40)])

    assert [one.shown for one in effects] == [True, False, True]
    assert [found.effect for found in findings] == [effects[2], effects[0]]
    assert [found.early for found in findings] == [False, False]
    assert effects[1] == failed


def test_with_few_days_only_the_clearest_link_is_shown_and_marked_early() -> None:
    clear, clearer, settled = effect(p_sign=0.97), effect(p_sign=0.98), effect(p_sign=0.96)

    effects, findings = gate.decide([(clear, 14), (clearer, 14), (settled, 15)])

    assert [(found.effect.p_sign, found.early) for found in findings] == [(0.98, True), (0.96, False)]
    assert effects[0] == msgspec.structs.replace(clear, reasons=(Reason.NOT_THE_CLEAREST,))


def test_the_average_false_sign_rate_of_everything_shown_stays_below_one_in_twenty() -> None:
    sure, doubtful, too_doubtful = effect(p_sign=0.99), effect(p_sign=0.92), effect(p_sign=0.90)

    effects, findings = gate.decide([(sure, 40), (doubtful, 40), (too_doubtful, 40)])

    assert [found.effect.p_sign for found in findings] == [0.99, 0.92]
    assert effects[2].reasons == (Reason.FALSE_SIGN_RATE,)


def test_a_link_that_one_look_in_ten_would_find_by_chance_is_not_told() -> None:
    lucky = effect(chance=0.06)

    alone, _ = gate.decide([(lucky, 40)])
    beside_another_look, _ = gate.decide([(lucky, 40), (effect(chance=0.9, reasons=(Reason.SIGN_UNCLEAR,)), 40)])

    assert alone[0].reasons == ()
    assert beside_another_look[0].reasons == (Reason.COULD_BE_CHANCE,)


def test_looks_that_could_not_have_found_anything_do_not_count() -> None:
    blind = effect(chance=0.9, reasons=(Reason.CARRIED_BY_PRIOR, Reason.SIGN_UNCLEAR))

    effects, _ = gate.decide([(effect(chance=0.06), 40), *[(blind, 40)] * 9])

    assert effects[0].shown


def test_what_clearly_stands_out_makes_room_for_the_rest() -> None:
    clear, next_to_it = effect(chance=0.0001), effect(chance=0.06)

    effects, _ = gate.decide([(next_to_it, 40), (clear, 40)])

    assert [one.shown for one in effects] == [True, True]

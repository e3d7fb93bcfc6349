"""From a diary to a picture: what Alice and Bob get to know, and what a diary may not break."""

import msgspec
import numpy as np
import pytest

from intertwine.insights import ask, sampler, swap
from intertwine.insights.ask import preview
from intertwine.insights.errors import Refusal
from intertwine.insights.simulate import Missing
from intertwine.insights.types import EDGES, Diary, Edge, Kind, Outcome, Picture, Reason
from tests.insights.diaries import CLEARLY_LINKED, alice_and_bob, changed

NOBODY_MISSES = Missing(each=0, both=0)


CLOSENESS = EDGES[:1]


def picture(diary: Diary, edges: tuple[Edge, ...] = CLOSENESS) -> Picture:
    """Of mind and closeness alone, unless a test asks for more."""
    return ask.picture(diary, edges)


@pytest.fixture(scope="module")
def linked() -> Diary:
    return alice_and_bob(days=60, truth=CLEARLY_LINKED, missing=NOBODY_MISSES)


@pytest.fixture(scope="module")
def clear(linked: Diary) -> Picture:
    return picture(linked)


def test_a_couple_whose_closeness_clearly_goes_with_their_mood_is_told_so(clear: Picture) -> None:
    own = [found for found in clear.findings if found.effect.kind is Kind.ACTOR and found.effect.lag == 0]

    assert clear.outcome == Outcome.READY
    assert sorted(found.effect.member for found in own) == [0, 1]
    assert all(found.effect.low_sd < 0.9 < found.effect.high_sd for found in own)
    assert not any(found.early for found in own)


def test_a_picture_holds_all_eight_effects_of_its_edge_shown_or_not(clear: Picture) -> None:
    assert [(effect.lag, effect.kind, effect.member) for effect in clear.effects] == [
        (lag, kind, member) for lag in (0, 1) for kind in Kind for member in (0, 1)
    ]
    for effect in clear.effects:
        assert effect.low_sd < effect.median_sd < effect.high_sd
        assert effect.low_points < effect.median_points < effect.high_points
        assert 0.5 <= effect.p_sign <= 1
        assert effect.shown == (effect.reasons == ())
    assert [effect for effect in clear.effects if effect.shown] == sorted(
        (found.effect for found in clear.findings), key=clear.effects.index
    )


def test_size_in_points_is_the_coefficient_times_a_typical_step(linked: Diary, clear: Picture) -> None:
    for member in (0, 1):
        effect = clear.effects[member]
        usual_step = linked.mind[:, member].std() * np.sqrt(0.9)  # reliability .9 of the spread is true
        assert effect.median_points == pytest.approx(effect.median_sd * usual_step, rel=0.2)


def test_the_sampler_is_answerable_for_every_number(clear: Picture) -> None:
    (how,) = clear.diagnostics

    assert how.outcome == Outcome.READY
    assert how.min_ess >= sampler.ENOUGH_ESS
    assert how.max_rhat < sampler.GOOD_RHAT
    assert how.draws % (sampler.GROUPS * sampler.WALKERS * sampler.BLOCK) == 0
    assert (how.joint_days, clear.joint_days, clear.days_used) == (60, 60, 60)


def test_the_same_diary_gives_the_same_picture_to_the_last_digit(linked: Diary, clear: Picture) -> None:
    assert picture(linked) == clear


def test_another_answer_gives_another_seed_and_another_name(linked: Diary, clear: Picture) -> None:
    talking = linked.talking.copy()
    talking[0, 0] = 10 - talking[0, 0] + 0.25
    other = picture(changed(linked, talking=talking, closeness=np.full((60, 2), 5.0)))

    assert (other.seed, other.input_hash) != (clear.seed, clear.input_hash)
    assert len(clear.input_hash) == 64


def test_who_is_called_first_changes_no_digit(linked: Diary, clear: Picture) -> None:
    other_way_round = swap.picture(picture(swap.diary(linked)))

    assert msgspec.structs.replace(other_way_round, input_hash=clear.input_hash) == clear
    assert picture(swap.diary(linked)).effects[0].median_sd == clear.effects[1].median_sd


def test_too_early_to_say() -> None:
    three_days = picture(alice_and_bob(days=3, missing=NOBODY_MISSES))

    assert three_days.outcome == Outcome.TOO_FEW_DAYS
    assert (three_days.joint_days, three_days.days_used) == (3, 3)
    assert (three_days.effects, three_days.findings) == ((), ())


def test_two_weeks_with_days_left_out_say_nothing_about_partners_or_tomorrow() -> None:
    two_weeks = picture(alice_and_bob(days=14, missing=Missing(each=0.1, both=0)))

    assert two_weeks.outcome == Outcome.READY
    assert all(
        Reason.TOO_EARLY in effect.reasons
        for effect in two_weeks.effects
        if effect.lag == 1 or effect.kind is Kind.PARTNER
    )


def test_bob_silent_is_too_early_however_long_alice_writes() -> None:
    diary = alice_and_bob(days=60)
    for_bob = np.array([[1.0, np.nan]])

    silent = picture(changed(diary, mind=diary.mind * for_bob, closeness=diary.closeness * for_bob))

    assert (silent.outcome, silent.joint_days) == (Outcome.TOO_FEW_DAYS, 0)
    assert silent.days_used > 50


def test_nobody_wrote_anything() -> None:
    nothing = np.full((10, 2), np.nan)

    empty = picture(changed(alice_and_bob(days=10), mind=nothing, closeness=nothing))

    assert (empty.outcome, empty.joint_days, empty.days_used) == (Outcome.TOO_FEW_DAYS, 0, 0)


def test_always_the_same_answer_leaves_nothing_to_relate() -> None:
    diary = alice_and_bob(days=30)

    assert picture(changed(diary, closeness=np.full((30, 2), 7.0))).outcome == Outcome.NO_VARIATION


def test_nearly_always_ten_is_the_end_of_the_slider() -> None:
    diary = alice_and_bob(days=30)
    closeness = np.full((30, 2), 10.0)
    closeness[::7] = 6.0

    at_the_end = picture(changed(diary, closeness=closeness))

    assert at_the_end.outcome == Outcome.AT_THE_EDGE
    assert at_the_end.diagnostics[0].outcome == Outcome.AT_THE_EDGE


def test_months_of_absence_are_days_without_answers_and_nothing_else() -> None:
    diary = alice_and_bob(days=150)
    mind, closeness = diary.mind.copy(), diary.closeness.copy()
    mind[20:130] = closeness[20:130] = np.nan

    away = picture(changed(diary, mind=mind, closeness=closeness))

    assert away.outcome == Outcome.READY
    assert away.days_used > 140
    assert away.joint_days < 30


@pytest.mark.parametrize(
    ("closeness", "refusal"),
    [
        (np.full((30, 2), np.inf), Refusal.NOT_A_NUMBER),
        (np.full((30, 2), -np.inf), Refusal.NOT_A_NUMBER),
        (np.full((30, 2), 11.0), Refusal.OFF_THE_SCALE),
        (np.full((30, 2), -0.5), Refusal.OFF_THE_SCALE),
        (np.full((29, 2), 5.0), Refusal.WRONG_SHAPE),
        (np.full((30, 3), 5.0), Refusal.WRONG_SHAPE),
    ],
)
def test_what_cannot_be_a_diary_gets_a_picture_that_says_why(closeness: np.ndarray, refusal: Refusal) -> None:
    refused = picture(changed(alice_and_bob(days=30), closeness=closeness))

    assert (refused.outcome, refused.refusal) == (Outcome.BAD_INPUT, refusal)
    assert (refused.effects, refused.findings, refused.diagnostics) == ((), (), ())


def test_a_sampler_that_does_not_arrive_gives_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampler, "ENOUGH_ESS", 1e9)
    monkeypatch.setattr(sampler, "MAX_BLOCKS", 1)

    stuck = picture(alice_and_bob(days=12, missing=NOBODY_MISSES))

    assert stuck.outcome == Outcome.NOT_CONVERGED
    assert (stuck.effects, stuck.findings) == ((), ())
    assert 0 < stuck.diagnostics[0].min_ess < 1e9


def test_any_edge_of_the_map_can_be_asked_for_and_one_that_cannot_be_told_does_not_hide_the_other() -> None:
    diary = alice_and_bob(days=30, missing=NOBODY_MISSES)
    edges = (Edge("mind", "talking"), Edge("responding", "closeness"))

    both = picture(changed(diary, talking=np.full((30, 2), 7.0)), edges)

    assert both.outcome == Outcome.READY
    assert [how.outcome for how in both.diagnostics] == [Outcome.NO_VARIATION, Outcome.READY]
    assert {effect.edge for effect in both.effects} == {EDGES[6]}


def test_a_planned_choice_of_items_each_day_is_just_more_days_without_an_answer() -> None:
    rotating = picture(alice_and_bob(days=60, missing=Missing(each=0.1, both=0, items_a_day=4)))

    assert rotating.outcome == Outcome.READY
    assert rotating.joint_days > rotating.diagnostics[0].joint_days


@pytest.fixture(scope="module")
def whole_map(linked: Diary) -> Picture:
    return ask.picture(linked)


def test_the_whole_map_is_what_is_asked_for_when_nothing_else_is(whole_map: Picture) -> None:
    assert [how.edge for how in whole_map.diagnostics] == list(EDGES)
    assert [effect.edge for effect in whole_map.effects] == [edge for edge in EDGES for _ in range(8)]
    assert {how.outcome for how in whole_map.diagnostics} == {Outcome.READY}


def test_an_edge_has_the_same_numbers_whatever_else_is_asked_for(clear: Picture, whole_map: Picture) -> None:
    def numbers(of: Picture) -> list[tuple[float, float, float]]:
        return [(effect.low_sd, effect.median_sd, effect.high_sd) for effect in of.effects[:8]]

    assert numbers(whole_map) == numbers(clear)


def test_a_preview_lies_near_the_middle_of_what_the_exact_draws_say(linked: Diary, whole_map: Picture) -> None:
    found = preview(linked)

    assert [(one.edge, one.lag, one.kind, one.member) for one in found] == [
        (effect.edge, effect.lag, effect.kind, effect.member) for effect in whole_map.effects
    ]
    for one, effect in zip(found, whole_map.effects, strict=True):
        assert effect.low_sd < one.about_sd < effect.high_sd
        assert effect.low_points < one.about_points < effect.high_points


def test_a_preview_does_not_hang_on_who_is_called_first_and_never_raises(linked: Diary) -> None:
    assert swap.previews(preview(swap.diary(linked), CLOSENESS)) == preview(linked, CLOSENESS)
    assert preview(changed(linked, closeness=np.full((60, 2), 11.0))) == ()
    assert preview(alice_and_bob(days=3), CLOSENESS) == ()

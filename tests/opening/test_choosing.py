"""Which question comes next. Nothing here has a database: history, bounds and a seed go in, a question comes out."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intertwine.content.reading import questions
from intertwine.content.shapes import DEPTHS, PILLARS, TOPICS, Question
from intertwine.opening.choosing import AT_HAND, Bounds, first_few, next_question, of_the_day

DECK = questions()
BEGAN = date(2026, 11, 23)
HALF_A_YEAR = timedelta(days=183)
EVERYTHING = Bounds(4, frozenset(TOPICS))

bounds = st.builds(Bounds, st.sampled_from(DEPTHS), st.frozensets(st.sampled_from(TOPICS)))
seeds = st.binary(min_size=16, max_size=16)


def walk(days: int, *, within: Bounds, seed: bytes) -> Iterator[tuple[date, Question]]:
    """A couple that answers one question each evening; the others at hand wait for their turn."""
    used: dict[str, date] = {}
    waiting: list[str] = []
    for day in (BEGAN + timedelta(days=n) for n in range(days)):
        while len(waiting) < AT_HAND and (found := drawn({**used, **dict.fromkeys(waiting, day)}, day, within, seed)):
            waiting.append(found.id)
        tonight = of_the_day(waiting, on=day, seed=seed)
        if tonight is not None:
            waiting.remove(tonight)
            used[tonight] = day
            yield day, DECK[tonight]


def drawn(used: dict[str, date], day: date, within: Bounds, seed: bytes) -> Question | None:
    return next_question(DECK, used=used, on=day, bounds=within, seed=seed)


@given(one=bounds, other=bounds, seed=seeds)
@settings(max_examples=20)
def test_never_deeper_than_the_lower_level_and_never_a_topic_without_both(
    one: Bounds, other: Bounds, seed: bytes
) -> None:
    for _, question in walk(60, within=one & other, seed=seed):
        assert question.depth <= min(one.depth, other.depth)
        assert question.topic == "" or question.topic in one.topics & other.topics


@given(one=bounds, other=bounds, seed=seeds)
@settings(max_examples=20)
def test_whose_level_is_the_lower_makes_no_difference(one: Bounds, other: Bounds, seed: bytes) -> None:
    assert list(walk(20, within=one & other, seed=seed)) == list(walk(20, within=other & one, seed=seed))


@given(within=bounds, seed=seeds)
@settings(max_examples=5)
def test_no_question_comes_back_within_half_a_year(within: Bounds, seed: bytes) -> None:
    last: dict[str, date] = {}
    for day, question in walk(400, within=within, seed=seed):
        assert day - last.get(question.id, date.min) >= HALF_A_YEAR
        last[question.id] = day


def test_after_half_a_year_they_come_again() -> None:
    """The control: with a shallow deck the year has to repeat, and does."""
    asked = Counter(question.id for _, question in walk(400, within=Bounds(1), seed=b"a seed"))

    assert max(asked.values()) >= 2


def test_every_question_is_reached() -> None:
    reached = {question.id for _, question in walk(182, within=EVERYTHING, seed=b"some couple")}

    assert len(reached) == 182  # half a year long never the same
    for n in range(12):
        reached |= {question.id for _, question in walk(182, within=EVERYTHING, seed=b"another couple %d" % n)}
    reached |= {question.id for _, question in walk(182, within=Bounds(1), seed=b"a careful couple")}
    reached |= {question.id for _, question in walk(182, within=Bounds(1), seed=b"another careful couple")}
    assert reached == set(DECK)


def far_from_even(asked: Counter[str], evenings: int) -> dict[str, int]:
    """The pillars that were asked more than a fifth above or below their share, and how often."""
    even = evenings / len(PILLARS)
    return {pillar: asked[pillar] for pillar in PILLARS if abs(asked[pillar] - even) > even / 5}


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("topics", [frozenset(), frozenset(TOPICS), frozenset({"money", "sex"})])
@given(seed=seeds)
@settings(max_examples=8)
def test_a_hundred_and_twenty_evenings_each_have_a_question_and_the_pillars_are_even_within_a_fifth(
    depth: int, topics: frozenset[str], seed: bytes
) -> None:
    asked = [question for _, question in walk(120, within=Bounds(depth, topics), seed=seed)]

    assert (len(asked), len({question.id for question in asked})) == (120, 120)
    assert far_from_even(Counter(question.pillar for question in asked), 120) == {}


def test_what_is_not_even_is_found() -> None:
    """The control of the test above."""
    asked = Counter({**dict.fromkeys(PILLARS, 20), "mind": 15, "caring": 25})

    assert far_from_even(asked, 120) == {"mind": 15, "caring": 25}


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_year_of_evenings_has_a_question_each_with_no_topic_wanted(depth: int) -> None:
    """Also for those who want it light: the first come back when the last have been asked."""
    days = [day for day, _ in walk(366, within=Bounds(depth), seed=b"a seed")]

    assert days == [BEGAN + timedelta(days=n) for n in range(366)]


@pytest.mark.parametrize("depth", DEPTHS[1:])
def test_whoever_lets_it_go_deep_is_asked_so_as_often_as_lightly(depth: int) -> None:
    for n in range(6):
        asked = Counter(question.depth for _, question in walk(120, within=Bounds(depth), seed=b"couple %d" % n))
        even = 120 / depth
        assert {one: even / 2 <= asked[one] <= even * 3 / 2 for one in asked} == dict.fromkeys(
            range(1, depth + 1), True
        )


def test_where_nothing_is_left_there_is_no_question() -> None:
    everything_today = dict.fromkeys(DECK, BEGAN)

    assert next_question(DECK, used=everything_today, on=BEGAN, bounds=EVERYTHING, seed=b"") is None
    assert of_the_day((), on=BEGAN, seed=b"") is None


@given(seed=seeds, keys=st.lists(st.sampled_from(sorted(DECK)), min_size=2, unique=True))
@settings(max_examples=30)
def test_two_who_have_the_same_at_hand_are_asked_the_same_and_it_changes_with_the_days(
    seed: bytes, keys: list[str]
) -> None:
    at_hand = first_few(keys)
    evenings = [of_the_day(at_hand, on=BEGAN + timedelta(days=n), seed=seed) for n in range(60)]

    assert evenings == [of_the_day(at_hand[::-1], on=BEGAN + timedelta(days=n), seed=seed) for n in range(60)]
    assert set(evenings) == set(at_hand)
    assert len(at_hand) == min(len(keys), AT_HAND)


def test_on_one_evening_too_questions_of_a_pillar_go_differently_deep() -> None:
    used: dict[str, date] = {}
    for _ in range(60):
        found = next_question(DECK, used=used, on=BEGAN, bounds=Bounds(4), seed=b"a seed")
        assert found is not None
        used[found.id] = BEGAN
    depths = {pillar: {DECK[key].depth for key in used if DECK[key].pillar == pillar} for pillar in PILLARS}
    assert [pillar for pillar in PILLARS if len(depths[pillar]) < 3] == []

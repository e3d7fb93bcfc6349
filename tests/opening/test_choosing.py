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
    """A couple that answers one question each evening."""
    used: dict[str, date] = {}
    for day in (BEGAN + timedelta(days=n) for n in range(days)):
        found = next_question(DECK, used=used, on=day, bounds=within, seed=seed)
        if found is not None:
            used[found.id] = day
            yield day, found


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
    reached = {question.id for _, question in walk(len(DECK), within=EVERYTHING, seed=b"some couple")}

    assert len(reached) > 180  # in half a year already most of the deck
    for seed in (b"one", b"two", b"three", b"four", b"five", b"six", b"seven", b"eight"):
        reached |= {question.id for _, question in walk(182, within=EVERYTHING, seed=seed)}
    assert reached == set(DECK)


@pytest.mark.parametrize("depth", [2, 3, 4])
@pytest.mark.parametrize("topics", [frozenset(), frozenset(TOPICS), frozenset({"money", "sex"})])
@given(seed=seeds)
@settings(max_examples=5)
def test_the_pillars_are_even_within_a_fifth_over_a_hundred_and_twenty_days(
    depth: int, topics: frozenset[str], seed: bytes
) -> None:
    asked = Counter(question.pillar for _, question in walk(120, within=Bounds(depth, topics), seed=seed))

    even = 120 / len(PILLARS)
    assert {pillar: abs(asked[pillar] - even) <= even / 5 for pillar in PILLARS} == dict.fromkeys(PILLARS, True)


def test_with_light_questions_alone_the_pillars_are_even_for_as_long_as_the_deck_lasts() -> None:
    light = [question for question in DECK.values() if Bounds(1).allow(question)]
    asked = [question for _, question in walk(120, within=Bounds(1), seed=b"a seed")]

    assert len(asked) == len(light)
    first = Counter(question.pillar for question in asked[:60])
    assert set(first.values()) == {10}


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

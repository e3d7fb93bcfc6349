"""Which optional items come up when: few a day, fair over a fortnight, and never hiding a link from the patterns."""

import datetime as dt
from collections import Counter
from itertools import pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from intertwine.content.rotation import AREAS, ROTATING, asked

RESPONDING = set(AREAS["responding"])
FORTNIGHT = 14
PATTERNS = ("talking", "opening", "responding", "closeness")

seeds = st.binary(max_size=64)
days = st.integers(min_value=dt.date(1, 1, 1).toordinal(), max_value=dt.date.max.toordinal() - 200)


def stretch(seed: bytes, first: int, length: int) -> list[set[str]]:
    return [set(asked(seed, day)) for day in range(first, first + length)]


def longest_pause(item: str, asked_days: list[set[str]]) -> int:
    pause = longest = 0
    for items in asked_days:
        pause = 0 if item in items else pause + 1
        longest = max(longest, pause)
    return longest


@given(seeds, days)
def test_a_day_asks_for_at_most_four_known_items_in_their_order(seed, day):
    items = asked(seed, day)
    assert len(items) <= 4
    assert items == tuple(item for item in ROTATING if item in items)


@given(seeds, days)
def test_closeness_never_pauses_for_two_days(seed, day):
    assert longest_pause("close", stretch(seed, day, 3 * FORTNIGHT)) == 1


@given(seeds, days)
def test_every_item_comes_every_second_or_third_day(seed, day):
    asked_days = stretch(seed, day, 3 * FORTNIGHT)
    assert {item: longest_pause(item, asked_days) for item in ROTATING if item != "close"} == dict.fromkeys(
        [item for item in ROTATING if item != "close"], 2
    )
    twice = {item for today, tomorrow in pairwise(asked_days) for item in today & tomorrow}
    assert twice - {*RESPONDING, "close"} == set()


@given(seeds, days)
def test_feeling_understood_is_asked_for_by_two_items_whenever_the_cadence_lets_it(seed, day):
    counts = Counter(len(items & RESPONDING) for items in stretch(seed, day, 13))
    assert counts == {2: 6, 1: 3, 0: 4}


@given(seeds, days)
def test_any_fortnight_is_balanced_with_closeness_most_often(seed, day):
    counts = Counter(item for items in stretch(seed, day, FORTNIGHT) for item in items)
    others = [counts[item] for item in ROTATING if item != "close"]
    assert max(others) - min(others) <= 1
    assert counts["close"] > max(others)
    assert counts.total() == 4 * FORTNIGHT


@given(seeds, days)
def test_no_item_belongs_to_a_day_of_the_week(seed, day):
    quarter = stretch(seed, day, 7 * 13)
    for item in ROTATING:
        by_weekday = {sum(item in items for items in quarter[weekday::7]) for weekday in range(7)}
        assert len(by_weekday) == 1


@given(seeds, days)
def test_every_two_areas_meet_within_a_day_and_across_two_days(seed, day):
    """Without both, a schedule would hide the very links that patterns look for."""
    areas = [{area for area in PATTERNS if series_of(area, items)} for items in stretch(seed, day, 14)]
    within, across = areas[:13], list(pairwise(areas))
    for one, other in permutations(PATTERNS, 2):
        assert sum(one in today and other in today for today in within) >= 3
        assert sum(one in today and other in tomorrow for today, tomorrow in across) >= 4


def series_of(area: str, items: set[str]) -> bool:
    """Whether these items give a day of this area's series: see `insights/series.py`."""
    return len(items & set(AREAS[area])) >= (2 if area == "responding" else 1)


def test_two_members_are_seldom_asked_the_same():
    day = dt.date(2026, 11, 23).toordinal()
    rounds = {tuple(asked(number.to_bytes(2, "big"), day + step) for step in range(13)) for number in range(500)}
    assert len(rounds) > 100


def test_the_round_never_changes_by_accident():
    """What Alice was asked on a day must be what her diary thinks she was asked, also after an update."""
    day = dt.date(2026, 11, 23).toordinal()
    assert [asked(b"Alice", day + step) for step in range(3)] == [
        ("rely", "understood", "cared", "close"),
        ("heard_partner", "understood", "valued", "close"),
        ("share_feel", "safe_open", "care_act", "event"),
    ]

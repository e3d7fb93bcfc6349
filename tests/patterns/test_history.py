"""What was said about Alice and Bob last month, and what is said now."""

from datetime import date, timedelta

import msgspec

from intertwine.insights.types import EDGES, Effect
from intertwine.patterns.entries import Said
from intertwine.patterns.history import NO_NEWS, News, news, said_now
from intertwine.patterns.links import Link
from intertwine.patterns.sentences import Size
from tests.patterns.effects import effect, picture

MONDAY = date(2026, 11, 23)
OWN, PARTNERS = effect(), effect(edge=EDGES[1], member=1)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def lived_through(*pictures: tuple[int, tuple[Effect, ...]]) -> tuple[Said, ...]:
    """Said after pictures with these findings, each so many days after Monday."""
    said: tuple[Said, ...] = ()
    for after, effects in pictures:
        said = said_now(said, picture(*effects), MONDAY + days(after))
    return said


def told(said: tuple[Said, ...], *, after: int) -> News:
    return news(said, began=MONDAY, now=MONDAY + days(after))


def test_what_was_there_from_the_first_day_is_no_news() -> None:
    said = lived_through((0, (OWN,)), (1, (OWN,)))
    assert told(said, after=1) == NO_NEWS
    assert [(one.since, one.until) for one in said] == [(MONDAY, None)]


def test_new_for_a_month() -> None:
    said = lived_through((0, (OWN,)), (40, (OWN, PARTNERS)))
    new = {Link.of(PARTNERS): MONDAY + days(40)}
    assert [told(said, after=after).new for after in (40, 70, 71)] == [new, new, {}]


def test_gone_for_a_month_and_then_forgotten() -> None:
    said = lived_through((0, (OWN,)), (10, ()))
    assert [list(told(said, after=after).gone) for after in (10, 40, 41)] == [[Link.of(OWN)], [Link.of(OWN)], []]
    assert said_now(said, picture(), MONDAY + days(41)) == ()


def test_what_comes_back_is_neither_gone_nor_new() -> None:
    said = lived_through((0, (OWN,)), (10, ()), (12, (OWN,)))
    assert told(said, after=12) == NO_NEWS


def test_an_estimate_that_wanders_is_the_same_sentence_and_one_that_moves_is_another() -> None:
    wandered = msgspec.structs.replace(OWN, median_points=0.48)  # from 0.9, "some", to "a little"
    moved = effect(size=Size.MUCH)
    assert told(lived_through((0, (OWN,)), (5, (wandered,))), after=5) == NO_NEWS
    changed = told(lived_through((0, (OWN,)), (5, (moved,))), after=5).changed
    assert [(one.points, one.until) for one in changed.values()] == [(0.9, MONDAY + days(5))]


def test_the_other_way_round_is_another_sentence_however_small() -> None:
    turned = effect(less=True, size=Size.LITTLE)
    assert list(told(lived_through((0, (effect(size=Size.LITTLE),)), (5, (turned,))), after=5).changed) == [
        Link.of(OWN)
    ]


def test_before_the_first_picture_nothing_was_said() -> None:
    assert news((), began=None, now=MONDAY) == NO_NEWS
    assert news(lived_through((0, (OWN,))), began=None, now=MONDAY) == NO_NEWS

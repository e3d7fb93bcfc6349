"""Everything this page can say about Alice and Bob, in full."""

from pathlib import Path

import pytest
from django.utils import translation

from intertwine.insights.types import Effect, Kind, Outcome
from intertwine.patterns import coming, sentences
from intertwine.patterns.sentences import FINDINGS, Size
from intertwine.patterns.telling import findings, table
from tests.patterns.effects import effect, picture

NAMES = ("Alice", "Bob")
WRITTEN = (Path(__file__).parent / "findings.txt").read_text(encoding="utf-8").splitlines()
BLAME = ("because", "cause", "make", "due to", "lead", "fault", "should", "score")


def every_effect() -> list[Effect]:
    return [effect(lag=lag, kind=kind, size=size, less=sign == "less close") for lag, kind, sign, size in FINDINGS]


def test_each_finding_word_for_word() -> None:
    assert [sentences.finding(one, NAMES) for one in every_effect()] == WRITTEN


def test_there_is_a_sentence_for_every_link_direction_and_size() -> None:
    assert len(FINDINGS) == 2 * len(Kind) * 2 * len(Size)
    assert len(set(WRITTEN)) == len(FINDINGS)


@pytest.mark.parametrize("word", BLAME)
def test_nothing_says_why(word: str) -> None:
    said = [
        *map(str, FINDINGS.values()),
        *map(str, sentences.NOT_CLEAR.values()),
        *map(str, sentences.NOTHING_CLEAR.values()),
        *(coming.coming(days) for days in range(91)),
    ]
    assert [sentence for sentence in said if word in sentence.casefold()] == []


def test_the_other_way_round_it_is_the_same_sentence() -> None:
    of_alice = sentences.finding(effect(member=0), NAMES)
    of_bob = sentences.finding(effect(member=1), ("Bob", "Alice"))
    assert of_alice == of_bob


def test_both_are_spoken_of_even_when_one_is_not_clear() -> None:
    told = findings(picture(effect(member=0, shown=False), effect(member=1)), NAMES)
    assert [one.sentence for one in told] == [
        "For Bob, better days and feeling closer to Alice tend to go together: about 0.9 points of 10 on a clearly "
        "better day, plausibly 0.4 to 1.4, from 41 days.",
        "How this is for Alice is not clear yet.",
    ]
    assert [one.chart is None for one in told] == [False, True]


def test_what_is_not_clear_word_for_word() -> None:
    kinds = [(lag, kind) for lag in (0, 1) for kind in Kind]
    assert [sentences.not_clear(effect(lag=lag, kind=kind), NAMES) for lag, kind in kinds] == [
        "How this is for Alice is not clear yet.",
        "How Alice feels on better days of Bob is not clear yet.",
        "How this is for Alice the day after is not clear yet.",
        "How Alice feels the day after a better day of Bob is not clear yet.",
    ]


def test_nothing_clear_has_a_sentence_of_its_own_for_each_reason() -> None:
    reasons = [reason for reason in Outcome if reason is not Outcome.BAD_INPUT]
    assert [sentences.nothing_clear(picture(outcome=reason)) for reason in reasons] == [
        "So far your answers fit what is typical for couples, and say nothing particular about the two of you. That is "
        "the usual answer, and a good one.",
        "Closeness is not asked every day. There are still too few days on which both of you rated it, and your state "
        "of mind as well.",
        "Some of these ratings have been almost the same every day, so there is no up and down that anything could go "
        "with. That is not a problem.",
        "Some of these ratings are nearly always at one end of the line, so there is no up and down that anything "
        "could go with. That is not a problem.",
        "Your ratings do not give a picture yet that would hold, so nothing is shown from them.",
    ]


def test_the_table_says_what_the_bars_show() -> None:
    effects = [effect(lag=lag, kind=kind, less=bool(lag)) for lag in (0, 1) for kind in Kind]
    assert table(picture(*effects), NAMES).rows == (
        ("Alice, on own better days", "0.9 points closer", "0.4", "1.4", "41"),
        ("Alice, on better days of Bob", "0.9 points closer", "0.4", "1.4", "41"),
        ("Alice, the day after own better days", "0.9 points less close", "0.4", "1.4", "41"),
        ("Alice, the day after better days of Bob", "0.9 points less close", "0.4", "1.4", "41"),
    )


def test_a_bar_that_begins_a_hair_below_nothing_begins_at_nothing() -> None:
    import msgspec

    above = msgspec.structs.replace(effect(), low_points=-0.01)
    below = msgspec.structs.replace(effect(less=True), high_points=0.01)
    assert [sentences.bounds(one) for one in (above, below)] == [(0.0, 1.4), (0.0, 1.4)]


def test_whoever_does_not_see_the_bar_hears_it() -> None:
    [told] = findings(picture(effect(member=1)), NAMES)
    assert told.chart is not None
    assert 'aria-label="0.9 points closer, plausibly 0.4 to 1.4"' in told.chart.svg
    assert told.chart.svg.count("second") == 2


def test_how_many_days_are_still_needed_and_for_what() -> None:
    assert [f"{coming.so_far(days)} {coming.coming(days)}" for days in (0, 1, 6, 7, 13, 14, 29, 30, 89, 90)] == [
        "No day has ratings from both of you to put together yet. With 7 more such days, this page also says what is "
        "usual for you.",
        "So far, 1 day has ratings from both of you to put together. With 6 more such days, this page also says what "
        "is usual for you.",
        "So far, 6 days have ratings from both of you to put together. With 1 more such day, this page also says what "
        "is usual for you.",
        "So far, 7 days have ratings from both of you to put together. With 7 more such days, a first finding becomes "
        "possible. For most couples it takes longer.",
        "So far, 13 days have ratings from both of you to put together. With 1 more such day, a first finding becomes "
        "possible. For most couples it takes longer.",
        "So far, 14 days have ratings from both of you to put together. At about 30 such days, 16 more from now, what "
        "goes together for one person often stands out from chance.",
        "So far, 29 days have ratings from both of you to put together. At about 30 such days, 1 more from now, what "
        "goes together for one person often stands out from chance.",
        "So far, 30 days have ratings from both of you to put together. At about 90 such days, 60 more from now, "
        "something may also be said about how one of you feels on better days of the other.",
        "So far, 89 days have ratings from both of you to put together. At about 90 such days, 1 more from now, "
        "something may also be said about how one of you feels on better days of the other.",
        "So far, 90 days have ratings from both of you to put together. That is as many as this page needs. New days "
        "keep it up to date.",
    ]


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with translation.override("de"):
        assert sentences.points(0.5) == "0,5"

"""Everything this page can say about Alice and Bob, in full."""

import re
from pathlib import Path

import msgspec
import pytest
from django.utils import translation

from intertwine.content.reading import findings as words
from intertwine.content.reading import trying
from intertwine.insights.types import EDGES, Diagnostics, Effect, Kind, Outcome
from intertwine.patterns import coming, sentences
from intertwine.patterns.links import Link, every_link
from intertwine.patterns.sentences import Size
from intertwine.patterns.telling import groups, whole_table
from intertwine.patterns.trying import WAYS, Offer, offers
from tests.patterns.effects import effect, picture

NAMES = ("Alice", "Bob")
FILE = Path(__file__).parent / "findings.txt"
BLAME = ("because", "cause", "make", "due to", "lead", "fault", "should", "score", "!")


def every_effect() -> list[Effect]:
    links = [link for link in (*every_link(0), *every_link(1)) if link.member == 0]
    return [
        effect(edge=link.edge, lag=link.lag, kind=link.kind, size=size, less=less)
        for link in links
        for less in (False, True)
        for size in Size
    ]


def every_sentence() -> list[str]:
    """As they were proofread, one a line: each finding with its figures, each row of the table, what is not clear, and
    what to try."""
    effects = every_effect()
    links = dict.fromkeys(Link.of(one) for one in effects)
    return [
        *(f"{sentences.finding(one, NAMES)} {sentences.facts(one)}" for one in effects),
        *(sentences.row(link, NAMES) for link in links),
        *(sentences.not_clear(link, NAMES) for link in links),
        *(" → ".join(filter(None, (one.text, one.label))) for one in every_offer()),
    ]


def every_offer() -> list[Offer]:
    """Edge by edge; for where the two go together before where they go against each other."""
    return [one for edge in EDGES for less in (False, True) for one in offers(edge, [effect(edge=edge, less=less)])]


def test_each_sentence_word_for_word() -> None:
    assert every_sentence() == FILE.read_text(encoding="utf-8").splitlines()


def test_there_is_a_sentence_for_every_link_direction_and_size() -> None:
    said = [sentences.finding(one, NAMES) for one in every_effect()]
    assert len(set(said)) == len(said) == len(EDGES) * 2 * len(Kind) * 2 * len(Size)
    assert set(words()) == set(trying()) == {(edge.driver, edge.outcome) for edge in EDGES}


def test_for_every_edge_there_is_something_to_try_either_way_and_every_page_it_may_lead_to_is_led_to() -> None:
    tried = every_offer()
    assert len({one.text for one in tried}) == len(tried) == len(EDGES) * 2 * 2
    assert {(one.way, one.label) for one in tried if one.way} == {(way, str(label)) for way, label in WAYS.values()}


def test_where_it_goes_one_way_for_one_and_the_other_way_for_the_other_there_is_one_offer_for_each() -> None:
    [group] = groups(picture(effect(member=0), effect(member=1, less=True)), NAMES)
    more, less = (offers(EDGES[0], [effect(less=way)]) for way in (False, True))
    assert group.to_try == (more[0], less[0])


def test_no_page_is_offered_twice_and_every_edge_has_something_to_try() -> None:
    for less in (False, True):
        told = groups(picture(*(effect(edge=edge, less=less) for edge in EDGES)), NAMES)
        ways = [one.way for group in told for one in group.to_try if one.way]
        assert len(ways) == len({*ways}) >= 3
        assert [group.to_try != () for group in told] == [True] * len(EDGES)


@pytest.mark.parametrize("word", BLAME)
def test_nothing_says_why(word: str) -> None:
    said = [
        *every_sentence(),
        *map(str, sentences.NOTHING_CLEAR.values()),
        *map(str, sentences.LEFT_OUT.values()),
        *(coming.coming(days) for days in range(91)),
    ]
    assert [sentence for sentence in said if word in sentence.casefold()] == []


def test_every_finding_says_what_tends_to_go_together() -> None:
    said = [sentences.finding(one, NAMES) for one in every_effect()]
    assert [one for one in said if not re.search(r" tend to go together\.$", one)] == []


def test_the_other_way_round_it_is_the_same_sentence() -> None:
    for one in every_effect():
        of_bob = msgspec.structs.replace(one, member=1)
        assert sentences.finding(one, NAMES) == sentences.finding(of_bob, ("Bob", "Alice"))


def test_a_name_is_only_ever_a_name() -> None:
    """Planted: what a template could take for one of its own."""
    strange = ("{partner}", "%(days)s {0}")
    assert sentences.finding(effect(), strange) == (
        "For {partner}, better days and feeling closer to %(days)s {0} tend to go together."
    )


def test_both_are_spoken_of_even_when_one_is_not_clear() -> None:
    [group] = groups(picture(effect(member=0, shown=False), effect(member=1)), NAMES)
    assert [one.sentence for one in group.told] == [
        "For Bob, better days and feeling closer to Alice tend to go together.",
        "For Alice, nothing is clear yet about better days and feeling close to Bob.",
    ]
    assert [one.chart is None for one in group.told] == [False, True]


def test_nothing_clear_has_a_sentence_of_its_own_for_each_reason() -> None:
    reasons = [reason for reason in Outcome if reason is not Outcome.BAD_INPUT]
    assert [sentences.nothing_clear(picture(outcome=reason)) for reason in reasons] == [
        "So far your answers fit what is typical for couples, and say nothing particular about the two of you. That is "
        "the usual answer, and a good one.",
        "Not every question comes every day. There are still too few days on which both of you answered the same ones.",
        "Some of these ratings have been almost the same every day, so there is no up and down that anything could go "
        "with. That is not a problem.",
        "Some of these ratings are nearly always at one end of the line, so there is no up and down that anything "
        "could go with. That is not a problem.",
        "Your ratings do not give a picture yet that would hold, so nothing is shown from them.",
    ]


def test_with_few_days_it_is_not_said_that_they_fit_what_is_typical() -> None:
    early, enough = (sentences.nothing_clear(picture(joint_days=days)) for days in (29, 30))
    assert early == (
        "With so few days, hardly anything stands out from chance, whatever there is. It usually takes about 30 days "
        "for what goes together for one person, and about 90 for what lies between two."
    )
    assert enough.startswith("So far your answers fit what is typical for couples")


def test_what_could_not_be_looked_at_is_said_without_saying_whose_ratings_it_is() -> None:
    outcomes = (
        Outcome.READY,
        Outcome.TOO_FEW_DAYS,
        Outcome.TOO_FEW_DAYS,
        Outcome.NO_VARIATION,
        Outcome.AT_THE_EDGE,
    )
    found = picture(
        diagnostics=tuple(
            Diagnostics(edge=edge, outcome=outcome, joint_days=9)
            for edge, outcome in zip(EDGES, outcomes, strict=False)
        )
    )
    assert sentences.left_out(found) == [
        "There are too few days yet with answers from both of you to all of this: state of mind – talking, state of "
        "mind – opening up.",
        "Almost the same every day, so there is no up and down that anything could go with: state of mind – "
        "understood. That is not a problem.",
        "Nearly always at one end of the line, so there is no up and down that anything could go with: talking – "
        "closeness. That is not a problem.",
    ]
    assert sentences.left_out(picture(outcome=Outcome.NO_VARIATION)) == []


def test_the_table_has_every_link_and_figures_for_what_is_clear() -> None:
    effects = [effect(lag=lag, kind=kind, less=bool(lag)) for lag in (0, 1) for kind in Kind]
    rows = whole_table(picture(*effects), NAMES).rows
    assert len(rows) == 28 + 2
    assert [row for row in rows if row[1] != "not clear yet"] == [
        ("Alice: better days, and feeling close to Bob", "0.9 points more", "0.4", "1.4", "41"),
        ("Better days of Bob, and Alice feeling close to Bob", "0.9 points more", "0.4", "1.4", "41"),
        ("Alice: better days, and feeling close to Bob the day after", "0.9 points less", "0.4", "1.4", "41"),
        ("Better days of Bob, and Alice feeling close to Bob the day after", "0.9 points less", "0.4", "1.4", "41"),
    ]
    assert {row[2:] for row in rows if row[1] == "not clear yet"} == {("–", "–", "–")}


def test_a_bar_that_begins_a_hair_below_nothing_begins_at_nothing() -> None:
    above = msgspec.structs.replace(effect(), low_points=-0.01)
    below = msgspec.structs.replace(effect(less=True), high_points=0.01)
    assert [sentences.bounds(one) for one in (above, below)] == [(0.0, 1.4), (0.0, 1.4)]


def test_whoever_does_not_see_the_bar_hears_it() -> None:
    [group] = groups(picture(effect(member=1)), NAMES)
    told = group.told[0]
    assert told.chart is not None
    assert 'aria-label="0.9 points more, plausibly 0.4 to 1.4"' in told.chart.svg
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


def test_roughly_when_at_the_pace_of_late() -> None:
    assert [coming.roughly_when(14, lately=days) for days in (28, 16, 4)] == [
        "At the pace of the last four weeks, that is about 3 weeks away.",
        "At the pace of the last four weeks, that is about 4 weeks away.",
        "At the pace of the last four weeks, that is about 16 weeks away.",
    ]
    assert coming.roughly_when(29, lately=20) == "At the pace of the last four weeks, that is about 1 week away."
    assert [coming.roughly_when(14, lately=3), coming.roughly_when(90, lately=28)] == ["", ""]


def test_numbers_are_written_as_the_language_writes_them() -> None:
    with translation.override("de"):
        assert sentences.in_points(0.5) == "0,5"

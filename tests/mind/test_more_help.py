"""When it is said that this is where many people talk to someone: decided by a pure function, shown once, quietly."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.mind.entries import PutOff, ThoughtOfHelp
from intertwine.mind.more_help import Reason, Scored, reasons
from intertwine.mind.reasons import why
from tests.cast import Person, signed_up
from tests.mind.days import checked_in, it_is
from tests.mind.pages import has
from tests.mind.screening import answered, answers, headline, later, on_day, phq_4, phq_9

MONDAY = date(2026, 11, 23)
CARD = "This is where many people talk to someone."
IN_ALL_WORLDS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def before(days: int) -> date:
    return MONDAY - timedelta(days=days)


# the decision


@given(IN_ALL_WORLDS, st.integers(0, 40), st.integers(0, 27), st.none() | st.integers(0, 27))
def test_the_latest_phq_9_counts_from_20_on_and_from_five_points_more(
    today: date, ago: int, score: int, earlier: int | None
) -> None:
    one = Scored("phq-9", today - timedelta(days=ago), score, earlier)
    fresh = ago < 28
    expected = {Reason.HIGHEST} if fresh and score >= 20 else set()
    if fresh and earlier is not None and score - earlier >= 5:
        expected.add(Reason.WORSE)
    assert reasons(today, screens=[one]) == expected


@given(IN_ALL_WORLDS, st.integers(0, 40), st.integers(0, 12), st.none() | st.integers(0, 12))
def test_the_phq_4_counts_only_when_it_was_9_or_more_twice_running(
    today: date, ago: int, score: int, earlier: int | None
) -> None:
    one = Scored("phq-4", today - timedelta(days=ago), score, earlier)
    twice = ago < 28 and score >= 9 and earlier is not None and earlier >= 9
    assert reasons(today, screens=[one]) == ({Reason.HIGHEST_TWICE} if twice else set())


@given(IN_ALL_WORLDS, st.lists(st.integers(-3, 20), max_size=8))
def test_three_different_hard_days_within_seven(today: date, ago: list[int]) -> None:
    hard = [today - timedelta(days=n) for n in ago]
    many = len({n for n in ago if 0 <= n < 7}) >= 3
    assert reasons(today, hard=hard) == ({Reason.HARD_WEEK} if many else set())


@given(IN_ALL_WORLDS, st.integers(-3, 40))
def test_a_thought_of_it_is_enough_for_four_weeks(today: date, ago: int) -> None:
    thought = reasons(today, thoughts=[today - timedelta(days=ago)])
    assert thought == ({Reason.THOUGHT_OF_IT} if 0 <= ago < 28 else set())


@given(st.permutations([Scored("phq-9", before(20), 27, None), Scored("phq-9", before(3), 4, 27)]))
def test_of_two_the_later_one_counts_in_whatever_order_they_come(both: list[Scored]) -> None:
    assert reasons(MONDAY, screens=both) == frozenset()


@given(st.sampled_from(["gad-7", "k6", "csi-4", "csi-16", "dass-21-stress"]), st.integers(0, 81))
def test_no_other_screen_says_so(key: str, score: int) -> None:
    assert reasons(MONDAY, screens=[Scored(key, MONDAY, score, 0)]) == frozenset()


@pytest.mark.parametrize(
    ("score", "earlier", "found"),
    [
        (19, None, set()),
        (20, None, {Reason.HIGHEST}),
        (14, 10, set()),
        (15, 10, {Reason.WORSE}),
        (10, 15, set()),
        (20, 15, {Reason.HIGHEST, Reason.WORSE}),
    ],
)
def test_the_edges(score: int, earlier: int | None, found: set[Reason]) -> None:
    assert reasons(MONDAY, screens=[Scored("phq-9", MONDAY, score, earlier)]) == found


def test_nothing_written_is_no_reason_and_every_reason_has_its_sentence() -> None:
    assert reasons(MONDAY) == frozenset()
    assert len(why(frozenset(Reason))) == len(Reason)


# on Today


pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


@pytest.fixture
def alice(monkeypatch: pytest.MonkeyPatch) -> Person:
    it_is(monkeypatch, "2026-11-23T18:00+01:00")
    return signed_up("Alice")


def test_the_card_says_why_and_leads_on(alice: Person) -> None:
    assert not has(alice.get("/today"), CARD)
    page = answers(alice, "phq-9", phq_9(20))
    assert has(page, CARD)
    assert has(page, "It doesn't have to get worse first.")
    today = alice.get("/today")
    assert [has(today, words) for words in (CARD, "Your last PHQ-9 was in its highest range.", '"/help/find"')] == [
        True
    ] * 3


def test_each_reason_brings_it_to_today(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    people = {
        "Dana": lambda who: (answered(who, "phq-4", before(15), phq_4(9)), answers(who, "phq-4", phq_4(9))),
        "Eli": lambda who: (answered(who, "phq-9", before(200), phq_9(2)), answers(who, "phq-9", phq_9(7))),
        "Grace": lambda who: [checked_in(who, before(n), hard=True) for n in (1, 3, 6)],
        "Rosa": lambda who: who.post("/screens/thought"),
    }
    sentences = {
        "Dana": "Your PHQ-4 was in its highest range twice in a row.",
        "Eli": "Your last PHQ-9 was clearly higher than the one before.",
        "Grace": "Several days of this week were hard ones.",
        "Rosa": "You said that you have been thinking about it.",
    }
    for name, does in people.items():
        who = signed_up(name)
        does(who)
        assert (name, has(who.get("/today"), sentences[name])) == (name, True)


def test_i_have_been_thinking_about_it_leads_there_at_once(alice: Person) -> None:
    assert alice.post("/screens/thought")["Location"] == "/help/find"
    assert [one.entry for one in read(me_space(alice.visit())).of(ThoughtOfHelp)] == [ThoughtOfHelp(MONDAY)]


def test_not_now_keeps_it_away_for_a_month(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(alice, "phq-9", phq_9(20))
    alice.post("/screens/later", what="more-help")
    assert [one.entry for one in read(me_space(alice.visit())).of(PutOff)] == [
        PutOff("more-help", MONDAY, date(2026, 12, 22))
    ]
    seen = {}
    for days in (0, 14, 29, 30):
        on_day(monkeypatch, alice, later(MONDAY, days))
        alice.post("/screens/thought")  # and there would be reason enough
        seen[days] = has(alice.get("/today"), CARD)
    assert seen == {0: False, 14: False, 29: False, 30: True}


def test_what_nobody_can_put_off_is_not_put_off(alice: Person) -> None:
    assert alice.post("/screens/later", what="everything")["Location"] == "/today"
    assert read(me_space(alice.visit())).of(PutOff) == []


def test_the_day_after_a_heavy_answer_comes_first_and_alone(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    assert headline(answers(alice, "phq-9", phq_9(26, heavy=3))) == "You matter."
    on_day(monkeypatch, alice, later(MONDAY, 1))
    page = alice.get("/today")
    assert (has(page, "If yesterday was heavy"), has(page, CARD)) == (True, False)
    on_day(monkeypatch, alice, later(MONDAY, 2))
    page = alice.get("/today")
    assert (has(page, "If yesterday was heavy"), has(page, CARD)) == (False, True)

"""A heavy answer: help at once, for one person alone. Bob sees nothing of it, even where Bob runs the server."""

import re
from datetime import date
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.urls import reverse

from intertwine.content.reading import help_lines
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.members.models import Member
from intertwine.members.quiet import couple_parts_hidden, hide_couple_parts
from intertwine.mind.entries import ScreenBegun
from tests.access.test_matrix import ROUTES
from tests.cast import Person, paired, signed_up
from tests.mind.days import it_is
from tests.mind.pages import forms_on, has
from tests.mind.screening import (
    ASK,
    answers,
    begins,
    goes_through,
    headline,
    later,
    on_day,
    phq_9,
    presses,
    seen_by,
    stored,
)

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

MONDAY = date(2026, 11, 23)
OFFERED = "If yesterday was heavy and it still is, there is a page for you"
NOT_LOOKED_AT = {"leave", "kitchen", "worker", "couple-words"}
"""They end the visit, are the same for everybody, or are costly to draw."""
BOBS = sorted(
    reverse(str(route.name))
    for route in ROUTES
    if "GET" in route.callback.policy.methods and not route.pattern.converters and route.name not in NOT_LOOKED_AT
)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    it_is(monkeypatch, "2026-11-23T18:00+01:00")
    return paired("Alice", "Bob")


@pytest.fixture
def alice(two: tuple[Person, Person]) -> Person:
    return two[0]


def called(page: HttpResponse) -> list[str]:
    """Every number one can call or write to, in the order of the page."""
    return re.findall(r'href="((?:tel|sms):[^"?]+)', page.content.decode())


def lines_of(country: str) -> tuple[list[str], list[str]]:
    lines = help_lines().countries[country]
    reached = [way for one in lines.crisis for way in (f"tel:{one.dialled}", f"sms:{one.texted}")]
    return [f"tel:{one.dialled}" for one in lines.emergency], [way for way in reached if not way.endswith("None")]


def test_before_it_begins_it_says_that_nobody_watches_and_bob_is_not_told(alice: Person) -> None:
    page = alice.post(ASK, screen="phq-9")
    for sentence in (
        "One of the questions is about thoughts of being better off dead, or of hurting yourself.",
        "Nobody is watching your answers.",
        "No one will call you, and no one will come because of them.",
        "Bob will not be told, whatever you answer.",
    ):
        assert has(page, sentence)


@pytest.mark.parametrize("heavy", [1, 2, 3])
def test_any_answer_but_not_at_all_is_followed_by_help_at_once(alice: Person, heavy: int) -> None:
    page = answers(alice, "phq-9", [0] * 8 + [heavy])
    emergency, crisis = lines_of("DE")
    assert (page.status_code, headline(page)) == (200, "You matter.")
    assert called(page)[: len(crisis) + len(emergency)] == [*crisis, *emergency]
    assert page.content.index(b'href="#emergency"') < page.content.index(b'href="tel:')
    assert stored(alice)[0].answers == (0, 0, 0, 0, 0, 0, 0, 0, heavy)
    assert has(page, "Nobody was told: not Bob, and nobody else.")
    assert has(page, ">Germany<")


def test_a_light_answer_leads_to_the_result(alice: Person) -> None:
    assert headline(answers(alice, "phq-9", phq_9(24))) == "PHQ-9"
    assert not couple_parts_hidden(alice.visit())


def test_help_is_for_the_country_someone_lives_in_and_no_number_is_shown_for_nowhere() -> None:
    grace = signed_up("Grace", country="GB")
    page = answers(grace, "phq-9", phq_9(3, heavy=1))
    emergency, crisis = lines_of("GB")
    assert called(page)[: len(crisis) + len(emergency)] == [*crisis, *emergency]
    assert "sms:85258" in called(page)
    nowhere = signed_up("Rosa", country="")
    page = answers(nowhere, "phq-9", phq_9(3, heavy=1))
    assert called(page) == []
    assert has(page, "https://findahelpline.com")
    assert not has(page, "Let  know")


def test_help_does_not_wait_for_the_last_answer_nor_for_the_right_day(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begins(alice, "phq-9")
    for points in phq_9(1, heavy=1)[:8]:
        page = presses(alice, page, points)
    aside = alice.post(ASK, **{**forms_on(page)[ASK], "a9": "1", "go": "aside"})
    assert headline(aside) == "You matter."
    assert [one.entry.answers[9] for one in read(me_space(alice.visit())).of(ScreenBegun)] == [1]
    two_tabs = [begins(alice, "phq-9") for _ in range(2)]
    ends = []
    for tab in two_tabs:
        ends.append(headline(goes_through(alice, tab, phq_9(4, heavy=1))))
    assert ends == ["You matter.", "You matter."]
    assert len(stored(alice)) == 1


@pytest.mark.parametrize("damaged", [{"a3": ""}, {"a3": "7"}, {"a99": "1"}])
def test_help_does_not_wait_for_an_answer_that_is_missing_or_damaged(alice: Person, damaged: dict[str, str]) -> None:
    given = {f"a{number}": "0" for number in range(1, 9)}
    page = alice.post(ASK, screen="phq-9", at="9", **{**given, **damaged, "a9": "1"})
    assert (page.status_code, headline(page), called(page) != []) == (200, "You matter.", True)
    assert (stored(alice), couple_parts_hidden(alice.visit())) == ([], True)
    light = alice.post(ASK, screen="phq-9", at="9", **{**given, **damaged, "a9": "0"})
    assert light.status_code == 422


def test_help_comes_with_the_private_space_closed_too(alice: Person) -> None:
    page = begins(alice, "phq-9")
    for points in phq_9(1, heavy=1)[:8]:
        page = presses(alice, page, points)
    alice.close_private()
    page = presses(alice, page, 1)
    assert (headline(page), called(page) != []) == ("You matter.", True)
    assert couple_parts_hidden(alice.visit())


# the plain question


def test_the_question_is_answered_in_the_page_alone(alice: Person) -> None:
    """Nothing is sent, so no log knows of it. Below a yes and a "not sure" the emergency number is first."""
    page = answers(alice, "phq-9", phq_9(3, heavy=1)).content.decode()
    emergency, crisis = lines_of("DE")
    replies = page.split('<details name="reply"')[1:]
    shown = [re.findall(r'href="((?:tel|sms):[^"?]+)', one.split("</details>")[0]) for one in replies]
    assert shown == [[*emergency, *crisis], [*emergency, *crisis], [], []]
    assert [re.findall("<summary>(.*?)</summary>", one)[0] for one in replies] == [
        "Yes",
        "Not sure",
        "No",
        "I'd rather not say",
    ]
    asked = page[page.index('id="question"') : page.index('id="offers"')]
    assert ("<form" in asked, "<button" in asked) == (False, False)


def shown_once_more(alice: Person) -> HttpResponse:
    """The same page, as the card of the day after leads to it."""
    return alice.post("/screens/later", what="after", go="show")


def test_everything_is_offered_and_nothing_has_to_be_done(alice: Person) -> None:
    page = answers(alice, "phq-9", phq_9(3, heavy=1))
    ways = ("/plan/6", "/plan", "/messages/write?words=yes", "/help/find", "/today")
    assert [has(page, f'href="{way}"') for way in ways] == [True] * 5
    assert has(page, "Someone whose voice does you good.")
    alice.post("/plan/4", text="Grace, 030 123456", seen="")
    assert has(shown_once_more(alice), "Grace, 030 123456")
    alice.close_private()
    assert not has(shown_once_more(alice), "Grace, 030 123456")


def test_no_page_has_an_address_that_tells_it_from_another_and_its_title_says_nothing(alice: Person) -> None:
    for heavy in (0, 1):
        page = answers(alice, "phq-9", phq_9(3, heavy=heavy))
        assert (page.status_code, page.has_header("Location")) == (200, False)
        Entry.objects.all().delete()
    titles = re.findall(r"<title>([^<]*)</title>", shown_once_more(alice).content.decode())
    assert titles == ["For you – Intertwine"]


# what is for two


def test_what_is_for_two_stays_away_for_a_day_unless_she_would_rather_have_it(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = answers(alice, "phq-9", phq_9(3, heavy=1))
    assert has(page, "Exercises and findings for the two of you stay away from your pages for now.")
    assert couple_parts_hidden(alice.visit())
    it_is(monkeypatch, "2026-11-24T17:59+01:00")
    assert couple_parts_hidden(alice.visit())
    it_is(monkeypatch, "2026-11-24T18:00+01:00")
    assert not couple_parts_hidden(alice.visit())


def test_she_may_have_it_back_at_once_but_not_what_she_sent_away_for_another_reason(alice: Person) -> None:
    answers(alice, "phq-9", phq_9(3, heavy=1))
    assert headline(alice.post("/screens/later", what="pause")) == "You matter."
    assert not couple_parts_hidden(alice.visit())
    assert not has(shown_once_more(alice), "Show them all the same")
    visit = alice.visit()
    hide_couple_parts(visit)
    alice.save(visit)
    alice.post("/screens/later", what="pause")
    assert couple_parts_hidden(alice.visit())
    assert not has(shown_once_more(alice), "Show them all the same")  # it would not bring them back


def test_in_a_pause_she_may_still_tell_him_and_after_a_yes_to_the_private_questions_it_is_not_offered(
    two: tuple[Person, Person],
) -> None:
    alice, _ = two
    offers = []
    for answers_first in (lambda: None, lambda: alice.post("/help/one", afraid="yes")):
        answers_first()
        care = answers(alice, "phq-9", phq_9(3, heavy=1))
        alice.post("/today/for-now")
        offers.append([has(care, "/messages/write"), has(alice.get("/today/for-now"), "Tell Bob")])
        Entry.objects.all().delete()
    assert offers == [[True, True], [False, False]]


# the day after


def test_it_is_offered_once_more_on_the_next_day_quietly(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(alice, "phq-9", phq_9(3, heavy=1))
    seen = []
    for days in (0, 1, 2, 3):
        on_day(monkeypatch, alice, later(MONDAY, days))
        seen.append(has(alice.get("/today"), OFFERED))
    assert seen == [False, True, False, False]


def test_it_is_offered_the_day_after_one_that_came_too_soon(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tabs: the first is light and kept, the second is heavy and refused. Then the other way round: put aside
    heavy, and finished light in the other tab."""
    one, two = begins(alice, "phq-9"), begins(alice, "phq-9")
    assert headline(goes_through(alice, one, phq_9(3))) == "PHQ-9"
    assert headline(goes_through(alice, two, phq_9(4, heavy=1))) == "You matter."
    assert len(stored(alice)) == 1
    seen = []
    for days in (0, 1, 2):
        on_day(monkeypatch, alice, later(MONDAY, days))
        seen.append(has(alice.get("/today"), OFFERED))
    on_day(monkeypatch, alice, later(MONDAY, 14))
    one, two = begins(alice, "phq-9"), begins(alice, "phq-9")
    alice.post(ASK, **{**forms_on(one)[ASK], "a9": "2", "go": "aside"})
    assert headline(goes_through(alice, two, phq_9(3))) == "PHQ-9"
    on_day(monkeypatch, alice, later(MONDAY, 15))
    assert (seen, has(alice.get("/today"), OFFERED)) == ([False, True, False], True)


def test_going_back_to_a_lighter_answer_does_not_take_the_offer_back(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = begins(alice, "phq-9")
    for points in phq_9(3)[:8]:
        page = presses(alice, page, points)
    assert headline(presses(alice, page, 1)) == "You matter."
    assert headline(presses(alice, page, 0)) == "PHQ-9"
    assert [one.answers[8] for one in stored(alice)] == [0]
    on_day(monkeypatch, alice, later(MONDAY, 1))
    assert has(alice.get("/today"), OFFERED)
    answers(alice, "phq-4", [0] * 4)
    assert has(alice.get("/today"), OFFERED)
    on_day(monkeypatch, alice, later(MONDAY, 2))
    answers(alice, "gad-7", [0] * 7)  # what the offer was made from is of no more use, and goes
    assert read(me_space(alice.visit())).of(ScreenBegun) == []


def test_it_is_offered_the_day_after_one_that_was_put_aside_too(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    for heavy in ("1", "0"):
        alice.post(ASK, screen="phq-9", id="", at="9", go="aside", a9=heavy)
        on_day(monkeypatch, alice, later(today(alice.visit()), 1))
        seen.append(has(alice.get("/today"), OFFERED))
    assert seen == [True, False]


def test_another_questionnaire_on_the_day_after_does_not_take_the_offer_away(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice.post(ASK, screen="phq-9", id="", at="9", go="aside", a9="1")
    on_day(monkeypatch, alice, later(MONDAY, 1))
    alice.post(ASK, screen="gad-7", id="", at="1", go="aside", a1="0")
    assert has(alice.get("/today"), OFFERED)


def test_nothing_more_is_asked_on_the_evening_of_a_heavy_answer(alice: Person) -> None:
    alice.post("/screens/wish", wanted="yes")
    assert has(alice.get("/today"), "Four short questions?")
    answers(alice, "phq-9", phq_9(3, heavy=1))
    assert not has(alice.get("/today"), "Four short questions?")


def test_it_says_that_answers_were_kept_only_where_they_were(alice: Person) -> None:
    kept = "What you answered in the questionnaire is locked in your private space."
    two_tabs = [begins(alice, "phq-9") for _ in range(2)]
    seen = []
    for tab in two_tabs:
        seen.append(has(goes_through(alice, tab, phq_9(4, heavy=1)), kept))
    assert (seen, has(shown_once_more(alice), kept)) == ([True, False], False)


def test_not_now_ends_the_offer(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(alice, "phq-9", phq_9(3, heavy=1))
    on_day(monkeypatch, alice, later(MONDAY, 1))
    assert alice.post("/screens/later", what="after")["Location"] == "/today"
    assert not has(alice.get("/today"), OFFERED)


def test_once_it_was_taken_up_it_is_not_offered_again(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(alice, "phq-9", phq_9(3, heavy=1))
    on_day(monkeypatch, alice, later(MONDAY, 1))
    shown = alice.post("/screens/later", **forms_on(alice.get("/today"))["/screens/later"], go="show")
    assert (headline(shown), shown.has_header("Location")) == ("You matter.", False)
    assert not has(alice.get("/today"), OFFERED)


def test_a_light_screen_is_followed_by_no_offer(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    answers(alice, "phq-9", phq_9(3))
    on_day(monkeypatch, alice, later(MONDAY, 1))
    assert not has(alice.get("/today"), OFFERED)


# Bob


def test_bobs_pages_are_the_same_byte_for_byte_whatever_alice_answers(two: tuple[Person, Person]) -> None:
    alice, bob = two
    seen_by(bob, *BOBS)  # what a first look changes, such as a question that is dealt, has changed then
    before = seen_by(bob, *BOBS)
    assert headline(answers(alice, "phq-9", phq_9(24, heavy=0))) == "PHQ-9"
    light = seen_by(bob, *BOBS)
    Entry.objects.filter(space=me_space(alice.visit()).id).delete()
    assert headline(answers(alice, "phq-9", phq_9(27, heavy=3))) == "You matter."
    shown_once_more(alice)
    assert (light, seen_by(bob, *BOBS)) == (before, before)
    alice.post("/messages/write", text="I'm not doing well.", go="send")  # the control: what she sends herself is seen
    assert seen_by(bob, *BOBS) != before


def test_whoever_watches_the_database_sees_the_same_whatever_she_answers(two: tuple[Person, Person]) -> None:
    """Bob runs the server: which rows come and go, and how large they are, is the same for 0 and for 3."""
    alice, _ = two
    traces = [trace_of(alice, phq_9(3, heavy=heavy)) for heavy in (0, 3)]
    assert traces[0] == traces[1]
    too_soon = [trace_of(alice, phq_9(3, heavy=heavy), finished=True) for heavy in (0, 3)]
    assert too_soon[0] == too_soon[1]
    assert too_soon[0] != traces[0]  # that it came too soon may be seen
    assert trace_of(alice, phq_9(3), again="/screens/thought") != traces[0]  # the control


def trace_of(
    person: Person, points: list[int], *, again: str = "", finished: bool = False
) -> tuple[list[int], int, int, int]:
    """Of answering a screen: the sizes of the rows that came, how many went, and what changed in the member's row.
    `finished`: another tab was faster."""
    Entry.objects.all().delete()
    other = begins(person, "phq-9")
    if finished:
        answers(person, "phq-9", phq_9(3))
    visit = person.visit()
    assert visit.identity is not None
    me = UUID(bytes=visit.identity.member)
    was = Member.objects.get(id=me)
    goes_through(person, other, points)
    if again:
        person.post(again)
    now = Member.objects.get(id=me)
    sizes = sorted(len(bytes(row.blob)) for row in Entry.objects.all())
    return (
        sizes,
        Entry.objects.count(),
        now.quiet_revision - was.quiet_revision,
        len(bytes(now.quiet)) - len(bytes(was.quiet)),
    )

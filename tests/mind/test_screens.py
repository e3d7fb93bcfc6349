"""Alice looks closer: question by question, to a number, a range and what has changed."""

from datetime import date
from html import unescape

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from intertwine.content.reading import instruments
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.mind.entries import Screen, ScreenBegun
from intertwine.mind.screen_reading import screens
from tests.cast import Person, paired, signed_up
from tests.mind.days import it_is
from tests.mind.pages import forms_on, has
from tests.mind.screening import (
    ASK,
    answered,
    answers,
    begins,
    headline,
    highest,
    later,
    on_day,
    phq_4,
    phq_9,
    presses,
    seen_by,
    stored,
)

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

MONDAY = date(2026, 11, 23)


@pytest.fixture
def alice(monkeypatch: pytest.MonkeyPatch) -> Person:
    it_is(monkeypatch, "2026-11-23T18:00+01:00")
    return signed_up("Alice")


def begun(person: Person) -> list[ScreenBegun]:
    return [one.entry for one in read(me_space(person.visit())).of(ScreenBegun)]


def test_every_screen_can_be_answered_with_one_press_a_question(alice: Person) -> None:
    for key, one in instruments().items():
        page = answers(alice, key, [0] * len(one.items))
        assert (key, page.status_code, headline(page)) == (key, 200, one.name)
        assert has(page, f"0 of {one.highest}.")
    assert stored(alice) == [Screen(key, MONDAY, (0,) * len(one.items)) for key, one in instruments().items()]


def test_the_page_before_says_what_is_asked_and_whose_words_they_are(alice: Person) -> None:
    for key, one in instruments().items():
        page = alice.post(ASK, screen=key)
        words = unescape(page.content.decode())
        assert (key, headline(page)) == (key, one.name)
        assert [one.licence.notice in words, one.licence.attribution in words, "not a diagnosis" in words] == [True] * 3
        assert ("Nobody is watching your answers." in words) == (key == "phq-9")


def test_every_question_is_shown_in_its_own_words_with_its_notice(alice: Person) -> None:
    for key, one in instruments().items():
        page = begins(alice, key)
        for number, item in enumerate(one.items, 1):
            words = unescape(page.content.decode())
            assert (key, headline(page)) == (key, item.wording)
            assert [option.label in words for option in one.options_of(number)] == [True] * len(one.options_of(number))
            assert [one.licence.notice in words, one.stem_of(number) in words] == [True, True]
            page = presses(alice, page, one.options_of(number)[-1].points)


def test_the_result_is_a_number_a_range_and_no_diagnosis(alice: Person) -> None:
    page = answers(alice, "phq-9", phq_9(11))
    assert has(page, "11 of 27.")
    assert has(page, "In a range people use this is called “moderate” (10 to 14). It is not a diagnosis")
    assert has(page, "There is nothing to compare it with yet.")
    assert not has(page, '<svg class="chart"')


def test_the_short_one_tells_worry_and_low_mood_apart(alice: Person) -> None:
    page = answers(alice, "phq-4", [2, 1, 0, 3])
    assert has(page, "The two questions about worry: 3 of 6. From 3 on, it is worth a closer look.")
    assert has(page, "The two questions about low mood: 3 of 6. From 3 on, it is worth a closer look.")


@pytest.mark.parametrize(
    ("key", "scores", "told"),
    [
        ("phq-9", (14, 11), ("3 points less than on", "it is usually called a change from about 3.7 points on.")),
        ("phq-9", (14, 10), ("4 points less than on", "it has become lighter.")),
        ("phq-9", (10, 14), ("4 points more than on", "it has become heavier.")),
        ("phq-9", (10, 11), ("1 point more than on", "it is usually called a change from about 3.7 points on.")),
        ("phq-9", (10, 10), ("The same as on", "")),
        ("gad-7", (6, 3), ("3 points less than on", "it is usually called a change from about 4 points on.")),
        ("gad-7", (7, 3), ("4 points less than on", "it has become lighter.")),
        ("csi-4", (14, 10), ("4 points less than on", "it has become heavier.")),
        ("csi-4", (10, 14), ("4 points more than on", "That figure is worked out, not published.")),
        ("k6", (4, 12), ("8 points more than on", "We know of no published figure")),
    ],
)
def test_a_change_is_held_against_the_published_figure(
    alice: Person, monkeypatch: pytest.MonkeyPatch, key: str, scores: tuple[int, int], told: tuple[str, str]
) -> None:
    before, now = scores
    answered(alice, key, MONDAY, up_to(key, before))
    on_day(monkeypatch, alice, later(MONDAY, 30))
    page = answers(alice, key, up_to(key, now))
    assert has(page, f"{told[0]} November 23, 2026.")
    assert has(page, told[1])
    assert has(page, '<svg class="chart"')
    assert has(page, "<td>" + str(now) + "</td>")


def up_to(key: str, score: int) -> list[int]:
    one, points = instruments()[key], []
    left = score // one.times
    for top in highest(key):
        points.append(min(top, left))
        left -= points[-1]
    assert (left, one.score(points)) == (0, score)
    return points


def test_it_is_not_asked_again_before_what_it_asks_about_has_passed(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(alice, "phq-9", phq_9(5))
    for days, allowed in ((1, False), (13, False), (14, True)):
        on_day(monkeypatch, alice, later(MONDAY, days))
        page = begins(alice, "phq-9")
        assert (page.status_code, headline(page)) == (
            (200, "Little interest or pleasure in doing things") if allowed else (409, "Not yet, for a good reason.")
        )
        assert has(page, "/help")
        if not allowed:
            assert has(page, "you answered it on November 23, 2026")
            assert has(page, "From December 7, 2026 on it is useful again.")
            assert has(alice.get("/screens"), "and can be asked again from December 7, 2026 on.")


def test_two_phones_finish_the_same_screen_and_the_first_one_stands(alice: Person) -> None:
    one, other = begins(alice, "gad-7"), begins(alice, "gad-7")
    for points in [1] * 7:
        one = presses(alice, one, points)
    for points in [3] * 7:
        other = presses(alice, other, points)
    assert (one.status_code, other.status_code, headline(other)) == (200, 200, "Not yet, for a good reason.")
    assert stored(alice) == [Screen("gad-7", MONDAY, (1,) * 7)]


def test_going_back_after_the_last_answer_corrects_it_and_a_double_tap_is_one(alice: Person) -> None:
    page = begins(alice, "gad-7")
    for points in [1] * 6:
        page = presses(alice, page, points)
    for points in (1, 1, 3):
        done = presses(alice, page, points)
        assert headline(done) == "GAD-7"
    assert stored(alice) == [Screen("gad-7", MONDAY, (1, 1, 1, 1, 1, 1, 3))]


def test_back_keeps_what_was_answered(alice: Person) -> None:
    page = presses(alice, presses(alice, begins(alice, "gad-7"), 1), 2)
    page = alice.post(ASK, **{**forms_on(page)[ASK], "go": "back"})
    assert headline(page) == "Not being able to stop or control worrying"
    assert has(page, 'name="a2" value="2" aria-pressed="true"')
    assert headline(alice.post(ASK, **forms_on(page)[ASK])) == "Worrying too much about different things"


# put aside


def test_put_aside_it_is_kept_until_the_end_of_the_day_and_counts_for_nothing(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = presses(alice, presses(alice, begins(alice, "gad-7"), 1), 2)
    done = alice.post(ASK, **{**forms_on(page)[ASK], "go": "aside"})
    assert (headline(done), has(done, "Put aside.")) == ("Looking closer", True)
    assert (stored(alice), begun(alice)) == ([], [ScreenBegun("gad-7", MONDAY, {1: 1, 2: 2})])
    assert has(alice.get("/screens"), "Go on with GAD-7")
    page = alice.post(ASK, screen="gad-7", go="resume")
    assert headline(page) == "Worrying too much about different things"
    for points in [0] * 5:
        page = presses(alice, page, points)
    assert (headline(page), stored(alice)) == ("GAD-7", [Screen("gad-7", MONDAY, (1, 2, 0, 0, 0, 0, 0))])
    assert not has(alice.get("/screens"), "Go on with GAD-7")


def test_the_next_day_it_begins_again(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    page = presses(alice, begins(alice, "gad-7"), 1)
    alice.post(ASK, **{**forms_on(page)[ASK], "go": "aside"})
    on_day(monkeypatch, alice, later(MONDAY, 1))
    assert not has(alice.get("/screens"), "Go on with GAD-7")
    assert headline(alice.post(ASK, screen="gad-7", go="resume")) == "GAD-7"
    answers(alice, "phq-4", phq_4(2))
    assert begun(alice) == [ScreenBegun("gad-7", MONDAY, {1: 1})]
    on_day(monkeypatch, alice, later(MONDAY, 2))
    answers(alice, "phq-9", [0] * 9)
    assert begun(alice) == []


def test_put_aside_before_the_first_answer_keeps_nothing(alice: Person) -> None:
    done = alice.post(ASK, **{**forms_on(begins(alice, "gad-7"))[ASK], "go": "aside"})
    assert (headline(done), has(done, "Put aside."), begun(alice)) == ("Looking closer", False, [])


# what comes back wrong


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"a2": "4"}, "There was an answer that is not offered here. It was left out."),
        ({"a2": "-1"}, "There was an answer that is not offered here. It was left out."),
        ({"a2": "٣"}, "There was an answer that is not offered here. It was left out."),
        ({"a2": "1 "}, "There was an answer that is not offered here. It was left out."),
        ({"a8": "1"}, "There was an answer to something that is not asked here. It was left out."),
        ({"a0": "1"}, "There was an answer to something that is not asked here. It was left out."),
        ({}, "Please choose one of the answers."),
        ({"a2": "1", "at": "7"}, "Please choose one of the answers."),
        ({"a2": "1", "a7": "0", "at": "7"}, "This one has no answer yet."),
        ({"a2": "1", "a7": "0", "at": "99"}, "This one has no answer yet."),
    ],
)
def test_what_cannot_be_is_said_and_the_other_answers_are_kept(
    alice: Person, typed: dict[str, str], sentence: str
) -> None:
    page = presses(alice, begins(alice, "gad-7"), 3)
    answer = alice.post(ASK, **{**forms_on(page)[ASK], **typed})
    assert (answer.status_code, stored(alice)) == (422, [])
    assert has(answer, sentence)
    assert forms_on(answer)[ASK]["a1"] == ["3"]


def test_a_screen_of_nobody_is_not_there_and_an_old_address_leads_to_the_list(alice: Person) -> None:
    assert alice.post(ASK, screen="pss-10", go="begin").status_code == 404
    assert alice.post(ASK).status_code == 404
    assert alice.get(ASK)["Location"] == "/screens"


def test_with_the_private_space_closed_meanwhile_the_answers_still_go_in(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(alice, "gad-7", later(MONDAY, -30), [2] * 7)
    page = begins(alice, "gad-7")
    for points in [1] * 6:
        page = presses(alice, page, points)
    alice.close_private()
    for _ in range(2):
        kept = presses(alice, page, 1)
        assert (headline(kept), has(kept, "/open?next=/screens")) == ("Kept.", True)
    alice.post("/open", password=alice.password)
    found = screens(alice.visit())["gad-7"]
    assert [(one.score, one.before) for one in found] == [(14, None), (7, 14)]


def test_another_members_result_is_not_there(alice: Person) -> None:
    charlie = signed_up("Charlie")
    answers(alice, "gad-7", [1] * 7)
    id = screens(alice.visit())["gad-7"][0].id
    assert (alice.get(f"/screens/{id}").status_code, charlie.get(f"/screens/{id}").status_code) == (200, 404)


# the relationship


def test_how_happy_one_is_with_the_two_stays_ones_own() -> None:
    alice, bob = paired("Alice", "Bob")
    pages = ("/today", "/us", "/mine", "/plan/theirs", "/messages")
    before = seen_by(bob, *pages)
    page = answers(alice, "csi-4", [1, 1, 1, 1])
    assert has(page, "Bob does not see it, and it is not compared with anything of theirs.")
    assert has(page, "A higher number means happier with the relationship.")
    assert seen_by(bob, *pages) == before


# every two weeks


def test_the_four_short_questions_are_offered_every_two_weeks_if_wished(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = "Four short questions?"
    assert not has(alice.get("/today"), offered)
    assert alice.post("/screens/wish", wanted="yes")["Location"] == "/screens?done=wish"
    assert has(alice.get("/today"), offered)
    answers(alice, "phq-4", phq_4(3))
    for days, due in ((0, False), (13, False), (14, True), (27, True), (28, False)):
        on_day(monkeypatch, alice, later(MONDAY, days))
        assert (days, has(alice.get("/today"), offered)) == (days, due)


def test_the_offer_goes_with_a_tap_and_the_wish_can_be_taken_back(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = "Four short questions?"
    alice.post("/screens/wish", wanted="yes")
    assert alice.post("/screens/later", what="short-screen")["Location"] == "/today"
    assert not has(alice.get("/today"), offered)
    on_day(monkeypatch, alice, later(MONDAY, 14))
    assert has(alice.get("/today"), offered)
    alice.post("/screens/wish", wanted="no")
    assert not has(alice.get("/today"), offered)


def test_nothing_is_asked_on_a_hard_day_or_while_closed(alice: Person) -> None:
    alice.post("/screens/wish", wanted="yes")
    alice.close_private()
    assert not has(alice.get("/today"), "Four short questions?")
    alice.post("/open", password=alice.password)
    assert has(alice.get("/today"), "Four short questions?")
    alice.post("/today/for-now", **forms_on(alice.get("/today"))["/today/check-in"])
    assert not has(alice.get("/today"), "Four short questions?")


@pytest.mark.parametrize("where", ["/screens", "/plan"])
def test_pages_cost_the_same_for_one_screen_and_for_many(alice: Person, where: str) -> None:
    counts = []
    for many in (1, 40):
        for n in range(many):
            answered(alice, "phq-9", later(MONDAY, -14 * n), phq_9(n % 25))
        alice.get(where)
        with (
            CaptureQueriesContext(connections["default"]) as ours,
            CaptureQueriesContext(connections["sessions"]) as theirs,
        ):
            assert alice.get(where).status_code == 200
        counts.append(len(ours) + len(theirs))
    assert counts[0] == counts[1] <= 12

"""How deep, and about what: chosen privately, joined silently."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from intertwine.content.reading import questions
from intertwine.content.shapes import TOPICS
from intertwine.journal.actions import put
from intertwine.journal.spaces import pool_space
from intertwine.members.quiet import hide_couple_parts
from intertwine.opening import actions
from intertwine.opening.choosing import Bounds
from intertwine.opening.entries import Pace
from intertwine.opening.line import pace_id
from tests.access.test_matrix import undone
from tests.cast import Person, paired
from tests.mind.days import it_is
from tests.opening.pages import answers, asked, masked, plain, tonight, us, words

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DECK = {question.text: question for question in questions().values()}
MONDAY, TUESDAY, WEDNESDAY = (f"2026-11-2{day}T18:00+01:00" for day in (3, 4, 5))
LOW, HIGH = Bounds(2, frozenset({"money"})), Bounds(4, frozenset({"money", "sex"}))
PAGES = ("/together", "/today", "/together/opened", "/us", "/together/ask")


def chooses(person: Person, bounds: Bounds) -> None:
    topics = {topic: "yes" if topic in bounds.topics else "no" for topic in TOPICS}
    kept = person.post("/together/pace", depth=bounds.depth, **topics)
    assert kept["Location"] == "/together/pace?done=kept"


def offered(person: Person, times: int) -> list[tuple[int, str]]:
    """Depth and topic of one question after another, each answered."""
    found = []
    for _ in range(times):
        question = tonight(person)
        (text,) = [text for text in asked(person.get("/together")) if text in DECK]
        found.append((DECK[text].depth, DECK[text].topic))
        person.post(f"/together/question/{question}/aside")
    return found


def test_before_anybody_chose_questions_are_light() -> None:
    alice, _ = paired("Alice", "Bob")
    assert set(offered(alice, 8)) == {(1, "")}


def test_the_lower_of_two_wishes_holds_from_the_next_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, MONDAY)
    alice, bob = paired("Alice", "Bob")
    chooses(alice, HIGH)
    chooses(bob, LOW)
    assert set(offered(alice, 4)) == {(1, "")}
    it_is(monkeypatch, TUESDAY)
    seen = {*offered(alice, 24), *offered(bob, 24)}
    assert {depth for depth, _ in seen} == {1, 2}
    assert {topic for _, topic in seen} <= {"", "money"}


def test_going_gentler_holds_at_once_on_ones_own_pages_and_from_tomorrow_on_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it_is(monkeypatch, MONDAY)
    alice, bob = paired("Alice", "Bob")
    for person in (alice, bob):
        chooses(person, HIGH)
    it_is(monkeypatch, TUESDAY)
    while depth_of(bob) < 3:
        bob.post(f"/together/question/{tonight(bob)}/aside")
    before = plain(bob.get("/together"))
    alice.post("/open", password=alice.password)
    chooses(alice, Bounds(1))
    assert plain(bob.get("/together")) == before
    assert {depth for depth, _ in offered(alice, 12)} == {1}
    it_is(monkeypatch, WEDNESDAY)
    assert {depth for depth, _ in offered(bob, 12)} == {1}


def depth_of(person: Person) -> int:
    (text,) = [text for text in asked(person.get("/together")) if text in DECK]
    return DECK[text].depth


@contextmanager
def world(monkeypatch: pytest.MonkeyPatch, alice: Person, bob: Person, hers: Bounds, his: Bounds) -> Iterator[None]:
    """In which the two chose so on Monday. It is Tuesday, and everything is taken back afterwards."""
    kept = [(person, person.browser.cookies.copy()) for person in (alice, bob)]
    with undone():
        it_is(monkeypatch, MONDAY)
        actions.set_pace(alice.visit(), hers)
        actions.set_pace(bob.visit(), his)
        it_is(monkeypatch, TUESDAY)
        yield
    for person, cookies in kept:
        person.browser.cookies = cookies


def test_pages_are_the_same_whichever_of_the_two_has_the_lower_level(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, MONDAY)
    alice, bob = paired("Alice", "Bob")
    alice.get("/together")
    for person in (alice, bob):
        seen = []
        for hers, his in ((LOW, HIGH), (HIGH, LOW)):
            with world(monkeypatch, alice, bob, hers, his):
                seen.append([masked(person.get(where)) for where in PAGES])
        assert seen[0] == seen[1]
    with world(monkeypatch, alice, bob, HIGH, HIGH):  # the control: another lower level is seen in the questions
        assert deepest(alice) == HIGH.depth
    with world(monkeypatch, alice, bob, LOW, HIGH):
        assert deepest(alice) == LOW.depth


def deepest(person: Person) -> int:
    return max(depth for depth, _ in offered(person, 60))


def test_topics_are_asked_each_for_itself_and_nothing_is_filled_in_before() -> None:
    alice, _ = paired("Alice", "Bob")
    fresh = alice.get("/together/pace").content.decode()
    assert fresh.count(" checked") == 0
    half = alice.post("/together/pace", depth="3", sex="yes")
    assert (half.status_code, words(half).count("Please say yes or no.")) == (422, 8)  # said above, and at each of four
    assert half.content.decode().count(" checked") == 2
    chooses(alice, Bounds(3, frozenset({"sex"})))
    assert alice.get("/together/pace").content.decode().count(" checked") == 6
    assert alice.post("/together/pace", depth="9").status_code == 422


def test_what_somebody_with_a_key_lays_aside_in_another_ones_name_opens_nothing_and_breaks_no_page() -> None:
    """Planted: ids that are none, and an unsigned wish for the deepest questions beside them."""
    alice, bob = paired("Alice", "Bob")
    first = tonight(alice)
    pool = pool_space(bob.visit())
    forged = Pace(4, tuple(TOPICS), was_depth=4, was_topics=tuple(TOPICS), passed=("no id", first.hex))
    put(pool, forged, day=date(2026, 11, 23), id=pace_id(pool, us(alice).me))
    assert [alice.get(where).status_code for where in PAGES] == [200] * len(PAGES)
    assert tonight(alice) != first
    assert set(offered(alice, 8)) == {(1, "")}


# what is for two stays away


def test_for_one_who_wants_nothing_for_two_there_is_nothing_and_the_other_sees_no_difference() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    wheres = (*PAGES, f"/together/question/{question}")
    before = [plain(bob.get(where)) for where in wheres]
    visit = alice.visit()
    hide_couple_parts(visit)
    alice.save(visit)

    page = words(alice.get("/together"))
    assert (page, alice.get("/together").status_code) == (
        "Together Nothing for tonight There is nothing to do here just now. What has opened",
        200,
    )
    assert b"/together/question" not in alice.get("/together").content
    assert b'href="/together">Tonight' not in alice.get("/today").content
    assert [plain(bob.get(where)) for where in wheres] == before
    assert [alice.get(where)["Location"] for where in (wheres[-1], "/together/ask")] == ["/together"] * 2
    assert answers(bob, question, "his").status_code == 302


def test_what_was_sealed_before_can_still_be_taken_back() -> None:
    alice, bob = paired("Alice", "Bob")
    question = tonight(alice)
    answers(alice, question, "hers")
    visit = alice.visit()
    hide_couple_parts(visit)
    alice.save(visit)
    assert f"/together/question/{question}" in alice.get("/together").content.decode()
    assert "hers" in words(alice.get(f"/together/question/{question}"))
    assert alice.post(f"/together/question/{question}/back").status_code == 302
    answers(bob, question, "his")
    assert alice.get(f"/together/question/{question}")["Location"] == "/together"

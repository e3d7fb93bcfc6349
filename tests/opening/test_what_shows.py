"""What Bob could tell from his own pages about what Alice does: nothing, unless she wants it told."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from intertwine.content.reading import questions
from intertwine.journal.actions import put
from intertwine.journal.queries import read
from intertwine.journal.spaces import us_space
from intertwine.members.quiet import hide_couple_parts
from intertwine.opening.choosing import AT_HAND
from intertwine.opening.entries import Asked, Line, Pace, Shown
from intertwine.opening.line import couples_day, keep_line, keep_pace, read_ours
from intertwine.opening.steps import Step
from tests.access.test_matrix import undone
from tests.cast import Person, paired
from tests.mind.days import it_is
from tests.mind.pages import forms_on
from tests.opening.pages import answers, masked, tonight, us, words
from tests.opening.test_reveal import breaking

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

MONDAY, TUESDAY = (f"2026-11-2{day}T18:00+01:00" for day in (3, 4))
PLACES = (
    "/today",
    "/together",
    "/together/opened",
    "/together/pace",
    "/together/ask",
    "/letters",
    "/shown-to-you",
    "/us",
)


@dataclass(frozen=True)
class Seen:
    """One page as it arrives: text, size, headers in their order, and the work behind it."""

    where: str
    status: int
    size: int
    headers: tuple[str, ...]
    queries: int
    text: str = field(repr=False)


def seen(person: Person, where: str) -> Seen:
    with (
        CaptureQueriesContext(connections["default"]) as entries,
        CaptureQueriesContext(connections["sessions"]) as rows,
    ):
        page = person.get(where)
    return Seen(where, page.status_code, len(page.content), tuple(page.headers), len(entries) + len(rows), masked(page))


def pages_of(bob: Person, *more: str) -> list[Seen]:
    for where in ("/today", "/together"):  # the first of a day may do what waits for it
        bob.get(where)
    return [seen(bob, where) for where in (*PLACES, *more)]


@contextmanager
def another_world(*people: Person) -> Iterator[None]:
    kept = [(person, person.browser.cookies.copy()) for person in people]
    with undone():
        yield
    for person, cookies in kept:
        person.browser.cookies = cookies


def answers_twice(alice: Person) -> None:
    question = tonight(alice)
    answers(alice, question, "first")
    answers(alice, question, "then better", seen="1")


def takes_it_back(alice: Person) -> None:
    question = tonight(alice)
    answers(alice, question, "first")
    alice.post(f"/together/question/{question}/back")


def lays_aside(alice: Person) -> None:
    for _ in range(5):
        alice.post(f"/together/question/{tonight(alice)}/aside")


def answers_many(alice: Person) -> None:
    for n in range(5):
        answers(alice, tonight(alice), f"{n} and more")


def wants_nothing_for_two(alice: Person) -> None:
    visit = alice.visit()
    hide_couple_parts(visit)
    alice.save(visit)


def writes_a_letter(alice: Person) -> None:
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    typed = {"text": ["For spring"], "how": "date", "opens": "2027-03-01", "go": "wait"}
    assert alice.post("/letters/new", **{**form, **typed}).status_code == 302


def goes_deeper(alice: Person) -> None:
    topics = dict.fromkeys(("sex", "money", "past", "family", "faith"), "yes")
    assert alice.post("/together/pace", depth="4", **topics).status_code == 302


QUIETLY: list[Callable[[Person], object]] = [
    lambda alice: answers(alice, tonight(alice), "short"),
    lambda alice: answers(alice, tonight(alice), "long " * 2_000),
    answers_twice,
    takes_it_back,
    lays_aside,
    answers_many,
    wants_nothing_for_two,
    writes_a_letter,
    goes_deeper,
]


def test_whatever_alice_does_bobs_pages_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today and tomorrow: text, sizes, headers and queries."""
    it_is(monkeypatch, MONDAY)
    alice, bob = paired("Alice", "Bob")
    question = f"/together/question/{tonight(bob)}"

    def two_evenings(does: Callable[[Person], object]) -> list[list[Seen]]:
        evenings = []
        with another_world(alice, bob):
            it_is(monkeypatch, MONDAY)
            does(alice)
            for evening in (MONDAY, TUESDAY):
                it_is(monkeypatch, evening)
                evenings.append(pages_of(bob, question))
        return evenings

    before = two_evenings(lambda _: None)
    assert [two_evenings(does) for does in QUIETLY] == [before] * len(QUIETLY)
    # the control: one who lets it be known is seen
    assert two_evenings(lambda alice: answers(alice, tonight(alice), "short", tell="yes")) != before


def test_bob_cannot_tell_whether_alice_has_been_to_together() -> None:
    """The first who comes finds the questions of both; Bob, who only ever looks at Today, sees the same either way."""
    alice, bob = paired("Alice", "Bob")
    seen = []
    for comes in (False, True):
        with another_world(alice, bob):
            if comes:
                lays_aside(alice)
            seen.append([masked(bob.get(where)) for where in ("/today", "/together")])
    assert seen[0] == seen[1]
    assert "Tonight's question" in words(bob.get("/today"))


def test_today_is_there_where_nothing_can_be_written() -> None:
    alice, _ = paired("Alice", "Bob")
    with breaking(0, lambda: None):
        page = words(alice.get("/today"))
    assert ("A question for the two of you" in page, "Tonight's question" in page) == (True, False)
    assert "Tonight's question" in words(alice.get("/today"))


def test_today_is_there_where_what_has_ended_cannot_be_taken_away() -> None:
    alice, bob = paired("Alice", "Bob")
    alice_us, day = us_space(alice.visit()), couples_day(alice.visit())
    put(alice_us, Shown("note", Step.GIST, day, text="It has ended.", until=1), day=day, id=uuid4())
    with breaking(0, lambda: None):
        assert bob.get("/today").status_code == 200
    assert len(read(alice_us).of(Shown)) == 1
    bob.get("/today")
    assert read(alice_us).of(Shown) == []


def test_a_question_in_front_of_bob_is_not_drawn_anew_for_alice() -> None:
    """She laid everything aside long ago. Five have rested for half a year; three of them still lie in front of him."""
    alice, bob = paired("Alice", "Bob")
    visit, light = alice.visit(), [one.id for one in questions().values() if one.depth == 1 and not one.topic]
    on = couples_day(visit)
    asked = tuple(Asked(uuid4(), key, on - timedelta(days=200) if n < 5 else on) for n, key in enumerate(light))
    keep_line(visit, Line(asked))
    keep_pace(visit, us(alice), Pace(passed=tuple(one.id.hex for one in asked)))
    before = masked(bob.get("/together"))

    hers = masked(alice.get("/together"))
    assert hers != before
    line = read_ours(bob.visit(), us(bob)).line.items
    assert line[:AT_HAND] == asked[:AT_HAND]
    assert {one.key for one in line if one not in asked} == set(light[AT_HAND:5])
    assert masked(bob.get("/together")) == before

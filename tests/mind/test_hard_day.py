"""A hard day: one tap, a small app, and the other told or not."""

import re

import pytest
from django.http import HttpResponse

from intertwine.content.reading import calm
from intertwine.couples.queries import us_of
from intertwine.journal.models import Entry
from intertwine.journal.spaces import us_space
from intertwine.members.days import today
from intertwine.mind.queries import days, hard_today
from intertwine.web import cards
from intertwine.web.cards import Card, today_card
from tests.cast import Person, paired, signed_up
from tests.mind.days import checked_in, it_is
from tests.mind.pages import forms_on, has, send

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

SENTENCE = "Alice is having a hard day. Nothing has to be said or done about it."
TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=|X-CSRFToken": |name="id" value=)"[^"]*"')
QUOTED = re.compile(r"<blockquote>([^<]*)</blockquote>")


def taps(person: Person, **typed: object) -> None:
    assert send(person, person.get("/today"), to="/today/for-now", **typed)["Location"] == "/today/for-now"


def without_tokens(page: HttpResponse) -> str:
    return TOKEN.sub("", page.content.decode())


def ours(person: Person) -> int:
    return Entry.objects.filter(space=us_space(person.visit()).id).count()


def test_one_tap_and_there_is_one_thing_to_do_help_and_nothing_else() -> None:
    alice = signed_up("Alice")
    taps(alice)
    page = alice.get("/today/for-now")
    (practice,) = [text for text in calm() if has(page, text)]
    assert [has(page, words) for words in ("/help", 'class="ways"', "hard day.")] == [True, False, False]
    small = alice.get("/today")
    assert [has(small, words) for words in (practice, "/help", "Your line", "data-pad", "figure")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_day_that_became_hard_after_a_check_in_takes_one_tap_too_and_keeps_what_was_answered() -> None:
    alice = signed_up("Alice")
    send(alice, alice.get("/today"), valence="7", arousal="4", go="done")
    page = alice.get("/today")
    alice.post("/today/for-now", **forms_on(page)["/today/for-now"])
    day = today(alice.visit())
    assert (hard_today(alice.visit()), days(alice.visit(), day, day)[day].ratings) == (
        True,
        {"valence": 7, "arousal": 4},
    )
    alice.post("/today/for-now/undo")
    assert (hard_today(alice.visit()), days(alice.visit(), day, day)[day].ratings) == (
        False,
        {"valence": 7, "arousal": 4},
    )


def test_what_is_for_two_stays_away_for_the_day_and_care_for_oneself_stays() -> None:
    alice, _bob = paired("Alice", "Bob")
    before = list(cards._SOURCES)
    try:
        today_card(order=50)(lambda _: Card("mind/calm.html"))
        asked: list[str] = []
        today_card(order=49)(lambda visit: asked.append(visit.identity.name))  # type: ignore[func-returns-value,union-attr]
        today_card(order=51)(lambda _: asked.append("for two"))  # type: ignore[func-returns-value]
        assert has(alice.get("/today"), "What may Bob see?")
        assert asked == ["Alice", "for two"]
        taps(alice)
        assert not has(alice.get("/today"), "What may Bob see?")
        assert asked[2:] == ["Alice", "for two", "Alice"]
    finally:
        cards._SOURCES[:] = before


def test_bob_learns_nothing_until_alice_tells_him_and_then_exactly_what_she_saw_before() -> None:
    alice, bob = paired("Alice", "Bob")
    pages = ("/today", "/us", "/mine", "/sharing")
    before = [without_tokens(bob.get(where)) for where in pages]
    taps(alice, valence="0", arousal="1", line="unbearable")
    checked_in(alice, today(alice.visit()), stress=9, tags=("her",), events=("disagreement",), care_act=True)
    assert [without_tokens(bob.get(where)) for where in pages] == before
    offered = alice.get("/today/for-now")
    (preview,) = QUOTED.findall(offered.content.decode())
    assert preview == SENTENCE
    alice.post("/today/for-now/tell")
    told = without_tokens(bob.get("/today"))
    assert re.findall(r"<p class=\"said\">(Alice[^<]*)</p>", told) == [preview]
    assert [without_tokens(bob.get(where)) for where in pages[1:]] == before[1:]
    assert "unbearable" not in told
    for where in ("/today", "/today/for-now"):
        assert QUOTED.findall(alice.get(where).content.decode()) == [SENTENCE]
    alice.post("/today/for-now/untell")
    assert [without_tokens(bob.get(where)) for where in pages] == before
    assert ours(alice) == 0


def test_what_was_told_is_gone_when_alices_day_is_over_wherever_bob_is(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T23:50+01:00")
    alice, bob = paired("Alice", "Bob")
    taps(alice)
    alice.post("/today/for-now/tell")
    assert has(bob.get("/today"), SENTENCE)
    it_is(monkeypatch, "2026-11-24T00:00+01:00")
    assert ours(bob) == 1
    assert not has(bob.get("/today"), "hard day.")
    assert ours(bob) == 0
    assert has(alice.get("/today"), "How is it, right now?")


def test_taking_the_hard_day_back_takes_back_what_was_told() -> None:
    alice, bob = paired("Alice", "Bob")
    taps(alice)
    alice.post("/today/for-now/tell")
    send(alice, alice.get("/today/check-in"), hard="", valence="5", go="done")
    assert not has(bob.get("/today"), SENTENCE)
    assert has(alice.get("/today"), "You have checked in today.")


@pytest.mark.parametrize("where", ["/today", "/today/for-now"])
def test_a_slip_of_the_thumb_is_undone_by_one_tap_and_leaves_nothing(where: str) -> None:
    alice, bob = paired("Alice", "Bob")
    taps(alice)
    alice.post("/today/for-now/tell")
    assert has(alice.get(where), "Not a hard day after all")
    assert alice.post("/today/for-now/undo")["Location"] == "/today"
    visit = alice.visit()
    assert (days(visit, today(visit), today(visit)), has(bob.get("/today"), SENTENCE)) == ({}, False)
    assert has(alice.get("/today"), "How is it, right now?")
    assert not has(alice.get("/today/for-now"), "Not a hard day after all")


def test_undone_the_day_keeps_whatever_else_was_said_of_it() -> None:
    alice = signed_up("Alice")
    taps(alice, valence="3", line="a dull morning")
    alice.post("/today/for-now/undo")
    visit = alice.visit()
    day = days(visit, today(visit), today(visit))[today(visit)]
    assert (day.hard, day.ratings, day.line) == (False, {"valence": 3}, "a dull morning")
    assert has(alice.get("/today"), "You have checked in today.")
    alice.post("/today/for-now/undo")  # a second tap changes nothing
    assert days(visit, today(visit), today(visit))[today(visit)] == day


def test_while_her_private_space_is_closed_nothing_can_be_looked_up_to_undo() -> None:
    alice = signed_up("Alice")
    taps(alice)
    alice.close_private()
    assert not has(alice.get("/today"), "Not a hard day after all")
    assert alice.post("/today/for-now/undo")["Location"].startswith("/open")


def test_nothing_is_told_of_a_day_that_is_not_a_hard_one() -> None:
    alice, bob = paired("Alice", "Bob")
    alice.post("/today/for-now/tell")
    assert ours(alice) == 0
    assert not has(alice.get("/today/for-now"), "Should Bob know?")
    del bob


def test_with_the_private_space_closed_the_app_stays_small_until_the_day_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it_is(monkeypatch, "2026-11-23T22:00+01:00")
    alice, bob = paired("Alice", "Bob")
    alice.close_private()
    taps(alice)
    assert hard_today(alice.visit())
    assert has(alice.get("/today"), "You said that it was a hard day.")
    alice.post("/today/for-now/tell")
    assert has(bob.get("/today"), SENTENCE)
    it_is(monkeypatch, "2026-11-24T00:00+01:00")
    assert not hard_today(alice.visit())
    assert has(alice.get("/today"), "How is it, right now?")


def test_two_hard_days_in_a_row_are_small_each_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T23:00+01:00")
    alice = signed_up("Alice")
    taps(alice)
    it_is(monkeypatch, "2026-11-24T00:01+01:00")
    alice.post("/open", password=alice.password)
    send(alice, alice.get("/today/check-in"), valence="1", hard="yes", go="done")
    alice.close_private()
    assert hard_today(alice.visit())


def test_a_hard_day_of_yesterday_is_kept_for_yesterday_and_today_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T23:59+01:00")
    alice = signed_up("Alice")
    page = alice.get("/today")
    it_is(monkeypatch, "2026-11-24T00:01+01:00")
    send(alice, page, to="/today/for-now")
    visit = alice.visit()
    yesterday = days(visit, today(visit), today(visit))
    assert yesterday == {}
    assert not hard_today(visit)
    assert us_of(visit) is None

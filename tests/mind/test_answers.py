"""What a day can be answered with besides points: "not today", what there was, what one did, and one's own words."""

from datetime import date, timedelta
from typing import Any

import pytest

from intertwine.journal.models import Entry
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.mind.asking import items_for
from intertwine.mind.entries import CheckIn
from intertwine.mind.factors import hours, words_in
from intertwine.mind.queries import days
from tests.cast import Person, signed_up
from tests.mind.days import checked_in, it_is
from tests.mind.pages import forms_on, has, send

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


def on_a_day_that_asks(monkeypatch: pytest.MonkeyPatch, item: str) -> Person:
    """Alice, at an evening of this week or the next at which her check-in has this item."""
    it_is(monkeypatch, "2026-11-23T22:40+01:00")
    alice = signed_up("Alice")
    monday = date(2026, 11, 23)
    ahead = next(n for n in range(4) if item in items_for(alice.visit(), monday + timedelta(days=n)))
    it_is(monkeypatch, f"2026-11-{23 + ahead}T22:40+01:00")
    alice.post("/sign-in", name="Alice", password=alice.password)
    if alice.visit().private is None:
        alice.post("/open", password=alice.password)
    return alice


def written(person: Person) -> CheckIn:
    visit = person.visit()
    return days(visit, today(visit), today(visit))[today(visit)].written


def count_of(person: Person) -> int:
    return Entry.objects.filter(space=me_space(person.visit()).id).count()


def test_not_today_is_an_answer_and_can_become_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = on_a_day_that_asks(monkeypatch, "close")
    send(alice, alice.get("/today"), at="close", close="not-today", go="done")
    assert (written(alice).not_today, written(alice).ratings) == (("close",), {})
    assert has(alice.get("/today"), "Not today")
    page = alice.get("/today/check-in")
    assert forms_on(page)["/today/check-in"]["close"] == ["not-today"]
    send(alice, page, close=["not-today", "8"], go="done")
    assert (written(alice).not_today, written(alice).ratings, count_of(alice)) == ((), {"close": 8}, 1)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (["affection", "together"], ("affection", "together")),
        (["affection", "none"], ("none",)),
        (["none", "affection"], ("affection",)),
        (["affection", "not-today"], ()),
        (["affection", ""], ()),
    ],
)
def test_what_there_was_between_them_is_some_of_a_few_words_or_none(
    monkeypatch: pytest.MonkeyPatch, sent: list[str], kept: tuple[str, ...]
) -> None:
    alice = on_a_day_that_asks(monkeypatch, "event")
    send(alice, alice.get("/today"), valence="6", event=sent, go="done")
    assert written(alice).events == kept
    assert written(alice).not_today == (("event",) if sent[-1] == "not-today" else ())


@pytest.mark.parametrize(("sent", "kept"), [("yes", True), ("no", False), ("", None), ("not-today", None)])
def test_something_for_oneself_is_yes_or_no_and_what(
    monkeypatch: pytest.MonkeyPatch, sent: str, kept: bool | None
) -> None:
    alice = on_a_day_that_asks(monkeypatch, "care_act")
    send(alice, alice.get("/today"), valence="6", care_act=sent, care_what="a walk", go="done")
    assert (written(alice).care_act, written(alice).care_what) == (kept, "a walk")
    assert has(alice.get("/today"), "Nothing that was only for your own" if kept is False else "a walk")


def test_going_back_and_on_keeps_every_kind_of_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = on_a_day_that_asks(monkeypatch, "event")
    given: dict[str, Any] = {
        "own_words": "fizzy, far away",
        "event": ["affection", "together"],
        "sleep": "450",
        "alcohol": "0",
        "tags": "garden",
    }
    page = send(alice, alice.get("/today"), valence="6", **given)
    while forms_on(page)["/today/check-in"]["at"] != ["line"]:
        page = send(alice, page)
    for _ in range(3):
        page = send(alice, page, go="back")
    send(alice, page, go="done")
    entry = written(alice)
    assert (entry.own_words, entry.tags, entry.events) == (
        ("fizzy", "far away"),
        ("garden",),
        ("affection", "together"),
    )
    assert entry.factors == {"sleep": 450, "alcohol": 0}
    page = alice.get("/today")
    assert [has(page, words) for words in ("fizzy · far away", "Sleep last night: 7.5 hours", "garden")] == [True] * 3


def test_what_was_not_asked_again_stands_when_the_day_is_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = on_a_day_that_asks(monkeypatch, "event")
    day = today(alice.visit())
    other = next(item for item in ("rely", "close", "valued") if item not in items_for(alice.visit(), day))
    checked_in(alice, day, valence=3, **{other: 4})
    send(alice, alice.get("/today/check-in"), valence="8", go="done")
    assert written(alice).ratings == {"valence": 8, other: 4}


def test_words_of_ones_own_come_back_to_be_ticked() -> None:
    alice = signed_up("Alice")
    yesterday = today(alice.visit()) - timedelta(days=1)
    asked = items_for(alice.visit(), yesterday)
    checked_in(alice, yesterday, valence=3, own_words=("fizzy",), tags=("garden",), asked=asked)
    page = send(alice, alice.get("/today"), valence="6")
    assert has(page, '<input type="checkbox" name="own_words" value="fizzy"')
    while forms_on(page)["/today/check-in"]["at"] != ["line"]:
        page = send(alice, page)
    assert has(page, '<details class="factors" open>')
    send(alice, page, tags=["garden", "Garden, sea"])
    assert written(alice).tags == ("garden", "sea")


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 hours"), (30, "0.5 hours"), (60, "1 hour"), (90, "1.5 hours"), (480, "8 hours")]
)
def test_a_night_is_said_in_hours(minutes: int, said: str) -> None:
    assert hours(minutes) == said


def test_words_are_parted_by_commas_and_lines_and_are_there_once() -> None:
    assert words_in(["  far   away, fizzy;", "Fizzy\nsea", ", ,"]) == ("far away", "fizzy", "sea")


@pytest.mark.parametrize(
    ("typed", "sentence", "stands_at"),
    [
        ({"sleep": "1441"}, "Please choose from what is on the page.", "line"),
        ({"movement": "-1"}, "Please choose from what is on the page.", "line"),
        ({"alcohol": "a lot"}, "Please choose from what is on the page.", "line"),
        ({"medication": "2"}, "Please choose from what is on the page.", "line"),
        ({"tags": "x" * 61}, "Words of your own: fifty of them at most, each of sixty letters at most.", "line"),
        (
            {"own_words": ",".join(map(str, range(51)))},
            "Words of your own: fifty of them at most, each of sixty letters at most.",
            "feelings",
        ),
    ],
)
def test_what_cannot_be_is_refused_where_it_was_asked_and_nothing_typed_is_lost(
    typed: dict[str, str], sentence: str, stands_at: str
) -> None:
    alice = signed_up("Alice")
    answer = send(alice, alice.get("/today"), arousal="3", line="keep this", go="done", **typed)
    assert (answer.status_code, count_of(alice)) == (422, 0)
    assert has(answer, sentence)
    fields = forms_on(answer)["/today/check-in"]
    assert (fields["at"], fields["arousal"], fields["line"]) == ([stands_at], ["3"], ["keep this"])
    (name,) = typed
    if name in {"tags", "own_words"}:
        assert fields[name] == [typed[name].replace(",", ", ")]


@pytest.mark.parametrize(("item", "sent"), [("event", "a secret"), ("care_act", "maybe"), ("close", "not today")])
def test_an_answer_that_is_not_on_the_page_is_refused(monkeypatch: pytest.MonkeyPatch, item: str, sent: str) -> None:
    alice = on_a_day_that_asks(monkeypatch, item)
    answer = send(alice, alice.get("/today"), valence="6", line="keep this", go="done", **{item: sent})
    assert (answer.status_code, count_of(alice)) == (422, 0)
    assert forms_on(answer)["/today/check-in"]["at"] == [item]
    assert forms_on(answer)["/today/check-in"]["line"] == ["keep this"]


@pytest.mark.parametrize("item", ["event", "care_act"])
def test_an_answer_to_what_is_not_asked_today_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch, item: str) -> None:
    it_is(monkeypatch, "2026-11-23T22:40+01:00")
    alice = signed_up("Alice")
    while item in items_for(alice.visit(), today(alice.visit())):
        it_is(monkeypatch, "2026-11-24T22:40+01:00")
        alice.post("/open", password=alice.password)
    answer = send(alice, alice.get("/today"), valence="6", go="done", **{item: "yes", "care_what": "a walk"})
    assert has(answer, "There was an answer to something that is not asked on this day. It was left out.")
    send(alice, answer, go="done")
    assert written(alice).care_what == ("a walk" if "care_act" in written(alice).asked else "")
    assert (written(alice).care_act, written(alice).events) == (None, ())

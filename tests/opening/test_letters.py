"""Letters wait, open on their day or by their author's hand, and can be taken back until then."""

import re

import pytest

from intertwine.journal.queries import read
from intertwine.journal.spaces import pool_space, us_space
from intertwine.opening.entries import DatedLetter
from intertwine.opening.letters import letters
from tests.cast import Person, paired
from tests.mind.days import it_is, moved_to
from tests.mind.pages import forms_on, has

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


@pytest.fixture
def couple(monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    it_is(monkeypatch, "2026-11-23T12:00+01:00")
    return paired("Alice", "Bob")


def writes(person: Person, text: str, **typed: str) -> str:
    form = forms_on(person.get("/letters/new"))["/letters/new"]
    done = person.post("/letters/new", **{**form, "text": [text], "how": "", **typed})
    assert done.status_code == 302, done.content.decode()
    return "/letters/" + form["id"][0]


def dated(person: Person, text: str, day: str, **typed: str) -> str:
    return writes(person, text, how="date", opens=day, go="wait", **typed)


def read_by(person: Person) -> list[str]:
    return [one.text for one in letters(person.visit()).open]


def again(person: Person) -> Person:
    assert person.post("/sign-in", name=person.name, password=person.password).status_code == 302
    assert person.post("/open", password=person.password).status_code == 302
    return person


def test_a_draft_is_its_authors_alone(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    writes(alice, "Not yet", go="keep")
    assert has(alice.get("/letters"), "Not yet")
    assert not has(bob.get("/letters"), "Not yet")
    assert [read(where(bob.visit())).entries for where in (us_space, pool_space)] == [(), ()]


def test_a_dated_letter_opens_on_its_day_without_its_author(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    dated(alice, "For your birthday", "2026-12-01")
    assert [read_by(one) for one in couple] == [[], []]
    assert not has(bob.get("/letters"), "A letter waits")
    it_is(monkeypatch, "2026-12-01T00:30+01:00")
    assert read_by(again(bob)) == ["For your birthday"]
    assert has(bob.get("/letters"), "For your birthday")


def test_it_opens_on_the_readers_own_day(couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = couple
    dated(alice, "For your birthday", "2026-12-01")
    moved_to(bob, "Pacific/Auckland")
    it_is(monkeypatch, "2026-11-30T12:00+01:00")
    assert [read_by(again(one)) for one in couple] == [[], ["For your birthday"]]


def test_that_a_letter_waits_is_told_only_if_its_author_wants_it(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    where = dated(alice, "For your birthday", "2026-12-01", tells="yes")
    assert has(bob.get("/letters"), "It opens on December 1, 2026.")
    alice.post(where, go="back")
    assert not has(bob.get("/letters"), "A letter waits")


def test_taken_back_or_thrown_away_nothing_of_it_is_left_for_the_other(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    for verb in ("back", "away"):
        where = dated(alice, "Too much", "2026-12-01", tells="yes")
        assert len(read(pool_space(alice.visit())).of(DatedLetter)) == 1
        assert alice.post(where, go=verb)["Location"] == f"/letters?done={verb}"
        assert [read(space(bob.visit())).entries for space in (us_space, pool_space)] == [(), ()]


def test_once_its_day_has_begun_anywhere_it_stays(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    where = dated(alice, "Too late", "2026-12-01")
    form = {"id": where.removeprefix("/letters/"), "how": "date", "opens": "2026-12-03"}
    it_is(monkeypatch, "2026-11-30T11:00+00:00")  # where it is latest, the first has begun
    alice, bob = again(alice), again(bob)
    told = [alice.get(where), alice.post(where, go="back")]
    assert [one["Location"] for one in told] == ["/letters?done=open-already"] * 2
    late = alice.post(where, **form, text="one word more", go="wait")
    assert (late.status_code, has(late, "one word more")) == (409, True)
    assert alice.post("/letters/new", **{**forms_on(late)["/letters/new"], "go": "keep"}).status_code == 302
    assert has(alice.get("/letters"), "one word more")
    it_is(monkeypatch, "2026-12-01T11:00+01:00")
    assert read_by(again(bob)) == ["Too late"]


def test_by_hand_it_opens_for_both_and_once(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    where = writes(alice, "Now", how="hand", go="wait", tells="yes")
    assert has(bob.get("/letters"), "It opens when Alice opens it.")
    assert alice.post(where, go="open")["Location"] == "/letters?done=open"
    assert [read_by(one) for one in couple] == [["Now"], ["Now"]]
    assert not has(bob.get("/letters"), "A letter waits")
    assert alice.post(where, go="open").status_code == 404


def test_a_changed_letter_opens_as_it_was_last_kept(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    where = dated(alice, "First words", "2026-12-01")
    page = alice.get(where)
    assert has(page, "First words")
    form = {**forms_on(page)[where], "id": [where.removeprefix("/letters/")]}
    alice.post(where, **{**form, "text": ["Better words"], "how": "date", "opens": "2026-12-02", "go": "wait"})
    it_is(monkeypatch, "2026-12-02T12:00+01:00")
    assert read_by(again(bob)) == ["Better words"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": " "}, "There is nothing in it yet."),
        ({"text": "x"}, "Please choose whether it opens on a day or by your hand."),
        ({"text": "x", "how": "date"}, "Please choose the day on which it opens."),
        ({"text": "x", "how": "date", "opens": "soon"}, "Please give the day as in 2027-02-14."),
        ({"text": "x", "how": "date", "opens": "2026-11-23"}, "Please choose a day that has not begun anywhere yet"),
        ({"text": "x" * 20_001, "how": "hand"}, "This is longer than twenty thousand characters."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    couple: tuple[Person, Person], typed: dict[str, str], said: str
) -> None:
    alice, _ = couple
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    page = alice.post("/letters/new", **{**form, **typed, "go": "wait"})
    assert (page.status_code, has(page, said), has(page, typed["text"].strip())) == (422, True, True)


def test_another_ones_letter_is_not_there(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    where = writes(alice, "Mine", how="hand", go="wait")
    assert bob.get(where).status_code == 404
    assert bob.post(where, go="open").status_code == 404
    assert re.search("Mine", alice.get(where).content.decode())

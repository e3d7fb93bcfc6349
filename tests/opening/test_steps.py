"""Alice shows Bob as much as she dares of her private writing: previewed, exact, and taken back at any time."""

import re
from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from intertwine.journal.actions import write
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.showing import Part
from intertwine.journal.spaces import me_space, us_space
from intertwine.members.days import today
from intertwine.opening.entries import GivenLetter, Note, Open, Showing, Shown
from intertwine.opening.step_queries import ENOUGH, ladder, rung_id, shown_by_partner, shown_list_id
from intertwine.opening.steps import Choice, Lasting, Step, changed_since, closed, due, is_open, seen, steps_for
from tests.cast import Person, paired, signed_up
from tests.mind.days import checked_in, it_is, moved_to
from tests.mind.pages import forms_on, has
from tests.opening.pages import read_for, words

DAY = date(2026, 11, 23)
LINE = Part(key="line/2026-11-23", kind="line", text="I could not stop crying on the train", day=DAY)
WEEK = int(Lasting.WEEK)


class TestWhatIsSeen:
    @given(step=st.sampled_from(Step), gist=st.text(max_size=20), lasting=st.sampled_from(Lasting))
    def test_nothing_but_what_the_step_says(self, step: Step, gist: str, lasting: Lasting) -> None:
        shown = seen(LINE, Choice(step, gist, lasting), today=DAY, now=1000)
        words = {Step.GIST: gist, Step.WHOLE: LINE.text, Step.TALK: LINE.text}.get(step, "")
        until = 1000 + lasting if lasting else 0
        assert shown == Shown(kind="line", step=step, since=DAY, day=DAY, text=words, until=until)

    def test_a_piece_without_a_day_has_no_hard_day_and_one_without_words_no_whole(self) -> None:
        assert steps_for(LINE) == tuple(Step)
        assert steps_for(Part(key="p", kind="line", text="words")) == (Step.NOTHING, Step.GIST, Step.WHOLE, Step.TALK)
        assert steps_for(Part(key="p", kind="line", text="", day=DAY)) == (Step.NOTHING, Step.HARD_DAY, Step.GIST)

    def test_it_ends_in_the_second_it_was_said_to_end(self) -> None:
        shown = seen(LINE, Choice(Step.WHOLE, lasting=Lasting.DAY), today=DAY, now=1000)
        assert [is_open(shown, now=1000 + int(Lasting.DAY) + n) for n in (-1, 0)] == [True, False]

    def test_what_was_open_stays_in_its_authors_own_record(self) -> None:
        showing = Showing(key="k", kind="line", step=Step.WHOLE, since=DAY, text="words", until=5, review=DAY)
        over = closed(showing, last=DAY + timedelta(days=2))
        assert over == Showing(
            key="k", kind="line", step=0, since=DAY, past=(Open(Step.WHOLE, DAY, DAY + timedelta(days=2)),)
        )
        assert closed(over, last=DAY) == over

    def test_its_author_is_asked_from_the_day_on_and_only_while_it_is_open(self) -> None:
        showing = Showing(key="k", kind="line", step=Step.WHOLE, since=DAY, review=DAY + timedelta(days=7))
        asked = [due(showing, today=DAY + timedelta(days=n), now=0) for n in (6, 7, 8)]
        assert asked == [False, True, True]
        assert not due(msgspec.structs.replace(showing, until=1), today=DAY + timedelta(days=8), now=2)

    def test_a_change_is_noticed(self) -> None:
        showing = Showing(key="k", kind="line", step=Step.GIST, since=DAY, text="sad", whole=LINE.text)
        assert not changed_since(LINE, showing)
        assert changed_since(saying(LINE, "something else"), showing)


def saying(part: Part, text: str) -> Part:
    return Part(part.key, part.kind, text, part.day, part.hard)


pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


@pytest.fixture
def couple() -> tuple[Person, Person]:
    alice, bob = paired("Alice", "Bob")
    checked_in(alice, today(alice.visit()), valence=2, line="I cried on the train")
    return alice, bob


def piece(person: Person, *, text: str = "I cried on the train") -> str:
    there = ladder(person.visit())
    (found,) = [one for one in (*there.shown, *there.could) if one.part.text == text]
    return f"/shown/{found.id}"


def previewed(person: Person, where: str, **chosen: object) -> HttpResponse:
    page = person.post(where, **{"step": "3", "lasting": "604800", **chosen})
    assert page.status_code == 200, page.content.decode()
    return page


def shows(person: Person, where: str, **chosen: object) -> None:
    page = previewed(person, where, **chosen)
    done = person.post(where, **forms_on(page)[""], go="show")
    assert done["Location"] == "/shown?done=shown"


def article(page: HttpResponse) -> list[str]:
    return re.findall(r'<article class="seen">.*?</article>', page.content.decode(), re.DOTALL)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"step": "1"}, "It was a hard day."),
        ({"step": "2", "gist": "A sad day"}, "A sad day"),
        ({"step": "2", "words": ["sad", "lonely"]}, "I felt sad, lonely."),
        ({"step": "3"}, "I cried on the train"),
        ({"step": "4"}, "Alice would like to talk about it."),
    ],
)
def test_bob_sees_what_the_preview_showed_to_the_letter(
    couple: tuple[Person, Person], chosen: dict[str, object], words: str
) -> None:
    alice, bob = couple
    where = piece(alice)
    preview = article(previewed(alice, where, **chosen))
    assert not has(bob.get("/shown-to-you"), words)
    shows(alice, where, **chosen)
    seen_by_bob = bob.get("/shown-to-you")
    assert article(seen_by_bob) == preview
    assert has(seen_by_bob, words)


def test_the_gist_lets_no_word_of_the_whole_through(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    shows(alice, piece(alice), step="2", gist="A sad day")
    assert not has(bob.get("/shown-to-you"), "train")
    entries = read(us_space(bob.visit())).of(Shown)
    assert [(one.entry.kind, one.entry.text) for one in entries] == [("line", "A sad day")]


def test_taken_back_it_is_gone_at_once_and_its_row_too(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    shows(alice, piece(alice))
    assert alice.post(f"{piece(alice)}/back")["Location"] == "/shown?done=taken-back"
    assert not has(bob.get("/shown-to-you"), "train")
    assert read(us_space(bob.visit())).entries == ()
    assert has(alice.get(piece(alice)), "It was open to Bob for less than a day, on")
    assert alice.post(f"{piece(alice)}/back").status_code == 302


def test_choosing_nothing_takes_it_back(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    shows(alice, piece(alice))
    assert alice.post(piece(alice), step="0", lasting="0")["Location"] == "/shown?done=taken-back"
    assert shown_by_partner(bob.visit()) == []


def test_after_a_week_it_is_gone_by_itself_and_its_author_reads_for_how_long(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    it_is(monkeypatch, "2026-11-23T12:00+01:00")
    checked_in(alice, DAY, line="another line")
    where = piece(alice, text="another line")
    shows(alice, where)
    it_is(monkeypatch, "2026-11-30T12:00+01:00")
    alice, bob = again(alice), again(bob)
    assert shown_by_partner(bob.visit()) == []
    alice.get("/shown")
    assert read(us_space(bob.visit())).entries == ()
    assert has(alice.get(where), "It was open to Bob for 7 days, from November 23, 2026 to November 30, 2026.")


def test_for_how_long_is_said_in_its_authors_own_days(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half past nine in the morning in Auckland is the evening before where the server counts."""
    alice, bob = couple
    moved_to(alice, "Pacific/Auckland")
    it_is(monkeypatch, "2026-11-24T09:30+13:00")
    checked_in(alice, date(2026, 11, 24), line="A line from the other side")
    where = piece(alice, text="A line from the other side")
    shows(alice, where, lasting="86400")
    it_is(monkeypatch, "2026-11-27T09:30+13:00")
    alice = again(alice)
    moved_to(alice, "Pacific/Auckland")
    alice.get("/shown")
    page = words(alice.get(where))
    assert "It was open to Bob for one day, from November 24, 2026 to November 25, 2026." in page
    assert "since" not in page
    assert "November" not in words(again(bob).get("/shown-to-you"))


def test_what_was_chosen_is_still_chosen_when_it_is_changed(couple: tuple[Person, Person]) -> None:
    alice, _ = couple
    where = piece(alice)
    for lasting, review in (("86400", "week"), ("604800", "month"), ("0", "")):
        shows(alice, where, lasting=lasting, review=review)
        fields = forms_on(alice.get(where))[""]
        assert (fields["lasting"], fields["review"], fields["step"]) == ([lasting], [review], ["3"])


def test_a_second_tap_does_no_harm(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    where = piece(alice)
    shows(alice, where, review="week")
    for _ in range(2):
        assert alice.post(f"{where}/still")["Location"] == "/shown?done=still"
    for _ in range(2):
        assert alice.post(f"{where}/back")["Location"] == "/shown?done=taken-back"
    nobodys = f"/shown/{UUID(int=7)}"
    told = [[bob.post(f"{at}/{verb}")["Location"] for verb in ("back", "still")] for at in (where, nobodys)]
    assert told == [["/shown?done=taken-back", "/shown"]] * 2


def again(person: Person) -> Person:
    """Signed in anew: a week has passed."""
    assert person.post("/sign-in", name=person.name, password=person.password).status_code == 302
    assert person.post("/open", password=person.password).status_code == 302
    return person


def test_nothing_is_shown_that_the_preview_did_not_show(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    where = piece(alice)
    fields = forms_on(previewed(alice, where))[""]
    checked_in(alice, today(alice.visit()), line="and then I laughed")  # in another tab
    refused = alice.post(where, **fields, go="show")
    assert refused.status_code == 409
    assert has(refused, "and then I laughed")
    assert shown_by_partner(bob.visit()) == []
    assert alice.post(where, **forms_on(refused)[""], go="show").status_code == 302
    assert [one.text for one in shown_by_partner(bob.visit())] == ["I cried on the train\nand then I laughed"]


def test_without_a_preview_nothing_is_shown(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    assert alice.post(piece(alice), step="3", lasting="0", go="show").status_code == 409
    assert shown_by_partner(bob.visit()) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"lasting": "0"}, "Please choose how much of it may be seen."),
        ({"step": "7", "lasting": "0"}, "Please choose how much of it may be seen."),
        ({"step": "3", "lasting": "12"}, "Please choose for how long it may be seen."),
        ({"step": "2", "lasting": "0"}, "Please write the gist in a few words, or choose one or more below."),
        ({"step": "2", "lasting": "0", "gist": "x" * 501}, "The gist is longer than five hundred characters."),
        ({"step": "3", "lasting": "0", "review": "never"}, "Please choose when to be asked, or not at all."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_still_there(
    couple: tuple[Person, Person], typed: dict[str, str], said: str
) -> None:
    alice, _ = couple
    page = alice.post(piece(alice), **typed)
    assert (page.status_code, has(page, said)) == (422, True)
    assert has(page, typed.get("gist", ""))


@pytest.mark.parametrize(
    ("lasting", "review", "said"),
    [
        (Lasting.OPEN, "", "Until you say so. Nothing else"),
        (Lasting.OPEN, "month", "Until you say so. In a month you are asked whether it is still right."),
        (Lasting.WEEK, "week", "then it is gone by itself. In a week you are asked whether it is still right."),
        (Lasting.WEEK, "month", "then it is gone by itself. That is before you would be asked whether"),
        (Lasting.DAY, "week", "then it is gone by itself. That is before you would be asked whether"),
    ],
)
def test_the_preview_says_when_it_ends_and_whether_it_is_asked_about(
    couple: tuple[Person, Person], lasting: Lasting, review: str, said: str
) -> None:
    alice, _ = couple
    page = previewed(alice, piece(alice), step=3, lasting=int(lasting), review=review)
    assert words(page).count(said) == 1


def test_its_author_reads_on_which_day_it_ends(couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T12:00+01:00")
    alice, _ = couple
    shows(again(alice), piece(alice), step=3, lasting=int(Lasting.WEEK))
    assert has(alice.get("/shown"), "It ends by itself on November 30, 2026.")


def test_whatever_was_written_long_ago_can_be_shown_too(couple: tuple[Person, Person]) -> None:
    alice, _ = couple
    space = me_space(alice.visit())
    for n in range(3 * ENOUGH):
        day = date(2025, 1, 1) + timedelta(days=n)
        write(space, Note(day, f"Note {n}."), day=day)
    where, seen, ways = "/shown", list[str](), list[list[bool]]()
    while where:
        page = alice.get(where)
        seen += re.findall(r"Note \d+\.", page.content.decode())
        ways.append([has(page, way) for way in ("Earlier ones", "The latest")])
        where = "".join(re.findall(r"/shown\?before=\d+", page.content.decode()))
    assert seen == [f"Note {n}." for n in reversed(range(3 * ENOUGH))]
    assert ways == [[True, False], [True, True], [False, True]]
    first = re.findall(r'href="(/shown/[0-9a-f-]{36})"', page.content.decode())[-1]
    shows(alice, first)
    assert "Note 0." in words(alice.get("/shown"))
    assert [alice.get(f"/shown?before={odd}").status_code for odd in ("999999", "000000", "-1", "x")] == [200] * 4


def test_the_other_one_finds_what_is_shown_without_reading_everything(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    shows(alice, piece(alice), lasting=int(Lasting.OPEN))
    few = read_for(bob, "/shown-to-you", monkeypatch)
    space, day = us_space(alice.visit()), today(alice.visit())
    for n in range(1_000):
        write(space, GivenLetter(f"Letter {n}.", day, day), day=day)
    assert read_for(bob, "/shown-to-you", monkeypatch) == few == (2, few[1])
    Entry.objects.filter(id=shown_list_id(space, space.by)).update(blob=b"\x01 damaged")
    assert read_for(bob, "/shown-to-you", monkeypatch)[0] > 1_000  # the control: now it takes everything
    assert has(bob.get("/shown-to-you"), "I cried on the train")
    shows(alice, piece(alice), step=1)  # and is put right with the next thing that is shown
    assert read_for(bob, "/shown-to-you", monkeypatch) == few
    assert has(bob.get("/shown-to-you"), "It was a hard day.")


def from_an_earlier_version(person: Person) -> None:
    """As a database is in which things were shown before there was a list."""
    us = us_space(person.visit())
    Entry.objects.filter(id=shown_list_id(us, us.by)).delete()


def two_pieces(alice: Person) -> list[str]:
    space, day = me_space(alice.visit()), today(alice.visit())
    for text in ("One note.", "Another note."):
        write(space, Note(day, text), day=day)
    return [piece(alice, text=text) for text in ("One note.", "Another note.")]


def test_what_was_shown_before_there_was_a_list_is_listed_when_its_author_looks(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    for where in two_pieces(alice):
        shows(alice, where)
    from_an_earlier_version(alice)
    alice.get("/shown")
    assert sorted(one.text for one in shown_by_partner(bob.visit())) == ["Another note.", "One note."]


def test_what_was_shown_before_there_was_a_list_stays_shown_beside_the_next(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    first, second = two_pieces(alice)
    shows(alice, first)
    from_an_earlier_version(alice)
    shows(alice, second)
    assert sorted(one.text for one in shown_by_partner(bob.visit())) == ["Another note.", "One note."]
    for where in (first, second):
        alice.post(f"{where}/back")
    assert shown_by_partner(bob.visit()) == []


def test_is_it_still_right(couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    alice, _ = couple
    shows(alice, piece(alice), lasting="0", review="week")
    assert not has(alice.get("/shown"), "Is this still right?")
    later = today(alice.visit()) + timedelta(days=7)
    it_is(monkeypatch, f"{later}T12:00+01:00")
    alice = again(alice)
    assert has(alice.get("/shown"), "Is this still right?")
    assert has(alice.get("/today"), "Is this still right?")
    alice.post(f"{piece(alice)}/still")
    assert not has(alice.get("/shown"), "Is this still right?")
    assert not has(alice.get("/today"), "Is this still right?")


def test_a_note_can_be_shown_and_outlives_in_no_way_what_was_taken_back(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    form = forms_on(alice.get("/notes/new"))[""]
    alice.post("/notes/new", **{**form, "text": ["About my father"]})
    where = piece(alice, text="About my father")
    shows(alice, where)
    assert [one.text for one in shown_by_partner(bob.visit())] == ["About my father"]
    (id,) = re.findall(r"/notes/([0-9a-f-]{36})", alice.get("/notes").content.decode())
    assert alice.post(f"/notes/{id}/remove").status_code == 302
    assert [one.text for one in shown_by_partner(bob.visit())] == ["About my father"]
    assert has(alice.get("/shown"), "About my father")
    assert alice.post(f"{where}/back").status_code == 302
    assert shown_by_partner(bob.visit()) == []


def test_a_part_of_the_care_plan_can_be_shown_as_a_gist(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    form = forms_on(alice.get("/plan/1"))["/plan/1"]
    alice.post("/plan/1", **{**form, "text": ["I stop answering messages"]})
    shows(alice, piece(alice, text="I stop answering messages"), step="2", gist="I go quiet")
    assert article(bob.get("/shown-to-you"))[0].count("Early signs") == 1
    assert [(one.kind, one.day, one.text) for one in shown_by_partner(bob.visit())] == [
        ("plan.signs", None, "I go quiet")
    ]


def test_another_ones_piece_is_not_there(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    answers = [bob.get(where) for where in (piece(alice), f"/shown/{UUID(int=7)}")]
    assert [one.status_code for one in answers] == [404, 404]
    assert without_tokens(answers[0]) == without_tokens(answers[1])


def test_a_gist_typed_for_a_piece_that_was_removed_meanwhile_is_still_there_and_can_be_kept(
    couple: tuple[Person, Person],
) -> None:
    alice, bob = couple
    alice.post("/notes/new", **{**forms_on(alice.get("/notes/new"))[""], "text": ["About my father"]})
    where = piece(alice, text="About my father")
    (id,) = re.findall(r"/notes/([0-9a-f-]{36})", alice.get("/notes").content.decode())
    alice.post(f"/notes/{id}/remove")  # in another window
    refused = [
        alice.post(where, step="2", gist="He is ill.\r\nI am afraid.", lasting="0", go=go) for go in ("", "show")
    ]
    assert [(page.status_code, has(page, "He is ill.\nI am afraid.")) for page in refused] == [(404, True)] * 2
    assert shown_by_partner(bob.visit()) == []
    assert alice.post("/notes/new", **forms_on(refused[0])["/notes/new"])["Location"] == "/notes?done=kept"
    assert has(alice.get("/notes"), "He is ill.\nI am afraid.")
    assert alice.post(where, step="3", lasting="0").status_code == 404


def test_what_is_typed_for_another_ones_piece_and_for_none_is_answered_the_same(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    answers = [bob.post(at, step="2", gist="Guessed", lasting="0") for at in (piece(alice), f"/shown/{UUID(int=7)}")]
    assert [one.status_code for one in answers] == [404, 404]
    assert without_ids(answers[0]) == without_ids(answers[1])


def without_ids(page: HttpResponse) -> str:
    """Without the id that keeping it as a note would have, either."""
    return re.sub(r'name="id" value="[^"]+"', "", without_tokens(page))


def without_tokens(page: HttpResponse) -> str:
    """A page, but for the form tokens, which are others each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", page.content.decode())


def test_the_address_of_a_piece_tells_nothing_about_it(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    assert rung_id(alice.visit(), LINE.key) != rung_id(bob.visit(), LINE.key)


def test_one_who_is_alone_has_notes_and_no_ladder() -> None:
    charlie = signed_up("Charlie")
    assert charlie.get("/notes").status_code == 200
    assert charlie.get("/shown")["Location"].startswith("/pairing")

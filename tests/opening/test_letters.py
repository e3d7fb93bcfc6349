"""Letters wait, open on their day or by their author's hand, and can be taken back until then."""

import re
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse

from intertwine.couples.actions import leave_two
from intertwine.couples.errors import NotPaired
from intertwine.couples.queries import us_of
from intertwine.journal.actions import write
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.registry import BY_SHAPE, EntryShape
from intertwine.journal.spaces import me_space, pool_space, us_space
from intertwine.opening.entries import (
    DatedLetter,
    GivenLetter,
    Letter,
    LettersOfDay,
    LettersOfTwo,
    OwnLetters,
    WaitingLetter,
)
from intertwine.opening.letter_list import letters_of_day_id, list_of_own_id, list_of_two_id, told_id
from intertwine.opening.letters import PAGE, begin, letters
from tests.cast import Person, paired
from tests.mind.days import it_is, moved_to
from tests.mind.pages import Fields, every_form, forms_on, has
from tests.opening.pages import read_for, words

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


def letter_on(page: HttpResponse) -> Fields:
    """The first form with a letter in it."""
    return next(fields for _, fields in every_form(page) if "text" in fields)


def dated(person: Person, text: str, day: str, **typed: str) -> str:
    return writes(person, text, how="date", opens=day, go="wait", **typed)


def read_by(person: Person) -> list[str]:
    return [one.text for one in letters(person.visit()).open]


def left_for(person: Person) -> list[EntryShape]:
    """All that lies with both, but for a list with nothing in it any more."""
    there = [one.entry for space in (us_space, pool_space) for one in read(space(person.visit())).entries]
    return [entry for entry in there if entry != LettersOfTwo()]


def again(person: Person) -> Person:
    assert person.post("/sign-in", name=person.name, password=person.password).status_code == 302
    assert person.post("/open", password=person.password).status_code == 302
    return person


def test_a_draft_is_its_authors_alone(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    writes(alice, "Not yet", go="keep")
    assert has(alice.get("/letters"), "Not yet")
    assert not has(bob.get("/letters"), "Not yet")
    assert left_for(bob) == []


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
    it_is(monkeypatch, "2026-11-30T12:00+01:00")
    assert read_by(again(bob)) == []
    moved_to(bob, "Pacific/Auckland")
    assert read_by(again(bob)) == ["For your birthday"]


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
        assert left_for(bob) == []


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
    for verb in ("open", "back", "away"):  # the second tap
        assert alice.post(where, go=verb)["Location"] == "/letters?done=gone"
    assert [read_by(one) for one in couple] == [["Now"], ["Now"]]


def test_a_changed_letter_opens_as_it_was_last_kept(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    where = dated(alice, "First words", "2026-12-01")
    page = alice.get(where)
    assert has(page, "First words")
    form = letter_on(page)
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


@pytest.mark.parametrize(
    ("zone", "opens", "said"),
    [
        ("Pacific/Honolulu", "2026-11-22", "has not begun anywhere"),  # yesterday there
        ("Pacific/Honolulu", "2026-11-24", "has not begun anywhere"),  # tomorrow there, today where it is latest
        ("Pacific/Honolulu", "2026-11-25", ""),
        ("Europe/Berlin", "2026-11-24", "has not begun anywhere"),
        ("Europe/Berlin", "2026-11-25", ""),
        ("Pacific/Kiritimati", "2026-11-24", "has not begun anywhere"),  # today where it is latest
        ("Pacific/Kiritimati", "2026-11-25", ""),
        ("Europe/Berlin", "2036-11-23", ""),
        ("Europe/Berlin", "2036-11-24", "within ten years"),
        ("Europe/Berlin", "9999-12-31", "within ten years"),
        ("Europe/Berlin", "0001-01-01", "has not begun anywhere"),
    ],
)
def test_a_letter_opens_on_a_day_that_has_not_begun_and_within_ten_years(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, zone: str, opens: str, said: str
) -> None:
    """It is the morning of the 23rd in Honolulu, its evening in Berlin, and noon of the 24th on Kiritimati."""
    alice, _ = couple
    it_is(monkeypatch, "2026-11-23T23:00+01:00")
    moved_to(again(alice), zone)
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    page = alice.post("/letters/new", **{**form, "text": ["Dear Bob"], "how": "date", "opens": opens, "go": "wait"})
    assert page.status_code == (422 if said else 302)
    assert said in page.content.decode()
    kept = alice.post("/letters/new", **{**form, "text": ["Dear Bob"], "how": "date", "opens": opens, "go": "keep"})
    assert kept.status_code == 302  # as a draft it may have any day


def test_another_ones_letter_is_not_there(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    where = writes(alice, "Mine", how="hand", go="wait")
    assert bob.get(where).status_code == 404
    nobodys = f"/letters/{UUID(int=7)}"
    assert [bob.post(at, go="open")["Location"] for at in (where, nobodys)] == ["/letters?done=gone"] * 2
    assert [read_by(one) for one in couple] == [[], []]
    assert re.search("Mine", alice.get(where).content.decode())


def drafts(person: Person) -> list[str]:
    return sorted(one.entry.text for one in read(me_space(person.visit())).of(Letter))


def test_on_its_day_today_says_that_it_has_opened(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    dated(alice, "For your birthday", "2026-12-01")
    moved, gone = (dated(alice, text, "2026-12-05") for text in ("Moved", "Taken back"))
    form = {**letter_on(alice.get(moved)), "how": "date", "opens": "2026-12-10", "go": "wait"}
    assert alice.post(moved, **form)["Location"] == "/letters?done=waits"
    alice.post(gone, go="back")
    told = {}
    for day in ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-05", "2026-12-10"):
        it_is(monkeypatch, f"{day}T12:00+01:00")
        page = again(bob).get("/today")
        told[day[-5:]] = has(page, "A letter from Alice has opened.")
        assert not has(page, "For your birthday")
    assert told == {"11-30": False, "12-01": True, "12-02": True, "12-03": False, "12-05": False, "12-10": True}
    assert not has(again(alice).get("/today"), "has opened.")


def test_one_form_sent_twice_is_one_letter_and_with_other_words_it_is_another(couple: tuple[Person, Person]) -> None:
    alice, _ = couple
    form = forms_on(alice.get("/letters/new"))["/letters/new"]
    for text, go in (("Dear Bob", "keep"), ("Dear Bob", "keep"), ("Dear Bob", "wait"), ("Another one", "keep")):
        sent = alice.post("/letters/new", **{**form, "text": [text], "how": "hand", "go": go})
        assert sent["Location"] == f"/letters?done={'waits' if go == 'wait' else 'kept'}"
    assert drafts(alice) == ["Another one", "Dear Bob"]


@pytest.mark.parametrize("second", ["Now", "Something else"])
def test_a_form_sent_again_after_its_letter_was_opened_takes_nothing_from_it(
    couple: tuple[Person, Person], second: str
) -> None:
    alice, _ = couple
    form = {**forms_on(alice.get("/letters/new"))["/letters/new"], "how": "hand", "go": "wait"}
    assert alice.post("/letters/new", **{**form, "text": ["Now"]}).status_code == 302
    assert alice.post("/letters/" + form["id"][0], go="open")["Location"] == "/letters?done=open"
    late = alice.post("/letters/new", **{**form, "text": [second]})
    assert (late.status_code, has(late, second)) == (409, True)
    assert alice.post("/letters/new", **{**forms_on(late)["/letters/new"], "go": "keep"}).status_code == 302
    assert ([read_by(one) for one in couple], drafts(alice)) == ([["Now"], ["Now"]], [second])


def test_a_letter_changed_in_two_tabs_keeps_both_until_somebody_decides(couple: tuple[Person, Person]) -> None:
    alice, _ = couple
    where = writes(alice, "first", go="keep")
    one, two = (letter_on(alice.get(where)) for _ in range(2))
    assert alice.post(where, **{**one, "text": ["from one tab"], "go": "keep"}).status_code == 302
    assert alice.post(where, **{**one, "text": ["from one tab"], "go": "keep"}).status_code == 302  # a second tap
    refused = alice.post(where, **{**two, "text": ["from the other"], "go": "keep"})
    assert (refused.status_code, has(refused, "from one tab"), has(refused, "from the other")) == (409, True, True)
    assert drafts(alice) == ["from one tab"]
    assert alice.post(where, **letter_on(refused), go="keep").status_code == 302
    assert drafts(alice) == ["from the other"]
    odd = alice.post(where, **{**two, "text": ["odd"], "seen": "nonsense", "go": "keep"})
    assert (odd.status_code, has(odd, "odd"), drafts(alice)) == (409, True, ["from the other"])


# many of them

DAMAGED, NEWER = b"\x01 no blob", b"\xff of a later version"


def written_long_ago(person: Person, how_many: int) -> None:
    """Of each kind, over the years, and in no list."""
    visit, first = person.visit(), date(2024, 1, 1)
    me, us, pool = me_space(visit), us_space(visit), pool_space(visit)
    for n in range(how_many):
        day = first + timedelta(days=n)
        write(us, GivenLetter(f"Given {n}.", day, day), day=day)
        write(pool, DatedLetter(f"Dated {n}.", day, day), day=day)
        write(me, Letter(f"Draft {n}.", day), day=day)


def damage_lists(person: Person, blob: bytes = DAMAGED) -> None:
    visit = person.visit()
    writes(person, "so that there are lists", go="keep")
    person.post(writes(person, "so that there are lists", how="hand", go="wait"), go="open")
    lists = Entry.objects.filter(id__in=[list_of_own_id(visit), list_of_two_id(pool_space(visit))])
    assert lists.update(blob=blob) == 2


def test_a_page_reads_the_letters_it_shows_and_no_others(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, _ = couple
    written = 0
    seen = {}
    for many in (PAGE, 330):
        written_long_ago(alice, many)
        damage_lists(alice)
        written += 3 * many + 2
        assert read_for(alice, "/letters", monkeypatch)[0] > written  # the control: for once everything
        seen[many] = read_for(alice, "/letters", monkeypatch)
    assert seen[330] == seen[PAGE] == read_for(alice, "/letters?page=7", monkeypatch)
    assert (seen[330][0], seen[330][1] <= 12, written > 1_000) == (2 + 2 * PAGE, True, True)


def test_earlier_letters_stand_on_earlier_pages_each_once(couple: tuple[Person, Person]) -> None:
    alice, _ = couple
    written_long_ago(alice, 12)
    damage_lists(alice)
    seen, where, pages = [], "/letters", 0
    while where:
        page = alice.get(where).content.decode()
        seen += re.findall(r"(?:Given|Dated|Draft) \d+\.", page)
        later = re.search(r'href="(/letters\?page=\d+)">Earlier letters', page)
        where, pages = (later[1] if later else ""), pages + 1
    assert (len(seen), len(set(seen)), pages) == (36, 36, 3)
    assert [text for text in seen if text.startswith("Given")] == [f"Given {n}." for n in reversed(range(12))]
    assert [alice.get(f"/letters?page={odd}").status_code for odd in ("9999", "-1", "x", "1" * 40)] == [200] * 4


@pytest.mark.parametrize("blob", [DAMAGED, NEWER], ids=["damaged", "newer"])
def test_a_list_that_cannot_be_read_is_made_anew(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, blob: bytes
) -> None:
    alice, bob = couple
    dated(alice, "For your birthday", "2026-12-01")
    writes(alice, "Not yet", go="keep")
    alice.post(writes(alice, "Now", how="hand", go="wait"), go="open")
    damage_lists(alice, blob)
    page = alice.get("/letters")
    assert [has(page, text) for text in ("For your birthday", "Not yet", "Now")] == [True] * 3
    assert len(read(me_space(alice.visit())).of(OwnLetters)) == 1
    it_is(monkeypatch, "2026-12-01T12:00+01:00")
    assert read_by(again(bob)) == ["For your birthday", "so that there are lists", "Now"]
    assert has(bob.get("/today"), "A letter from Alice has opened.")


def from_an_earlier_version(*people: Person) -> None:
    """As a database is in which letters were written before there were lists."""
    for one in people:
        us, pool = us_space(one.visit()), pool_space(one.visit())
        Entry.objects.filter(id__in=[list_of_own_id(one.visit()), list_of_two_id(pool)]).delete()
        for letter in read(me_space(one.visit())).of(Letter):
            if letter.entry.tells:
                told = WaitingLetter(letter.entry.opens)
                write(us, told, day=letter.entry.written, id=told_id(us, letter.id))


def told_to(person: Person) -> str:
    return words(person.get("/letters"))


@pytest.mark.parametrize("first", [0, 1], ids=["Alice first", "Bob first"])
def test_letters_from_before_there_were_lists_are_all_there_whoever_comes_first(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    alice, bob = couple
    dated(alice, "Of the same day, and not told", "2026-12-01")
    dated(alice, "For your birthday", "2026-12-01", tells="yes")
    by_hand = writes(alice, "When I can", how="hand", go="wait", tells="yes")
    writes(bob, "Not yet", go="keep")
    for one in couple:
        one.post(writes(one, f"Now from {one.name}", how="hand", go="wait"), go="open")
    before = [told_to(one) for one in couple]
    from_an_earlier_version(*couple)
    couple[first].get("/letters")
    assert [told_to(one) for one in couple] == before
    assert has(bob.get("/letters"), "It opens when Alice opens it.")
    alice.post(by_hand, go="away")
    damage_lists(bob)
    assert not has(bob.get("/letters"), "It opens when Alice opens it.")
    it_is(monkeypatch, "2026-12-01T12:00+01:00")
    assert {"For your birthday", "Of the same day, and not told", "Now from Alice"} <= set(read_by(again(bob)))


@pytest.mark.parametrize("go", ["open", "back", "away"])
def test_a_letter_from_before_that_was_told_of_waits_no_more_once_its_author_says_so(
    couple: tuple[Person, Person], go: str
) -> None:
    alice, bob = couple
    where, other = (writes(alice, text, how="hand", go="wait", tells="yes") for text in ("One.", "Another."))
    from_an_earlier_version(*couple)
    waiting = [told_to(bob).count("It opens when Alice opens it.")]
    for letter in (where, other):  # in a tab from before
        alice.post(letter, go=go)
        waiting.append(told_to(bob).count("It opens when Alice opens it."))
    assert waiting == [2, 1, 0]


def test_bob_reads_letters_from_before_there_were_lists_without_alice(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    dated(alice, "For your birthday", "2026-12-01")
    alice.post(writes(alice, "Now", how="hand", go="wait"), go="open")
    from_an_earlier_version(*couple)
    it_is(monkeypatch, "2026-12-01T12:00+01:00")
    page = again(bob).get("/letters")
    assert [has(page, text) for text in ("For your birthday", "Now")] == [True, True]
    assert read_for(bob, "/letters", monkeypatch)[0] == len(["list of two", "own list", "For your birthday", "Now"])


def as_earlier_versions_said(author: Person, day: date) -> None:
    """What lay in the pool for a day on which letters open, from before there were lists."""
    pool = pool_space(author.visit())
    letters = tuple(one.id for one in read(pool).of(DatedLetter))
    from_an_earlier_version(author)
    write(pool, LettersOfDay(letters), day=day, id=letters_of_day_id(pool, pool.by, day))


def test_today_says_of_a_letter_from_before_there_were_lists_that_it_has_opened(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    dated(alice, "For your birthday", "2026-12-01")
    as_earlier_versions_said(alice, date(2026, 12, 1))
    told = {}
    for day in ("2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"):
        it_is(monkeypatch, f"{day}T12:00+01:00")
        told[day[-5:]] = has(again(bob).get("/today"), "A letter from Alice has opened.")
    assert told == {"11-30": False, "12-01": True, "12-02": True, "12-03": False}


@pytest.mark.parametrize("go", ["away", "back", "later"])
def test_and_not_of_one_that_does_not_open_any_more(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch, go: str
) -> None:
    alice, bob = couple
    where = dated(alice, "For your birthday", "2026-12-01")
    as_earlier_versions_said(alice, date(2026, 12, 1))
    changed = {**letter_on(alice.get(where)), "opens": "2026-12-24", "go": "wait"} if go == "later" else {"go": go}
    assert alice.post(where, **changed).status_code == 302
    it_is(monkeypatch, "2026-12-01T12:00+01:00")
    assert not has(again(bob).get("/today"), "A letter from Alice has opened.")


def test_what_an_earlier_version_wrote_of_letters_is_not_called_newer(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    us, pool, day = us_space(alice.visit()), pool_space(alice.visit()), date(2026, 11, 20)
    write(us, WaitingLetter(date(2026, 12, 1)), day=day)
    write(pool, LettersOfDay((us.id,)), day=day)
    assert [BY_SHAPE[shape].name for shape in (WaitingLetter, LettersOfDay)] == [
        "opening.waiting-letter",
        "opening.letters-of-day",
    ]
    assert not has(bob.get("/us"), "made by a newer version")
    assert [read(space(bob.visit())).newer for space in (us_space, pool_space)] == [0, 0]


def test_a_damaged_letter_is_said_and_the_others_are_there(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    for text in ("First", "Second"):
        alice.post(writes(alice, text, how="hand", go="wait"), go="open")
    first = next(one for one in read(us_space(bob.visit())).of(GivenLetter) if one.entry.text == "First")
    Entry.objects.filter(id=first.id).update(blob=b"no blob at all")
    page = bob.get("/letters")
    said = ("One letter on this page can't be opened.", "Second", "First")
    assert [has(page, text) for text in said] == [True, True, False]


def gone_on(page: HttpResponse) -> list[str]:
    return re.findall(r"<h2>(A letter[^<]* is not here any more\.)</h2>", page.content.decode())


def test_an_open_letter_that_was_removed_from_the_database_is_said_to_both_and_nobody_can_hide_that(
    couple: tuple[Person, Person],
) -> None:
    alice, bob = couple
    for text in ("First", "Second"):
        alice.post(writes(alice, text, how="hand", go="wait"), go="open")
    first = next(one for one in read(us_space(bob.visit())).of(GivenLetter) if one.entry.text == "First")
    Entry.objects.filter(id=first.id).delete()
    for one in couple:
        page = one.get("/letters")
        assert gone_on(page) == ["A letter is not here any more."]
        assert (has(page, "can't be opened"), has(page, "Second")) == (False, True)
        assert one.post(f"/letters/{first.id}", go="forget")["Location"] == "/letters?done=forgotten"
        assert gone_on(one.get("/letters")) == ["A letter is not here any more."]


def test_the_line_about_a_letter_of_ones_own_that_was_removed_can_be_taken_away_by_its_author(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    draft, waits = writes(alice, "Not yet", go="keep"), dated(alice, "Soon", "2026-12-01", tells="yes")
    stays = writes(alice, "It stays", go="keep")
    for where in (draft, waits):
        Entry.objects.filter(space=me_space(alice.visit()).id, id=where.removeprefix("/letters/")).delete()
    page = alice.get("/letters")
    assert gone_on(page) == ["A letter of yours is not here any more."] * 2
    assert (has(page, "It was to open on December 1, 2026."), has(page, "It stays")) == (True, True)
    for where in (draft, waits, waits):
        bob.post(where, go="forget")
        assert alice.post(where, go="forget")["Location"] == "/letters?done=forgotten"
    assert gone_on(alice.get("/letters")) == []
    alice.post(stays, go="forget")  # one that is there is not forgotten like this
    assert has(alice.get("/letters"), "It stays")
    it_is(monkeypatch, "2026-12-01T12:00+01:00")
    assert read_by(again(bob)) == []


def test_its_author_sees_a_letter_also_in_the_hours_in_which_it_is_open_only_elsewhere(
    couple: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob = couple
    dated(alice, "For your birthday", "2026-12-01")
    it_is(monkeypatch, "2026-11-30T18:00+01:00")
    page = again(alice).get("/letters")
    assert (has(page, "For your birthday"), has(page, "its day has begun where it is later than here")) == (True, True)
    assert not has(again(bob).get("/letters"), "For your birthday")


def test_of_many_that_wait_the_soonest_are_told_first(couple: tuple[Person, Person]) -> None:
    alice, bob = couple
    pool = pool_space(alice.visit())
    for n in range(PAGE + 1):
        dated(alice, f"No {n}.", f"2026-12-{25 - n}", tells="yes")
    page = bob.get("/letters").content.decode()
    told = [int(day) for day in re.findall(r"It opens on December (\d+), 2026\.", page)]
    assert (told, "More letters wait for you, for later days." in page) == (list(range(15, 25)), True)
    assert len(read(pool).of(LettersOfTwo)) == 1


def test_a_letter_that_was_under_way_when_one_of_the_two_left_is_not_laid_down() -> None:
    alice, bob = paired("Alice", "Bob")
    under_way = alice.visit()
    assert us_of(under_way) is not None
    leave_two(bob.visit(), taking=False)

    with pytest.raises(NotPaired):
        begin(under_way, Letter("I will be late", date(2026, 11, 22)), id=uuid4())
    assert read(me_space(alice.visit())).of(Letter) == []

"""Either can leave, at once and without a reason. What is theirs comes along; what remains is the other one's alone."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest

from intertwine.couples.access import Standing, State
from intertwine.couples.models import Couple, Seat
from intertwine.couples.parting import LEFT_FOR, tidy_closed
from intertwine.couples.queries import us_of
from intertwine.couples.settling import standing_of
from intertwine.journal.errors import Damaged
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.sealing import open_entry
from intertwine.journal.spaces import Space, me_space, pool_space, us_space
from intertwine.members.models import Member
from intertwine.mind.entries import Message
from intertwine.opening.entries import Note, Opened
from intertwine.opening.models import SealedAnswer
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import IdentityTier
from tests.cast import PASSWORD, Person, paired, signed_up, tiers
from tests.couples.pages import answers as accepts
from tests.couples.pages import invites, says_same, signs_in, title
from tests.mind.days import checked_in, it_is
from tests.mind.pages import every_form, forms_on
from tests.opening.pages import answers, tonight, words
from tests.opening.test_letters import dated, writes

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

NOON = "2026-11-23T12:00+01:00"
CLOSED = "The space you shared is closed."


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    it_is(monkeypatch, NOON)
    return paired("Alice", "Bob")


def leaves(person: Person, *, taking: bool = True) -> str:
    """With the page's own form; where it leads."""
    page = person.get("/couple/space") if us_of(person.visit()) else person.get("/pairing")
    form = forms_on(page)["/couple/space"]
    assert form["take"] == ["yes"]
    if not taking:
        del form["take"]
    return person.post("/couple/space", **form)["Location"]


def identity(person: Person) -> IdentityTier:
    return tiers(person.visit())[0]


def opened(space: Space, row: Entry) -> object:
    """What a key opens of a row, wherever it stands."""
    here = replace(space, id=row.space)
    assert here.read_with is not None
    try:
        return open_entry(here, here.read_with, id=row.id, revision=row.revision, blob=bytes(row.blob)).entry
    except Damaged:
        return None


def notes(person: Person) -> list[str]:
    found = read(me_space(person.visit())).of(Note)
    return sorted(one.entry.text for one in found)


def rows(space: Space) -> int:
    return Entry.objects.filter(space=space.id).count()


def spaces(person: Person) -> tuple[Space, Space]:
    visit = person.visit()
    return us_space(visit), pool_space(visit)


def writes_to(person: Person, text: str) -> None:
    preview = person.post("/messages/write", text=text)
    form = forms_on(preview)["/messages/write"]
    assert person.post("/messages/write", **{**form, "go": "send"}).status_code == 302


def opens_a_letter(person: Person, text: str) -> None:
    where = writes(person, text, how="hand", go="wait")
    assert person.post(where, go="open").status_code == 302


def shows_a_note(person: Person, text: str, gist: str) -> None:
    assert person.post("/notes/new", id=str(uuid4()), text=text).status_code == 302
    where = re.findall(r'href="(/shown/[0-9a-f-]{36})"', person.get("/shown").content.decode())[0]
    preview = person.post(where, step="2", gist=gist, lasting="0")
    form = next(fields for _, fields in every_form(preview) if "previewed" in fields)
    assert person.post(where, **{**form, "go": "show"}).status_code == 302


def both_answer(alice: Person, bob: Person, hers: str, his: str) -> str:
    """The question that was asked."""
    question = tonight(alice)
    asked = re.search(r'class="asked">(?:<a [^>]*>)?([^<]+)<', alice.get("/together").content.decode())
    assert asked is not None
    answers(alice, question, hers)
    answers(bob, question, his)
    alice.get("/together")
    return unescape(asked[1])


def asks(person: Person, text: str) -> None:
    assert person.post("/together/ask", id=str(uuid4()), text=text).status_code == 302


def asked_by_one(person: Person) -> UUID:
    """The question that is not the deck's."""
    found = re.findall(r"/together/question/([0-9a-f-]{36})", person.get("/together").content.decode())
    return next(UUID(id) for id in found if UUID(id) != tonight(person))


def live_together(alice: Person, bob: Person) -> str:
    """Something of everything that two can write to each other. The question both answered."""
    for person in (alice, bob):
        person.post("/sharing", feeds="yes", draws="yes", weather="yes")
        checked_in(person, date(2026, 11, 23), valence=6, arousal=4)
    asked = both_answer(alice, bob, "Hers, opened.", "His, opened.")
    hers = tonight(alice)
    answers(alice, hers, "Hers, sealed.", tell="yes")
    bob.post(f"/together/question/{hers}/aside")
    answers(bob, tonight(bob), "His, sealed.")
    for person, whose in ((alice, "Hers"), (bob, "His")):
        asks(person, f"{whose}, asked?")
        writes_to(person, f"{whose}, sent.")
        opens_a_letter(person, f"{whose}, given.")
        dated(person, f"{whose}, dated.", "2027-02-14", tells="yes")
        writes(person, f"{whose}, a draft.", go="keep")
        shows_a_note(person, f"{whose}, private.", f"{whose}, the gist.")
    return asked


def own(asked: str, whose: str) -> list[str]:
    return sorted(
        [
            f"A letter you wrote:\n\n{whose}, given.",
            f"A message you sent:\n\n{whose}, sent.",
            f"A question you asked the two of you:\n\n{whose}, asked?",
            f"The question was: {asked}\n\n{whose}, opened.",
            f"What you showed of something you wrote:\n\n{whose}, the gist.",
            f"{whose}, private.",
        ]
    )


def letters_too(before: list[str], whose: str) -> list[str]:
    return sorted([*before, f"A letter you wrote:\n\n{whose}, a draft.", f"A letter you wrote:\n\n{whose}, dated."])


# the one who leaves


def test_the_way_out_is_where_somebody_looks_for_it(two: tuple[Person, Person]) -> None:
    alice, bob = two
    pages = [alice.get(where) for where in ("/us", "/sharing", "/couple")]
    pages.append(alice.post("/help/one", afraid="yes"))
    pages.append(alice.get("/us"))  # also where what is for two stays away
    assert [page.content.decode().count('href="/couple/space"') for page in pages] == [1] * 5
    page = alice.get("/couple/space")
    assert (title(page), page.content.decode().count('href="/help"') > 0) == ("The two of you", True)
    leaves(alice)
    assert 'href="/couple/space"' not in alice.post("/help/one", afraid="yes").content.decode()
    assert 'href="/couple/space"' not in bob.post("/help/one", afraid="yes").content.decode()


def test_she_leaves_and_takes_along_what_is_hers(two: tuple[Person, Person]) -> None:
    alice, bob = two
    asked = live_together(alice, bob)
    us, pool = spaces(alice)
    times = {one.written for one in read(us).entries}
    assert (rows(pool) > 0, SealedAnswer.objects.count()) == (True, 2)

    assert leaves(alice) == "/mine?done=space-notes"
    assert notes(alice) == own(asked, "Hers")
    alice.get("/notes")  # where letters to somebody who is not there any more become notes
    assert notes(alice) == letters_too(own(asked, "Hers"), "Hers")
    alice.get("/notes")
    assert notes(alice) == letters_too(own(asked, "Hers"), "Hers")

    assert (rows(pool), SealedAnswer.objects.count(), Seat.objects.count()) == (0, 0, 1)
    left = read(us)
    assert {one.written for one in left.entries} <= times | {0}  # nothing tells when she left
    assert "Hers" not in repr([one.entry for one in left.entries])
    assert {one.by for one in left.of(Message)} == {UUID(bytes=identity(bob).member)}
    assert [one.entry.answers for one in left.of(Opened)] == [{UUID(bytes=identity(bob).member).hex: "His, opened."}]
    assert title(alice.get("/pairing")) == "Invite your partner"
    assert alice.get("/today").status_code == 200


def test_the_control_before_she_leaves_her_words_are_found(two: tuple[Person, Person]) -> None:
    alice, bob = two
    live_together(alice, bob)
    assert repr([one.entry for one in read(spaces(bob)[0]).entries]).count("Hers") == 4  # opened, sent, given, the gist


def test_she_may_leave_everything_behind(two: tuple[Person, Person]) -> None:
    alice, bob = two
    live_together(alice, bob)
    us, pool = spaces(alice)
    assert leaves(alice, taking=False) == "/mine?done=space"
    assert notes(alice) == ["Hers, private."]
    assert ("Hers" in repr(read(us).entries), rows(pool)) == (False, 0)


def test_with_the_private_space_closed_it_waits_there(two: tuple[Person, Person]) -> None:
    alice, bob = two
    asked = live_together(alice, bob)
    alice.close_private()
    page = alice.get("/couple/space")
    assert "what comes along waits in it until you open it" in words(page)
    assert leaves(alice) == "/mine?done=space-notes"
    alice.post("/open", password=PASSWORD)
    alice.get("/notes")
    assert notes(alice) == letters_too(own(asked, "Hers"), "Hers")


def test_twice_is_once(two: tuple[Person, Person]) -> None:
    alice, _ = two
    writes_to(alice, "Hers, sent.")
    form = forms_on(alice.get("/couple/space"))["/couple/space"]
    led = [alice.post("/couple/space", **form)["Location"] for _ in range(2)]
    assert led == ["/mine?done=space-notes", "/mine?done=space"]
    assert notes(alice) == ["A message you sent:\n\nHers, sent."]
    assert alice.get("/couple/space")["Location"] == "/pairing"


def test_her_other_phone_learns_it_by_itself(two: tuple[Person, Person]) -> None:
    alice, _ = two
    other = Person("Alice")
    signs_in(other)
    assert us_of(other.visit()) is not None
    leaves(alice)
    assert other.get("/messages")["Location"] == "/pairing?next=%2Fmessages"
    tier = identity(other)
    assert (tier.us, tier.couple, tier.partner_name) == ((), b"", "")


def test_the_page_reads_nothing_of_what_was_written(
    two: tuple[Person, Person], django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    alice, _ = two
    writes_to(alice, "Hers, sent.")
    with django_assert_num_queries(2):  # where they stand, and whether an answer waits
        alice.get("/couple/space")


def test_she_asked_the_question_and_her_words_go_with_her(two: tuple[Person, Person]) -> None:
    alice, bob = two
    asks(alice, "Hers, asked?")
    own_question = asked_by_one(bob)
    answers(alice, own_question, "Hers, opened.")
    answers(bob, own_question, "His, opened.")
    alice.get("/together")
    us, _ = spaces(bob)
    leaves(alice)
    assert notes(alice) == ["The question was: Hers, asked?\n\nHers, opened."]
    assert [(one.entry.asked, list(one.entry.answers.values())) for one in read(us).of(Opened)] == [
        ("", ["His, opened."])
    ]
    leaves(bob)
    assert notes(bob) == ["An answer you gave:\n\nHis, opened."]


def test_his_question_stays_his(two: tuple[Person, Person]) -> None:
    alice, bob = two
    asks(bob, "His, asked?")
    his_question = asked_by_one(alice)
    answers(alice, his_question, "Hers, opened.")
    answers(bob, his_question, "His, opened.")
    alice.get("/together")
    leaves(alice)
    assert notes(alice) == ["An answer you gave:\n\nHers, opened."]
    leaves(bob)
    assert notes(bob) == ["The question was: His, asked?\n\nHis, opened."]


# the one who stays


def test_he_is_told_once_and_calmly(two: tuple[Person, Person]) -> None:
    alice, bob = two
    asked = live_together(alice, bob)
    leaves(alice)
    assert bob.get("/help").status_code == 200
    assert bob.get("/today")["Location"] == "/pairing"
    page = bob.get("/pairing")
    assert (title(page), "Alice" in page.content.decode()) == (CLOSED, False)
    for alone in ("/today", "/mine", "/notes", "/us", "/plan", "/screens"):
        assert bob.get(alone).status_code == 200, alone
    for together in ("/together", "/messages", "/letters", "/couple", "/shown", "/sharing"):
        assert bob.get(together)["Location"].split("?")[0] == "/pairing"
    before = letters_too(["His, private."], "His")
    assert notes(bob) == before

    assert leaves(bob) == "/mine?done=space-notes"
    assert notes(bob) == letters_too(own(asked, "His"), "His")
    assert (Couple.objects.count(), Seat.objects.count(), SealedAnswer.objects.count()) == (0, 0, 0)
    assert title(bob.get("/pairing")) == "Invite your partner"


def test_a_form_of_his_is_dealt_with_first(two: tuple[Person, Person]) -> None:
    alice, bob = two
    leaves(alice)
    assert bob.post("/notes/new", id=str(uuid4()), text="Under way.")["Location"] == "/notes?done=kept"
    assert notes(bob) == ["Under way."]
    assert bob.get("/notes")["Location"] == "/pairing"
    assert bob.get("/notes").status_code == 200


def test_a_page_that_asks_by_itself_is_led_there(two: tuple[Person, Person]) -> None:
    alice, bob = two
    leaves(alice)
    answer = bob.browser.get("/us/picture", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/pairing")


def test_it_looks_the_same_when_her_account_is_gone(two: tuple[Person, Person]) -> None:
    alice, bob = two
    live_together(alice, bob)
    (us, pool), gone = spaces(bob), identity(alice).member
    dana, eli = paired("Dana", "Eli")
    leaves(dana)
    Member.objects.filter(id=UUID(bytes=gone)).delete()
    assert words(bob.get("/pairing")) == words(eli.get("/pairing"))
    assert (rows(pool), {couple.closed for couple in Couple.objects.all()}) == (0, {date(2026, 11, 23)})
    leaves(bob)
    assert (rows(us), rows(pool)) == (0, 0)


def test_nobody_is_told_when_or_why(two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = two
    leaves(alice)
    bob.get("/today")
    first = words(bob.get("/pairing"))
    it_is(monkeypatch, "2026-12-05T12:00+01:00")
    signs_in(bob)
    bob.get("/today")
    assert words(bob.get("/pairing")) == first


def test_old_pages_cannot_lose_what_is_his(two: tuple[Person, Person]) -> None:
    alice, bob = two
    writes_to(bob, "His, sent.")
    leaves(alice)
    bob.get("/pairing")
    for where in ("/pairing/withdraw", "/pairing/different", "/pairing/same"):
        assert bob.post(where).status_code == 302
    standing = standing_of(bob.visit())
    assert isinstance(standing, Standing)
    assert standing.state is State.CLOSED
    bob.post("/pairing/invite")
    assert notes(bob) == ["A message you sent:\n\nHis, sent."]


def test_after_thirty_days_the_rest_goes(two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    alice, bob = two
    writes_to(bob, "His, sent.")
    us, _ = spaces(bob)
    leaves(alice)
    now = clock.now()
    day = int(timedelta(days=1).total_seconds())
    monkeypatch.setattr(clock, "now", lambda: now + LEFT_FOR.days * day)
    assert (tidy_closed(), rows(us)) == (0, 1)
    monkeypatch.setattr(clock, "now", lambda: now + (LEFT_FOR.days + 1) * day)
    assert (tidy_closed(), rows(us), Couple.objects.count()) == (1, 0, 0)
    assert tidy_closed() == 0
    signs_in(bob)
    assert title(bob.get("/pairing")) == "Invite your partner"


def test_two_who_are_together_are_never_tidied_away(
    two: tuple[Person, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    writes_to(two[0], "Hers, sent.")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + 10**8)
    assert (tidy_closed(), Couple.objects.count(), Entry.objects.count()) == (0, 1, 1)


# afterwards


def test_she_begins_anew_with_charlie(two: tuple[Person, Person]) -> None:
    alice, bob = two
    live_together(alice, bob)
    keys, old_us, old_pool = identity(bob).us, *spaces(bob)
    leaves(alice)
    charlie = signed_up("Charlie")
    accepts(charlie, invites(alice))
    says_same(alice)
    says_same(charlie)
    charlie.get("/couple")
    us = us_of(alice.visit())
    assert us is not None
    assert us.partner_name == "Charlie"
    # nothing that was for Bob passes for something for Charlie
    assert "Hers" not in words(alice.get("/letters"))
    assert "Take it back" not in words(alice.get("/shown"))
    writes_to(alice, "Hers, for Charlie.")
    assert set(identity(charlie).us) & set(keys) == set()
    for old in (old_us, old_pool):  # his keys, tried on every row there is
        assert "Hers" not in repr([opened(old, row) for row in Entry.objects.all()])
    assert "His, sent." in repr([opened(old_us, row) for row in Entry.objects.all()])  # the control
    assert "Hers" not in repr(read(old_us).entries)
    assert title(bob.get("/pairing")) == CLOSED


def test_the_two_can_pair_again(two: tuple[Person, Person]) -> None:
    alice, bob = two
    leaves(alice)
    accepts(bob, invites(alice))
    says_same(bob)
    says_same(alice)
    us = us_of(bob.visit())
    assert us is not None
    assert us.partner_name == "Alice"
    assert Couple.objects.count() == 1


def test_somebody_who_edits_rows_holds_nobody(two: tuple[Person, Person]) -> None:
    alice, _ = two
    writes_to(alice, "Hers, sent.")
    us, _ = spaces(alice)
    Seat.objects.filter(number=1).update(statement=b"edited")
    assert alice.get("/today").status_code == 409
    assert 'href="/couple/space"' in alice.get("/today").content.decode()
    assert leaves_anyway(alice) == "/mine?done=space-notes"
    assert (notes(alice), rows(us), Seat.objects.count()) == (["A message you sent:\n\nHers, sent."], 0, 1)


@pytest.mark.usefixtures("two")
def test_not_even_on_a_phone_that_knew_nothing() -> None:
    Seat.objects.filter(number=1).update(statement=b"edited")
    other = Person("Alice")
    signs_in(other)
    assert "can't be opened any more, and stays where it is" in words(other.get("/couple/space"))
    assert other.post("/couple/space")["Location"] == "/mine?done=space"
    assert other.get("/today").status_code == 200


def leaves_anyway(person: Person) -> str:
    return person.post("/couple/space", **forms_on(person.get("/couple/space"))["/couple/space"])["Location"]


def test_nor_the_one_who_stayed(two: tuple[Person, Person]) -> None:
    """His seat proves nothing any more: he goes on alone all the same, and is not told that something came along."""
    alice, bob = two
    writes_to(bob, "His, sent.")
    leaves(alice)
    Seat.objects.update(grants=b"edited")
    assert bob.get("/today")["Location"] == "/pairing"
    assert leaves(bob) == "/mine?done=space"
    assert (notes(bob), Seat.objects.count()) == ([], 0)

"""Alice begins. Charlie tries what a form does not offer."""

import pytest
from django.http import HttpResponse

from intertwine.members.models import Member
from tests.cast import PASSWORD, Browser, Person
from tests.couples.pages import member
from tests.members.pages import chosen, heading, shown_code, text, told, told_at, ways

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

FORM = {"name": "Alice", "password": PASSWORD, "zone": "Europe/Berlin", "country": "DE", "language": "en"}


def signs_up(**typed: str) -> tuple[Person, HttpResponse]:
    person = Person("Alice")
    return person, person.post("/sign-up", **{**FORM, **typed})


def name_of(person: Person) -> str:
    identity = person.visit().identity
    assert identity is not None
    return identity.name


def test_alice_begins_and_is_shown_her_code() -> None:
    alice, answer = signs_up()
    assert (answer.status_code, answer["Location"]) == (302, "/code")
    page = alice.get("/code")
    assert heading(page) == "Please write this down"
    identity, private = alice.visit().identity, alice.visit().private
    assert identity is not None
    assert private is not None
    assert (identity.name, identity.zone, identity.country, identity.language) == (
        "Alice",
        "Europe/Berlin",
        "DE",
        "en",
    )
    assert private.pending_code == shown_code(page)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("password", "too short", "This password is short. Ten characters or more: a few words in a row work well."),
        (
            "password",
            "qwertyuiop",
            "This password is among the first that anyone would try. Please choose another.",
        ),
        (
            "password",
            "the river ALICE knows",
            "Please leave your name out of the password: it is the first thing someone would try.",
        ),
        ("password", "", "Please choose a password."),
        ("password", "a" * 1001, "This password is longer than a thousand characters. A shorter one is as safe."),
        (
            "name",
            " ",
            "Please type a name. Any name is fine: it is what you sign in with and what your partner reads.",
        ),
        ("name", "A" * 41, "This name is longer than 40 characters. Please shorten it."),
        ("name", "\u202e\u200f\x07", "Please type a name that can be read."),
        ("name", "\u3164\u2800\ufe0f", "Please type a name that can be read."),  # printable, and nothing to see
        ("name", "Al\x00ice", "Null characters are not allowed."),
        ("zone", "Mars/Olympus", "Please choose a time zone from the list."),
        ("country", "XX", "Please choose a country from the list, or none."),
        ("language", "tlh", "Please choose a language from the list."),
    ],
)
def test_what_does_not_do_comes_back_with_a_sentence_and_makes_nothing(field: str, typed: str, sentence: str) -> None:
    person, answer = signs_up(**{field: typed})
    assert answer.status_code == 422
    assert (told_at(answer, field), told(answer)) == ([sentence], [sentence])
    assert text(answer).count(PASSWORD) == 0
    assert Member.objects.count() == 0
    assert person.visit().identity is None


def test_what_was_right_is_still_there_when_something_else_was_wrong() -> None:
    _, answer = signs_up(password="too short", zone="Asia/Tokyo", country="JP")
    assert (chosen(answer, "zone"), chosen(answer, "country")) == (["Asia/Tokyo"], ["JP"])
    assert text(answer).count('value="Alice"') == 1


def test_a_name_of_forty_characters_is_kept_whole() -> None:
    alice, _ = signs_up(name="A" * 40)
    assert name_of(alice) == "A" * 40


def test_a_name_of_two_letters_may_stand_in_a_password_by_chance() -> None:
    alice, answer = signs_up(name="Al", password="always a quiet river")
    assert (answer.status_code, name_of(alice)) == (302, "Al")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Al\u202eice\u200f", "Alice"),
        ("Alice\x07\x1b", "Alice"),
        ("Alice\r\nB.", "Alice B."),
        ("Alice\u00a0\t B.", "Alice B."),
        ("Ali\u0301ce", "Ali\u0301ce"),
    ],
)
def test_a_name_is_one_line_that_reads_one_way_and_is_found_as_it_was_typed(typed: str, kept: str) -> None:
    alice, _ = signs_up(name=typed)
    assert name_of(alice) == kept
    for again in (typed, kept, kept.upper()):
        answer = Browser().post("/sign-in", {"name": again, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/today")


@pytest.mark.parametrize("same", ["Alice", " ALICE ", "Ａｌｉｃｅ", "Ali\u200bce"])
def test_a_name_that_is_taken_is_nobody_elses(same: str) -> None:
    member("Alice")
    charlie, answer = signs_up(name=same)
    sentence = "Somebody here uses this name already. Add an initial, or choose another."
    assert (answer.status_code, told_at(answer, "name")) == (422, [sentence])
    assert Member.objects.count() == 1
    assert charlie.visit().identity is None


@pytest.mark.parametrize(
    ("said", "country"),
    [
        ("de-AT,de;q=0.8", "AT"),
        ("en-GB;q=0.9", "GB"),
        ("de", ""),
        ("en-QQ", ""),
        ("", ""),
        ("en-<b>", ""),
    ],
)
def test_the_country_is_guessed_from_the_browser_and_only_offered(said: str, country: str) -> None:
    page = Browser().get("/sign-up", headers={"accept-language": said})
    assert (chosen(page, "country"), chosen(page, "zone"), chosen(page, "language")) == ([country], ["UTC"], ["en"])


def test_whoever_is_signed_in_does_not_begin_again() -> None:
    alice = member("Alice")
    for where in ("/sign-up", "/sign-in"):
        assert alice.get(where)["Location"] == "/today"
        assert alice.post(where, **{**FORM, "name": "Alice B."})["Location"] == "/today"
        assert alice.get(where, next="/mine")["Location"] == "/mine"
    assert Member.objects.count() == 1


def test_until_the_code_is_typed_back_there_is_only_help() -> None:
    alice, _ = signs_up()
    assert ways(alice.get("/code")) == ["Help"]
    assert ways(alice.get("/help")) == ["Help"]
    for where in ("/today", "/us", "/mine", "/mine/password", "/pairing"):
        assert alice.get(where)["Location"] == "/code?next=" + where.replace("/", "%2F")


def test_the_way_one_was_going_is_kept_from_sign_in_to_the_code() -> None:
    browser = Person("Alice")
    assert browser.get("/mine/place")["Location"] == "/sign-in?next=%2Fmine%2Fplace"
    assert text(browser.get("/sign-in", next="/mine/place")).count('href="/sign-up?next=/mine/place"') == 1
    answer = browser.post("/sign-up", **FORM, next="/mine/place?from=a&to=b")
    assert answer["Location"] == "/code?next=%2Fmine%2Fplace%3Ffrom%3Da%26to%3Db"
    page = browser.get(answer["Location"])
    assert text(page).count('name="next" value="/mine/place?from=a&to=b"') == 1
    typed = {"code": shown_code(page), "next": "/mine/place?from=a&to=b"}
    assert browser.post("/code", **typed)["Location"] == "/mine/place?from=a&to=b"


def test_signing_in_with_a_password_that_is_too_long_gets_a_sentence() -> None:
    answer = Browser().post("/sign-in", {"name": "Alice", "password": "a" * 1001})
    sentence = "This password is longer than a thousand characters. A shorter one is as safe."
    assert (answer.status_code, told_at(answer, "password")) == (422, [sentence])


def test_a_wrong_password_gets_one_sentence_that_does_not_say_which_was_wrong() -> None:
    member("Alice")
    answer = Browser().post("/sign-in", {"name": "Alice", "password": "not her password"})
    assert (answer.status_code, told(answer)) == (
        422,
        ["Name and password do not go together. Both count letter by letter."],
    )


def test_signing_out_empties_the_browsers_cache() -> None:
    alice = member("Alice")
    answer = alice.post("/sign-out")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/", '"cache"')
    assert alice.visit().identity is None

"""Alice's sign-in, and everything someone else could try with what they find."""

from pathlib import Path

import pytest

from intertwine.members import actions
from intertwine.members.errors import KeysChanged, NotRecognised, WrongCode
from intertwine.members.models import Member, Slot
from intertwine.vault.tokens import Token
from intertwine.web.sessions import clock
from intertwine.web.sessions.models import Session
from intertwine.web.sessions.visit import Visit
from tests.cast import PASSWORD, Browser, Person, signed_up, tiers
from tests.couples.pages import invites, poll

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

Kind = Session.Kind


def later(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + seconds)


def cookies(person: Person) -> dict[str, str]:
    return {name: morsel.value for name, morsel in person.browser.cookies.items() if morsel.value}


def signed_in(client: Browser) -> bool:
    return client.get("/mine").status_code == 200


def test_alice_signs_in_and_her_name_opens_nothing_else() -> None:
    alice = signed_up("Alice")
    assert signed_in(alice.browser)
    assert tiers(alice.visit())[0].name == "Alice"


def test_password_of_somebody_else_and_unknown_name_get_the_same_answer() -> None:
    signed_up("Alice")
    for name, password in (("Alice", "not her password"), ("Charlie", PASSWORD)):
        with pytest.raises(NotRecognised):
            actions.sign_in(Visit(), name=name, password=password)


def test_names_fold_case_and_space() -> None:
    signed_up("Alice")
    visit = Visit()
    actions.sign_in(visit, name="  aLICE ", password=PASSWORD)
    assert visit.identity is not None
    assert visit.identity.name == "Alice"


def test_a_token_planted_before_sign_in_is_not_the_one_after() -> None:
    signed_up("Alice")
    planted = Token.new().text
    client = Browser(session=planted)
    client.post("/sign-in", {"name": "Alice", "password": PASSWORD})
    assert client.cookies["session"].value != planted
    assert not signed_in(Browser(session=planted))


def test_signing_in_again_ends_the_sign_in_before_on_this_browser() -> None:
    alice = signed_up("Alice")
    before = cookies(alice)
    visit = alice.visit()
    actions.sign_in(visit, name="Alice", password=PASSWORD)
    alice.save(visit)
    assert signed_in(alice.browser)
    assert not signed_in(Browser(**before))


def test_tokens_rotate_after_half_an_hour_and_the_old_one_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    before = cookies(alice)["session"]
    later(monkeypatch, clock.TOKEN_ROTATES + 1)
    alice.get("/mine")
    assert cookies(alice)["session"] != before
    assert signed_in(Browser(session=before))  # a request already under way
    later(monkeypatch, clock.ROTATED_TOKEN_LASTS + 1)
    assert not signed_in(Browser(session=before))
    assert signed_in(alice.browser)


def test_a_replaced_token_does_not_rotate_again(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    before = cookies(alice)["session"]
    later(monkeypatch, clock.TOKEN_ROTATES + 1)
    alice.get("/mine")
    replayed = Browser(session=before)
    replayed.get("/mine")
    assert replayed.cookies["session"].value == before


def test_the_private_space_closes_after_ten_idle_minutes_and_not_while_used(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    for _ in range(3):
        later(monkeypatch, clock.PRIVATE_IDLE - 60)
        alice.get("/mine")
    assert alice.visit().private is not None
    later(monkeypatch, clock.PRIVATE_IDLE + 1)
    assert alice.visit().private is None
    assert signed_in(alice.browser)


def test_a_device_called_just_mine_stays_open_for_twelve_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    alice.post("/close")
    alice.post("/open", password=PASSWORD, just_mine="on")
    later(monkeypatch, clock.PRIVATE_IDLE_JUST_MINE - 60)
    assert alice.visit().private is not None
    later(monkeypatch, clock.PRIVATE_IDLE_JUST_MINE)
    assert alice.visit().private is None


def test_opening_the_private_space_rotates_the_session() -> None:
    alice = signed_up("Alice")
    alice.post("/close")
    before = cookies(alice)["session"]
    alice.post("/open", password=PASSWORD)
    assert cookies(alice)["session"] != before


def test_closing_is_at_once_and_its_token_opens_nothing_any_more() -> None:
    alice = signed_up("Alice")
    before = cookies(alice)
    alice.post("/close")
    assert alice.visit().private is None
    stale = Person("Alice", browser=Browser(**before))
    assert stale.visit().identity is not None
    assert stale.visit().private is None


def test_sign_out_ends_every_row_of_this_sign_in() -> None:
    alice = signed_up("Alice")
    before = cookies(alice)
    alice.post("/sign-out")
    assert not signed_in(Browser(**before))
    assert Session.objects.count() == 0


def test_sign_out_everywhere_reaches_the_other_phone() -> None:
    alice = signed_up("Alice")
    other = Browser()
    other.post("/sign-in", {"name": "Alice", "password": PASSWORD})
    assert signed_in(other)
    alice.post("/mine/everywhere")
    assert not signed_in(other)
    assert not signed_in(alice.browser)


def test_an_idle_week_ends_a_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    later(monkeypatch, clock.IDENTITY_IDLE + 1)
    assert not signed_in(alice.browser)


def test_thirty_days_end_a_sign_in_that_is_used_every_day(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    for _ in range(29):
        later(monkeypatch, 24 * 3600)
        assert signed_in(alice.browser)
    later(monkeypatch, 2 * 24 * 3600)
    assert not signed_in(alice.browser)


def test_the_private_token_of_another_sign_in_is_refused() -> None:
    alice, charlie = signed_up("Alice"), signed_up("Charlie")
    mixed = Browser(session=cookies(charlie)["session"], private=cookies(alice)["private"])
    assert Person("Charlie", browser=mixed).visit().private is None


def test_a_private_token_in_the_session_cookie_signs_nobody_in() -> None:
    alice = signed_up("Alice")
    assert not signed_in(Browser(session=cookies(alice)["private"]))


@pytest.mark.parametrize("text", ["", "x", "A" * 42, "A" * 43, "A" * 10_000, "é" * 43, "../../etc", "\x00" * 43])
def test_a_malformed_cookie_is_nobody(text: str) -> None:
    assert not signed_in(Browser(session=text))


def test_rows_swapped_between_two_people_open_for_neither() -> None:
    alice, charlie = signed_up("Alice"), signed_up("Charlie")
    ids = [Token.from_text(cookies(person)["session"]).id for person in (alice, charlie)]
    blobs = [bytes(Session.objects.get(id=id).blob) for id in ids]
    Session.objects.filter(id=ids[0]).update(blob=blobs[1])
    assert not signed_in(alice.browser)
    Session.objects.filter(id=ids[0]).update(blob=blobs[0])  # the control: put back, it opens
    assert signed_in(alice.browser)


def test_a_row_marked_as_another_kind_opens_nothing() -> None:
    alice = signed_up("Alice")
    Session.objects.filter(id=Token.from_text(cookies(alice)["session"]).id).update(kind=Kind.PRIVATE)
    assert not signed_in(alice.browser)


def test_the_session_file_holds_no_key_in_clear(tmp_path: Path) -> None:
    alice = signed_up("Alice")
    identity, private = tiers(alice.visit())
    stored = b"".join(
        bytes(value) for row in Session.objects.all() for value in (row.id, row.owner, row.family, row.blob)
    )
    secrets = [
        identity.identity,
        identity.member,
        private.me[0][1],
        b"Alice",
        *(t.encode() for t in cookies(alice).values()),
    ]
    assert [secret for secret in secrets if secret in stored] == []
    assert bytes(Session.objects.all()[0].blob) in stored  # the control: what is there is found


def test_a_wrong_code_makes_no_slot_and_the_right_one_in_any_case_does() -> None:
    visit = Visit()
    member = actions.sign_up(visit, name="Alice", password=PASSWORD, language="en", zone="UTC", country="")
    code = tiers(visit)[1].pending_code
    with pytest.raises(WrongCode):
        actions.confirm_recovery_code(visit, typed=code[:-1])
    assert Slot.objects.filter(member=member, kind="recovery").count() == 0
    actions.confirm_recovery_code(visit, typed=f" {code.lower().replace('-', ' ')} ")
    assert Slot.objects.filter(member=member, kind="recovery").count() == 1


def test_the_recovery_code_sets_a_new_password_and_keeps_the_keys() -> None:
    alice = signed_up("Alice")
    before = tiers(alice.visit())[1].me
    visit = Visit()
    actions.sign_in_with_code(visit, name="Alice", code=alice.code, new_password="another quiet river")
    after = tiers(visit)[1].me
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1
    assert not signed_in(alice.browser)
    with pytest.raises(NotRecognised):
        actions.sign_in(Visit(), name="Alice", password=PASSWORD)


def test_an_edited_keyring_or_card_is_refused_and_shown() -> None:
    alice, charlie = signed_up("Alice"), signed_up("Charlie")
    del alice
    mine, theirs = (Member.objects.get(id__in=[m]) for m in Member.objects.order_by("id").values_list("id", flat=True))
    name = {m.id: n for n in ("Alice", "Charlie") for m in [_member(n)]}
    for column in ("card", "keyring"):
        kept = bytes(getattr(mine, column))
        Member.objects.filter(id=mine.id).update(**{column: bytes(getattr(theirs, column))})
        with pytest.raises(KeysChanged):
            actions.sign_in(Visit(), name=name[mine.id], password=PASSWORD)
        answer = Browser().post("/sign-in", {"name": name[mine.id], "password": PASSWORD})
        assert answer.status_code == 409
        Member.objects.filter(id=mine.id).update(**{column: kept})
        actions.sign_in(Visit(), name=name[mine.id], password=PASSWORD)
    assert charlie.name == "Charlie"


def test_a_slot_moved_to_another_member_opens_nothing() -> None:
    signed_up("Alice")
    signed_up("Charlie", zone="UTC")
    alice, charlie = _member("Alice"), _member("Charlie")
    stored = bytes(Slot.objects.get(member=charlie, kind="password").stored)
    Slot.objects.filter(member=alice, kind="password").update(stored=stored)
    with pytest.raises(NotRecognised):
        actions.sign_in(Visit(), name="Alice", password=PASSWORD)


def _member(name: str) -> Member:
    from intertwine.members.keyring import name_hash

    return Member.objects.get(name_hash=name_hash(name))


def test_a_page_left_open_that_asks_by_itself_keeps_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    invites(alice)
    question = poll(alice.get("/pairing"))
    for _ in range(10):
        later(monkeypatch, 60)
        assert alice.get(question).status_code == 204
    later(monkeypatch, 1)
    assert alice.visit().private is None
    assert signed_in(alice.browser)


def test_a_form_that_is_told_where_to_go_keeps_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = signed_up("Alice")
    for _ in range(2):
        later(monkeypatch, clock.PRIVATE_IDLE - 60)
        place = {"language": "en", "zone": "UTC", "country": ""}
        answer = alice.browser.post("/mine/place", place, headers={"kept": "page"})
        assert (answer.status_code, answer["Location"]) == (204, "/mine?done=place")
    assert alice.visit().private is not None

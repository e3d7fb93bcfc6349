"""Of all that Alice writes here for herself, Bob's pages know nothing: not by a byte, and not by how much they do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext

from intertwine.members.days import today
from intertwine.mind.plan_parts import PARTS
from tests.cast import Person, paired
from tests.mind.days import checked_in, it_is
from tests.mind.pages import forms_on, send
from tests.mind.screening import answers, later, phq_4, seen_by
from tests.mind.test_care import BOBS

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

DIARY = "full_date,mood,activities,note\n2026-03-01,good,garden,A line from elsewhere.\n"


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> tuple[Person, Person]:
    it_is(monkeypatch, "2026-11-23T18:00+01:00")
    return paired("Alice", "Bob")


def looked(person: Person) -> dict[str, tuple[bytes, int]]:
    """Every page that can be opened by its name alone, and how often it asks the databases."""
    found = {}
    for where in BOBS:
        with (
            CaptureQueriesContext(connections["default"]) as ours,
            CaptureQueriesContext(connections["sessions"]) as theirs,
        ):
            [page] = seen_by(person, where)
        found[where] = page, len(ours) + len(theirs)
    return found


def keeps_for_herself(alice: Person) -> None:
    """A month of days and all they can hold, questionnaires, a plan, a diary, thoughts of help, questions for one."""
    visit = alice.visit()
    for back in range(1, 31):
        checked_in(
            alice,
            later(today(visit), -back),
            valence=back % 11,
            arousal=3,
            stress=7,
            line="x" * back,
            hard=back % 3 == 0,
        )
    send(alice, alice.get("/today"), to="/today/for-now", valence="2", arousal="2")
    alice.post("/screens/wish", wanted="yes")
    answers(alice, "phq-4", phq_4(12))
    answers(alice, "k6", [4] * 6)
    alice.post("/screens/thought")
    alice.post("/screens/later", what="more-help")
    for part in PARTS:
        page = alice.get(f"/plan/{part.number}")
        alice.post(f"/plan/{part.number}", **{**forms_on(page)[f"/plan/{part.number}"], "text": "Hers alone."})
    alice.get("/plan/7/show")
    chosen = alice.browser.post("/mine/diary", {"file": SimpleUploadedFile("a.csv", DIARY.encode()), "whole": "yes"})
    assert alice.post("/mine/diary", held=forms_on(chosen)["/mine/diary"]["held"][0], go="bring").status_code == 302
    alice.post("/hand-off", span="28", parts=["mind", "lines"])
    alice.post("/messages/write", text="Looked at, and never sent.")
    alice.post("/help/one", afraid="yes")


def test_all_that_alice_keeps_for_herself_changes_no_byte_and_no_query_of_bobs_pages(
    two: tuple[Person, Person],
) -> None:
    alice, bob = two
    for person in two:
        person.post("/sharing", feeds="no", draws="no", weather="no")
    looked(bob)  # what a first look changes, such as a question that is dealt, has changed then
    before = looked(bob)
    keeps_for_herself(alice)
    assert looked(bob) == before
    alice.post("/help/one/again")
    alice.post("/today/for-now/tell")  # the control: what she tells is seen
    assert looked(bob) != before

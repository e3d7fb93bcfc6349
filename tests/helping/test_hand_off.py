"""Alice takes a summary to Grace. It holds what she chose and saw, and nothing of it stays behind."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from html import unescape
from pathlib import Path

import msgspec
import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from intertwine.helping import making
from intertwine.helping.paper import paper_of
from intertwine.helping.queries import person_of
from intertwine.journal.models import Entry
from intertwine.members.days import today
from tests.cast import Person, paired, signed_up
from tests.helping.summaries import AWKWARD, alices
from tests.mind.days import checked_in
from tests.mind.pages import forms_on
from tests.mind.screening import answered, phq_9

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

EVERYTHING = ["mind", "hard", "factors", "screens", "answers", "lines"]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def writes(person: Person) -> None:
    visit = person.visit()
    checked_in(person, today(visit), valence=7, stress=2, close=9, line="Soup, and then quiet.", hard=True)


def headings(answer) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", answer.content.decode().split("</main>")[0])


def carried(answer) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(answer.content.decode()):
        found.setdefault(name, []).append(unescape(value))
    return found


def data_of(person: Person, **chosen: object) -> dict:
    seen = carried(person.post("/hand-off", **{"span": "28", **chosen}))
    answer = person.post("/hand-off/data", **seen)
    assert answer["Content-Disposition"] == 'attachment; filename="summary.json"'
    return json.loads(answer.content)


def test_alice_chooses_and_sees_exactly_that():
    alice, _ = paired("Alice", "Bob")
    writes(alice)
    answer = alice.post("/hand-off", span="28", parts=["mind", "hard"], own_words="I sleep badly.")
    assert headings(answer) == ["In their own words", "State of mind, day by day", "Hard days", "Take it along"]
    page = answer.content.decode()
    assert (page.count("I sleep badly."), page.count("Soup")) == (2, 0)  # shown, and carried along
    assert {name for name in carried(answer) if name not in {"csrfmiddlewaretoken", "whose"}} == {
        "span",
        "parts",
        "own_words",
        "name",
        "seen",
    }


def test_what_she_did_not_choose_is_in_no_file():
    alice, _ = paired("Alice", "Bob")
    writes(alice)
    told = data_of(alice, parts=["hard"])
    day = today(alice.visit()).isoformat()
    assert {name: told[name] for name in told if name not in {"made", "first", "last", "person"}} == {"hard": [day]}
    assert set(data_of(alice, parts=EVERYTHING)) == {
        "made",
        "first",
        "last",
        "person",
        "mind",
        "hard",
        "factors",
        "screens",
        "lines",
    }


def test_what_is_about_the_two_stays_out():
    alice, _ = paired("Alice", "Bob")
    writes(alice)
    (day,) = data_of(alice, parts=["mind"])["mind"]
    assert day["ratings"] == {"valence": 7, "stress": 2}


def test_sums_go_in_without_the_answers_unless_she_adds_them():
    alice = signed_up("Alice")
    day = today(alice.visit())
    answered(alice, "phq-9", day - timedelta(days=40), phq_9(4))
    answered(alice, "phq-9", day, phq_9(14, heavy=1))
    sums, each = (data_of(alice, parts=[part])["screens"] for part in ("screens", "answers"))
    one = {"screen": "phq-9", "day": day.isoformat(), "score": 14, "band": "moderate"}
    assert sums == [one]
    assert each == [{**one, "answers": phq_9(14, heavy=1)}]
    page = alice.post("/hand-off", span="28", parts=["screens"]).content.decode()
    assert (page.count("14 / 27"), page.count("hurting yourself")) == (1, 0)
    assert alice.post("/hand-off", span="28", parts=["answers"]).content.decode().count("hurting yourself") == 1
    assert len(data_of(alice, parts=["screens"], span="91")["screens"]) == 2


def test_of_her_care_plan_each_part_is_chosen_by_itself():
    alice, bob = paired("Alice", "Bob")
    for person, text in ((alice, "I stop answering."), (bob, "I go quiet.")):
        for number in (1, 2):
            where = f"/plan/{number}"
            person.post(where, **{**forms_on(person.get(where))[where], "text": text})
    page = alice.get("/hand-off").content.decode()
    assert re.findall(r'name="plan" value="([^"]+)"', page) == ["signs", "helps"]
    told = data_of(alice, plan=["helps"])
    assert told["plan"] == [{"part": "helps", "heading": "What helps", "text": "I stop answering."}]


def test_nothing_of_bob_is_in_it():
    alice, bob = paired("Alice", "Bob")
    writes(bob)
    for person in (alice, bob):
        person.post("/sharing", feeds="yes", draws="yes", weather="yes")
    told = data_of(alice, parts=EVERYTHING)
    assert [told[name] for name in ("mind", "hard", "factors", "screens", "lines")] == [[]] * 5
    assert "Bob" not in json.dumps(told)


@pytest.mark.parametrize("where", ["/hand-off/paper", "/hand-off/record", "/hand-off/data"])
def test_what_has_changed_since_she_looked_is_not_handed_over(where: str):
    alice = signed_up("Alice")
    seen = carried(alice.post("/hand-off", span="28", parts=["mind", "lines"]))
    writes(alice)
    answer = alice.post(where, **seen)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/html; charset=utf-8")
    assert headings(answer)[0] == "Something was written since you looked."
    assert alice.post(where, **carried(answer))["Content-Disposition"].startswith("attachment; ")


def test_the_paper_is_a_pdf_to_take_along():
    alice = signed_up("Alice")
    writes(alice)
    seen = carried(alice.post("/hand-off", span="28", parts=["mind", "lines"], own_words=AWKWARD))
    answer = alice.post("/hand-off/paper", **seen)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Cache-Control"] == "no-store"


def test_a_bundle_comes_out_of_the_page_too():
    alice = signed_up("Alice")
    writes(alice)
    answer = alice.post("/hand-off/record", **carried(alice.post("/hand-off", span="28", parts=["mind"])))
    told = json.loads(answer.content)
    assert answer["Content-Type"] == "application/fhir+json"
    assert [entry["resource"]["resourceType"] for entry in told["entry"]] == ["Patient", "Observation"]


def test_lines_end_as_they_like_and_it_is_still_what_she_saw():
    alice = signed_up("Alice")
    seen = carried(alice.post("/hand-off", span="28", own_words="One\nTwo"))
    answer = alice.post("/hand-off/data", **{**seen, "own_words": "One\r\nTwo"})
    assert (answer.status_code, json.loads(answer.content)["words"]) == (200, "One\nTwo")


def test_nothing_at_all_is_asked_for_again_and_what_was_typed_stays():
    alice = signed_up("Alice")
    answer = alice.post("/hand-off", span="91", own_words="", name="Alice at the clinic")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Choose at least one thing that goes in, or write a few words.") == 1
    assert page.count('value="Alice at the clinic"') == 1
    assert len(re.findall(r'value="91"[^>]*checked', page)) == 1


@pytest.mark.parametrize(
    "typed", [{"span": "9999"}, {"parts": ["everything"]}, {"plan": ["signs"]}, {"own_words": "x" * 4001}, {"span": ""}]
)
def test_choices_that_are_none_are_refused(typed: dict[str, object]):
    alice = signed_up("Alice")
    given = {"span": "28", "parts": ["mind"], **typed}
    assert {alice.post(where, **given).status_code for where in ("/hand-off", "/hand-off/data")} == {422}


def test_she_can_change_what_goes_in_and_finds_what_she_typed():
    alice = signed_up("Alice")
    seen = carried(alice.post("/hand-off", span="182", parts=["hard"], own_words="I sleep badly."))
    page = alice.post("/hand-off", **seen, step="change").content.decode()
    assert page.count("I sleep badly.</textarea>") == 1
    assert len(re.findall(r'value="hard"[^>]*checked', page)) == 1


def test_a_file_that_cannot_be_made_costs_nothing(monkeypatch: pytest.MonkeyPatch):
    alice = signed_up("Alice")
    seen = carried(alice.post("/hand-off", span="28", own_words="I sleep badly."))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    answer = alice.post("/hand-off/paper", **seen)
    assert (answer.status_code, headings(answer)[0]) == (503, "The file could not be made just now.")
    assert answer.content.decode().count("I sleep badly.") == 2


def test_nothing_is_stored_and_many_days_cost_as_many_queries_as_one():
    counted = []
    for name, days in (("Alice", 1), ("Dana", 40)):
        person = signed_up(name)
        for n in range(days):
            checked_in(person, today(person.visit()).replace(day=1) if n else today(person.visit()), valence=n % 11)
        before = sorted(Entry.objects.values_list("id", "revision"))
        with CaptureQueriesContext(connections["default"]) as ours:
            person.post("/hand-off", span="365", parts=EVERYTHING, words="I sleep badly.")
        counted.append(len(ours))
        assert sorted(Entry.objects.values_list("id", "revision")) == before
    assert counted[0] == counted[1]
    assert counted[0] <= 8


def test_one_member_has_one_name_in_all_summaries_and_no_other_row_knows_it():
    alice, bob = paired("Alice", "Bob")
    names = [person_of(person.visit()) for person in (alice, alice, bob)]
    assert (names[0], len(set(names))) == (names[1], 2)
    with connections["default"].cursor() as cursor:
        assert names[0] not in str(cursor.execute("SELECT id FROM member").fetchall())


def test_the_process_that_serves_pages_never_loads_what_makes_files():
    code = (
        "import django; django.setup(); import sys, intertwine.helping.urls; "
        "print([name for name in ('typst', 'fhir', 'pydantic') if name in sys.modules])"
    )
    environment = {
        "INTERTWINE_DATA": str(settings.CONFIGURATION.data_directory),
        "DJANGO_SETTINGS_MODULE": "intertwine.server.settings",
    }
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_the_process_that_makes_files_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    at_home = {**making.ENVIRONMENT, "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    monkeypatch.setattr(making, "ENVIRONMENT", at_home)
    assert making.make_pdf(msgspec.json.encode(paper_of(alices(), language="en")))[:5] == b"%PDF-"
    assert list(tmp_path.iterdir()) == []

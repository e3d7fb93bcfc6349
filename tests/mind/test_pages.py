"""Alice and Bob on their phones, through the real pages."""

import re
from datetime import date, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from intertwine.journal.models import Entry
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.mind.asking import all_items, items_for
from intertwine.mind.queries import days
from intertwine.mind.told import greeting
from tests.cast import Person, paired, signed_up
from tests.mind.days import checked_in, it_is, moved_to
from tests.mind.pages import answered, forms_on, has, send
from tests.mind.screening import on_day

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


def todays(person: Person) -> dict[str, int]:
    visit = person.visit()
    found = days(visit, today(visit), today(visit))
    return found[today(visit)].ratings if found else {}


def count_of(person: Person) -> int:
    return Entry.objects.filter(space=me_space(person.visit()).id).count()


def test_alice_walks_through_every_kind_of_day_in_eleven_taps_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirteen days are the whole round: no day of it asks for more."""
    it_is(monkeypatch, "2026-11-10T22:40+01:00")
    alice = signed_up("Alice")
    taps, asked = [], set()
    for n in range(13):
        on_day(monkeypatch, alice, date(2026, 11, 10 + n), "22:40")
        items = items_for(alice.visit(), today(alice.visit()))
        asked |= set(items)
        taps.append(taps_of(alice, items))
        assert (taps[-1], len(items)) == (11 if "event" in items else 10, 7)  # the pad is two of them, and one touch
    assert (min(taps), max(taps), asked) == (10, 11, set(all_items()))


def taps_of(alice: Person, items: tuple[str, ...]) -> int:
    """Everything answered, a feeling picked and a line written: pad and Next, a word and Next, each item, Done."""
    taps = 2
    page = send(alice, alice.get("/today"), valence="7", arousal="3")
    page = send(alice, page, feelings=["tender"])
    taps += 2
    for item in items[2:]:
        page = send(alice, page, **answered(item))
        taps += 2 if item == "event" else 1
    taps += 1
    done = send(alice, page, line="a quiet evening")
    assert (done.status_code, done["Location"]) == (302, "/today?done=kept")
    visit = alice.visit()
    written = days(visit, today(visit), today(visit))[today(visit)]
    rated = [item for item in items[2:] if item not in {"care_act", "event"}]
    assert written.ratings == {"valence": 7, "arousal": 3, **dict.fromkeys(rated, 6)}
    assert written.written.care_act is (True if "care_act" in items else None)
    assert written.written.events == (("affection",) if "event" in items else ())
    assert (written.feelings, written.line, written.asked) == (("tender",), "a quiet evening", items)
    return taps


def test_what_is_left_out_is_really_missing_and_an_empty_check_in_is_nothing() -> None:
    alice = signed_up("Alice")
    page = send(alice, alice.get("/today"))
    page = send(alice, page)
    assert send(alice, page, stress="", go="done")["Location"] == "/today?done=nothing"
    assert count_of(alice) == 0
    send(alice, page, stress="4", go="done")
    assert todays(alice) == {"stress": 4}


def test_going_back_keeps_what_was_answered() -> None:
    alice = signed_up("Alice")
    page = send(alice, alice.get("/today"), valence="7", arousal="3")
    page = send(alice, page, feelings=["tender", "calm"])
    page = send(alice, page, go="back")
    assert forms_on(page)["/today/check-in"]["feelings"] == ["calm", "tender"]
    page = send(alice, page, go="back")
    fields = forms_on(page)["/today/check-in"]
    assert (fields["valence"], fields["arousal"]) == (["7"], ["3"])


def test_enough_for_today_keeps_what_there_is() -> None:
    alice = signed_up("Alice")
    page = send(alice, alice.get("/today"), valence="7", arousal="3")
    send(alice, page, go="done")
    assert todays(alice) == {"valence": 7, "arousal": 3}


def test_today_shows_what_was_checked_in_and_changing_it_begins_with_it() -> None:
    alice = signed_up("Alice")
    checked_in(alice, today(alice.visit()), valence=7, arousal=3, feelings=("tender",), line="a quiet evening")
    page = alice.get("/today")
    assert has(page, "You have checked in today.")
    assert has(page, "a quiet evening")
    page = alice.get("/today/check-in")
    page = send(alice, page, valence="9")
    send(alice, page, go="done")
    assert (todays(alice), count_of(alice)) == ({"valence": 9, "arousal": 3}, 1)


def test_two_windows_change_the_same_day_and_both_are_shown() -> None:
    alice = signed_up("Alice")
    checked_in(alice, today(alice.visit()), valence=7, line="in the morning")
    one, other = alice.get("/today/check-in"), alice.get("/today/check-in")
    send(alice, one, valence="1", line="from one window", go="done")
    conflict = send(alice, other, valence="9", line="from the other", go="done")
    assert conflict.status_code == 409
    assert [has(conflict, words) for words in ("from one window", "from the other")] == [True, True]
    assert todays(alice) == {"valence": 1}
    choices = re.findall(r'name="seen" value="([^"]*)"', conflict.content.decode())
    assert len(choices) == 2
    both, instead = choices
    send(alice, conflict, seen=both)
    visit = alice.visit()
    assert days(visit, today(visit), today(visit))[today(visit)].line == "from one window\nfrom the other"
    assert send(alice, conflict, seen=instead).status_code == 409  # what stands has changed again, and is shown again
    latest = re.findall(r'name="seen" value="([^"]*)"', send(alice, conflict, seen=instead).content.decode())[1]
    send(alice, conflict, seen=latest)
    visit = alice.visit()
    assert days(visit, today(visit), today(visit))[today(visit)].line == "from the other"
    assert count_of(alice) == 1


def test_a_hard_day_is_one_tap_and_a_calm_page() -> None:
    alice = signed_up("Alice")
    told = send(alice, alice.get("/today"), to="/today/for-now")
    assert told["Location"] == "/today/for-now"
    send(alice, alice.get("/today/check-in"), to="/today/for-now")
    visit = alice.visit()
    assert (days(visit, today(visit), today(visit))[today(visit)].hard, count_of(alice)) == (True, 1)
    page = alice.get("/today/for-now")
    assert [has(page, words) for words in ("breathe", "/help", 'class="ways"')] == [True, True, False]
    assert has(alice.get("/today"), "You said that it was a hard day.")


def test_a_hard_day_takes_along_what_was_answered_before_it() -> None:
    alice = signed_up("Alice")
    send(alice, alice.get("/today"), to="/today/for-now", valence="1", arousal="11")
    assert todays(alice) == {"valence": 1}


def test_a_hard_day_can_be_taken_back() -> None:
    alice = signed_up("Alice")
    send(alice, alice.get("/today"), to="/today/for-now", valence="1")
    page = alice.get("/today/check-in")
    while "line" not in forms_on(page)["/today/check-in"]["at"]:
        page = send(alice, page)
    assert forms_on(page)["/today/check-in"]["hard"] == ["yes"]
    send(alice, page, hard="")
    visit = alice.visit()
    assert days(visit, today(visit), today(visit))[today(visit)].hard is False


def test_with_her_private_space_closed_alice_checks_in_and_reads_it_later() -> None:
    alice = signed_up("Alice")
    page = alice.get("/today")
    alice.close_private()
    closed = alice.get("/today")
    assert [has(closed, words) for words in ("Your private space is closed.", "/open?next=/today")] == [True, True]
    send(alice, page, valence="7", arousal="3", go="done")
    send(alice, closed, valence="7", stress="2", line="in the dark", go="done")
    alice.post("/open", password=alice.password)
    assert todays(alice) == {"valence": 7, "arousal": 3, "stress": 2}
    assert has(alice.get("/today"), "in the dark")


def test_a_page_made_while_closed_is_added_to_what_stands_when_it_comes_back_open() -> None:
    alice = signed_up("Alice")
    checked_in(alice, today(alice.visit()), valence=7, line="in the morning")
    alice.close_private()
    page = alice.get("/today")
    alice.post("/open", password=alice.password)
    assert send(alice, page, stress="2", go="done").status_code == 302
    assert (todays(alice), count_of(alice)) == ({"valence": 7, "stress": 2}, 1)


# what comes back wrong


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"valence": "11"}, "Please choose a place between 0 and 10, or leave it out."),
        ({"stress": "-1"}, "Please choose a place between 0 and 10, or leave it out."),
        ({"stress": "4.5"}, "Please choose a place between 0 and 10, or leave it out."),
        ({"stress": "٤"}, "Please choose a place between 0 and 10, or leave it out."),
        ({"feelings": ["not a feeling"]}, "Please choose from the words on the page."),
        ({"line": "x" * 10_001}, "This is longer than ten thousand characters. Please shorten it a little."),
        ({"id": "not an id"}, "This page was damaged on its way. Look through it once more, then send it again."),
        ({"id": ""}, "This page was damaged on its way. Look through it once more, then send it again."),
        ({"seen": "0.0 x"}, "This page was damaged on its way. Look through it once more, then send it again."),
        ({"day": ""}, "This page did not say which day it was for. You can keep what is below for today."),
        ({"day": "2026-02-30"}, "This page did not say which day it was for. You can keep what is below for today."),
        ({"day": "9999-12-31"}, "This was for a day that has not begun where you are. You can keep it for today."),
        (
            {"day": "2024-02-29"},
            "This was for a day that is longer ago than yesterday. You can keep what is below for today.",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_typed_is_lost(
    typed: dict[str, str], sentence: str
) -> None:
    alice = signed_up("Alice")
    given = {"arousal": "3", "feelings": ["calm"], "line": "keep this", "go": "done", **typed}
    answer = send(alice, alice.get("/today"), **given)
    assert (answer.status_code, count_of(alice)) == (422, 0)
    assert has(answer, sentence)
    fields = forms_on(answer)["/today/check-in"]
    assert fields["arousal"] == ["3"]
    assert fields["line"] == [given["line"]]
    again = {} if "line" not in typed else {"line": "shorter"}
    done = send(alice, answer, go="done", **again)
    assert (done.status_code, todays(alice)) == (302, {"arousal": 3})


def test_the_same_word_sent_twice_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what there was, too: a day with one entry is read as it was written."""
    it_is(monkeypatch, "2026-11-10T22:40+01:00")
    alice = signed_up("Alice")
    while "event" not in items_for(alice.visit(), today(alice.visit())):
        on_day(monkeypatch, alice, today(alice.visit()) + timedelta(days=1), "22:40")
    twice = {"feelings": ["calm", "tender", "calm"], "event": ["affection", "affection"]}
    assert send(alice, alice.get("/today"), **twice, go="done").status_code == 302
    visit = alice.visit()
    written = days(visit, today(visit), today(visit))[today(visit)].written
    assert (written.feelings, written.events) == (("calm", "tender"), ("affection",))


def test_an_item_that_is_not_asked_today_is_left_out_and_said() -> None:
    alice = signed_up("Alice")
    asked = items_for(alice.visit(), today(alice.visit()))
    other = next(
        item for item in ("share_feel", "heard_partner", "safe_open", "rely", "understood") if item not in asked
    )
    answer = send(alice, alice.get("/today"), valence="7", go="done", **{other: "5"})
    assert (answer.status_code, count_of(alice)) == (422, 0)
    assert has(answer, "There was an answer to something that is not asked on this day. It was left out.")
    send(alice, answer, go="done")
    assert todays(alice) == {"valence": 7}


def test_words_to_something_that_is_not_asked_any_more_stand_with_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the other one left while a check-in was being written: what is asked in turn has changed."""
    it_is(monkeypatch, "2026-11-10T22:40+01:00")
    alice = signed_up("Alice")
    while "care_act" in items_for(alice.visit(), today(alice.visit())):
        on_day(monkeypatch, alice, today(alice.visit()) + timedelta(days=1), "22:40")
    said = {"care_act": "yes", "care_what": "I went for a walk", "line": "It rained."}
    answer = send(alice, alice.get("/today"), **said, go="done")
    assert (answer.status_code, has(answer, "I went for a walk")) == (422, True)
    send(alice, answer, go="done")
    visit = alice.visit()
    assert days(visit, today(visit), today(visit))[today(visit)].written.line == "It rained.\nI went for a walk"


def test_a_step_that_does_not_exist_is_the_first_one() -> None:
    alice = signed_up("Alice")
    page = send(alice, alice.get("/today"), at="../../etc", valence="7")
    assert (page.status_code, forms_on(page)["/today/check-in"]["at"]) == (200, ["feelings"])


# days


def test_yesterday_can_be_filled_in_until_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T11:59+01:00")
    alice = signed_up("Alice")
    assert has(alice.get("/today"), "Fill in yesterday, Sunday")
    send(alice, alice.get("/today/yesterday"), valence="4", go="done")
    sunday = date(2026, 11, 22)
    assert days(alice.visit(), sunday, sunday)[sunday].ratings == {"valence": 4}
    assert not has(alice.get("/today"), "Fill in yesterday")
    dana = signed_up("Dana")
    assert has(dana.get("/today"), "Fill in yesterday")
    page = alice.get("/today/yesterday")
    it_is(monkeypatch, "2026-11-23T12:00+01:00")
    assert not has(dana.get("/today"), "Fill in yesterday")
    late = send(alice, page, valence="9", line="keep this", go="done")
    assert (late.status_code, has(late, "Yesterday can be filled in until noon, and it is later.")) == (422, True)
    assert forms_on(late)["/today/check-in"]["line"] == ["keep this"]
    assert days(alice.visit(), sunday, sunday)[sunday].ratings == {"valence": 4}
    assert forms_on(alice.get("/today/yesterday"))["/today/check-in"]["day"] == ["2026-11-23"]


def test_a_check_in_begun_before_midnight_belongs_to_the_day_it_was_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-23T23:58+01:00")
    alice = signed_up("Alice")
    page = alice.get("/today")
    it_is(monkeypatch, "2026-11-24T00:02+01:00")
    send(alice, page, valence="4", go="done")
    monday = date(2026, 11, 23)
    assert {day: one.ratings for day, one in days(alice.visit(), monday, date(2026, 11, 30)).items()} == {
        monday: {"valence": 4}
    }


@pytest.mark.parametrize(
    ("zone", "moments", "expected"),
    [
        ("Europe/Berlin", ["2026-03-29T00:30+01:00", "2026-03-29T12:00+02:00", "2026-03-30T00:30+02:00"], [29, 30]),
        ("Europe/Berlin", ["2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00", "2026-10-26T00:30+01:00"], [25, 26]),
        ("Asia/Kathmandu", ["2026-11-23T18:14:59+00:00", "2026-11-23T18:15+00:00"], [23, 24]),
        ("Europe/Berlin", ["2024-02-29T23:59+01:00", "2024-03-01T00:00+01:00"], [29, 1]),
        ("Pacific/Apia", ["2011-12-29T23:59-10:00", "2011-12-31T00:01+14:00"], [29, 31]),
    ],
)
def test_every_local_day_has_one_check_in(
    monkeypatch: pytest.MonkeyPatch, zone: str, moments: list[str], expected: list[int]
) -> None:
    it_is(monkeypatch, moments[0])
    alice = signed_up("Alice", zone=zone)
    for moment in moments:
        it_is(monkeypatch, moment)
        if alice.visit().private is None:
            alice.post("/open", password=alice.password)
        send(alice, alice.get("/today/check-in"), valence="4", go="done")
    last = today(alice.visit())
    assert [day.day for day in days(alice.visit(), last - timedelta(days=9), last)] == expected


def test_someone_who_flies_west_has_no_day_twice_and_is_told_of_one_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    it_is(monkeypatch, "2026-11-24T08:00+13:00")
    alice = signed_up("Alice", zone="Pacific/Auckland")
    page = alice.get("/today")
    send(alice, page, valence="4", go="done")
    page = alice.get("/today/check-in")
    moved_to(alice, "Pacific/Honolulu")
    answer = send(alice, page, valence="8", go="done")
    assert answer.status_code == 422
    assert has(answer, "This was for a day that has not begun where you are.")
    send(alice, alice.get("/today"), valence="6", go="done")
    found = days(alice.visit(), date(2026, 11, 1), date(2026, 11, 30))
    assert {day.day: one.ratings["valence"] for day, one in found.items()} == {23: 6, 24: 4}


def test_greetings_follow_the_hour() -> None:
    said = [greeting("Alice", hour).removesuffix(", Alice.") for hour in range(24)]
    assert said == [
        *["Hello"] * 5,
        *["Good morning"] * 7,
        *["Good afternoon"] * 6,
        *["Good evening"] * 5,
        "Hello",
    ]


# what Today shows


def test_today_never_costs_more_than_eight_queries_and_the_same_for_many_entries() -> None:
    alice, bob = paired("Alice", "Bob")
    for person in (alice, bob):
        person.post("/sharing", feeds="yes", draws="yes", weather="yes")
    checked_in(bob, today(bob.visit()), valence=6, arousal=3)
    counts = []
    for last in (1, 60):
        for n in range(last):
            checked_in(alice, today(alice.visit()) - timedelta(days=n), valence=6, line=f"day {n}")
        alice.get("/today")
        with (
            CaptureQueriesContext(connections["default"]) as ours,
            CaptureQueriesContext(connections["sessions"]) as theirs,
        ):
            assert has(alice.get("/today"), "It is on the calm, content side.")
        counts.append(len(ours) + len(theirs))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_someone_alone_has_a_line_after_the_first_check_in() -> None:
    alice = signed_up("Alice")
    assert not has(alice.get("/today"), "Your line")
    assert has(alice.get("/today"), "Invite your partner")
    checked_in(alice, today(alice.visit()), stress=2)
    page = alice.get("/today")
    assert [has(page, words) for words in ("Your line", "You are here on your own.", "Alice: one answer, 8.")] == [
        True
    ] * 3


def test_the_way_a_page_belongs_to_stays_marked_on_the_pages_behind_it() -> None:
    alice, _bob = paired("Alice", "Bob")
    marked = 'href="/mine" aria-current='
    assert [has(alice.get(page), marked + kind) for page, kind in (("/mine", '"page"'), ("/notes", '"true"'))] == [
        True
    ] * 2
    assert not has(alice.get("/today"), marked)


def test_someone_alone_is_asked_about_their_partner_and_someone_paired_by_name() -> None:
    alice, bob = paired("Alice", "Bob")
    grace = signed_up("Grace")
    del bob
    for person, partner in ((alice, "Bob"), (grace, "partner")):
        page = send(person, person.get("/today"))
        sentences = []
        while "line" not in forms_on(page)["/today/check-in"]["at"]:
            sentences += re.findall(r'<h1 id="question">([^<]*)</h1>', page.content.decode())
            page = send(person, page)
        assert sentences[:2] == ["Is there a word for it?", "How stretched did today leave you?"]
        about_two = [sentence for sentence in sentences[2:] if not sentence.startswith("Did you do something")]
        assert [sentence for sentence in about_two if partner not in sentence] == []


def test_entries_that_cannot_be_opened_are_said_and_the_page_goes_on() -> None:
    alice = signed_up("Alice")
    for n in range(3):
        checked_in(alice, today(alice.visit()) - timedelta(days=n), valence=6)
    where = me_space(alice.visit()).id
    rows = list(Entry.objects.filter(space=where))
    Entry.objects.filter(space=where, id=rows[0].id).update(blob=b"\x02")
    Entry.objects.filter(space=where, id=rows[1].id).update(blob=b"\x01")
    page = alice.get("/today")
    assert has(page, "One entry of these weeks can't be opened.")
    assert has(page, "One entry of these weeks was made by a newer version of Intertwine.")


def test_private_fields_are_not_sent_to_a_spelling_service_and_no_address_says_what_was_written() -> None:
    alice = signed_up("Alice")
    page = alice.get("/today")
    while forms_on(page)["/today/check-in"]["at"] != ["line"]:
        page = send(alice, page, line="a quiet evening")
    assert re.findall(r"<textarea[^>]*>", page.content.decode())[0].count('spellcheck="false"') == 1
    done = send(alice, page, line="a quiet evening")
    assert done["Location"] == "/today?done=kept"
    assert re.findall(r"<title>([^<]*)</title>", alice.get("/today").content.decode()) == ["Today – Intertwine"]


# sharing


def test_nothing_is_ticked_before_the_first_decision_and_each_is_asked_for_itself() -> None:
    alice, bob = paired("Alice", "Bob")
    page = alice.get("/sharing")
    assert [name for name in ("feeds", "draws", "weather") if name in forms_on(page)[""]] == []
    assert has(page, "here Heidi")
    refused = alice.post("/sharing", feeds="yes", weather="maybe")
    assert refused.status_code == 422
    assert forms_on(refused)[""]["feeds"] == ["yes"]
    assert has(bob.get("/today"), "What may Alice see?")


def test_two_phones_decide_see_and_take_back() -> None:
    alice, bob = paired("Alice", "Bob")
    send(alice, alice.get("/today"), valence="9", arousal="9", go="done")
    assert not has(bob.get("/today"), "lively, hopeful side")
    done = alice.post("/sharing", feeds="no", draws="no", weather="yes")
    assert done["Location"] == "/sharing?done=kept"
    fields = forms_on(alice.get("/sharing"))[""]
    assert [fields[name] for name in ("feeds", "draws", "weather")] == [["no"], ["no"], ["yes"]]
    assert has(bob.get("/today"), "It is on the lively, hopeful side.")
    alice.post("/sharing", feeds="no", draws="no", weather="no")
    assert not has(bob.get("/today"), "lively, hopeful side")
    assert not has(alice.get("/today"), "What may Bob see?")


def test_sharing_needs_the_private_space_open_and_a_partner() -> None:
    alice, _bob = paired("Alice", "Bob")
    alice.close_private()
    assert alice.get("/sharing")["Location"] == "/open?next=%2Fsharing"
    assert signed_up("Grace").get("/sharing")["Location"] == "/pairing?next=%2Fsharing"

"""Alice at twenty to eleven, on each day of a fortnight: the taps of a check-in, and its seconds at a plausible pace.

The pace is a model and no measurement. Of each page the question is read, every evening anew, and of words to choose
from each one up to the one that is taken, at 238 words a minute (Brysbaert 2019, a mean over 190 studies of silent
reading). What is the same on every page is not read again: the numbers on the scale, its ends, Next, Back, Not today.
Each answer takes a decision of 1.35 s, and each tap a movement of 1.1 s (M and P of the keystroke-level model: Card,
Moran & Newell 1980). What the network takes comes on top.
"""

import re
from datetime import date, timedelta
from statistics import median

import pytest
from django.http import HttpResponse

from intertwine.mind.queries import days
from tests.cast import Person, paired
from tests.mind.days import it_is
from tests.mind.pages import forms_on, send

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

WORD, DECISION, MOVEMENT = 60 / 238, 1.35, 1.1
MONDAY = date(2026, 11, 23)
HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]>", re.DOTALL)
TAKEN = 4
"""The place of the word that is picked among those on the page."""


def question_in(page: HttpResponse) -> str:
    """What the form of this page asks."""
    found = HEADING.search(page.content.decode().split('data-keep="waits"', 1)[1])
    assert found is not None
    return found[1]


def words_in(text: str) -> int:
    return len(re.findall(r"[\w’']+", text))


def one_evening(alice: Person) -> tuple[int, float]:
    """Every question answered, one word picked, no line written. Returns taps, and seconds."""
    page = alice.get("/today")
    taps, answers, words = 2, 1, words_in(question_in(page))  # the place on the pad, and Next
    page = send(alice, page, valence="7", arousal="4")
    while page.status_code == 200:
        here = forms_on(page)["/today/check-in"]["at"][0]
        typed, pressed, chosen_from = answer(page, here)
        taps, answers, words = taps + pressed, answers + 1, words + words_in(question_in(page)) + chosen_from
        page = send(alice, page, **typed)
    assert page["Location"] == "/today?done=kept"
    return taps, words * WORD + answers * DECISION + taps * MOVEMENT


def answer(page: HttpResponse, here: str) -> tuple[dict[str, object], int, int]:
    """What is answered, in how many taps, and how many words there are to read for it."""
    if here == "line":
        return {}, 1, 0
    if here == "feelings":
        offered = re.findall(r'name="feelings" value="(\w+)"', page.content.decode())
        return {"feelings": [offered[TAKEN - 1]]}, 2, TAKEN
    if here == "event":
        return {"event": ["affection"]}, 2, TAKEN
    return {here: "yes" if here == "care_act" else "6"}, 1, 0


def test_no_evening_takes_more_than_twelve_taps_nor_half_of_them_three_quarters_of_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    it_is(monkeypatch, f"{MONDAY}T22:40+01:00")
    alice, _ = paired("Alice", "Bob")
    evenings = []
    for n in range(14):
        it_is(monkeypatch, f"{MONDAY + timedelta(days=n)}T22:40+01:00")
        evenings.append(one_evening(alice))
    alice.post("/open", password=alice.password)
    kept = [day.written for day in days(alice.visit(), MONDAY, MONDAY + timedelta(days=13)).values()]
    assert [len(one.ratings) + len(one.events) + (one.care_act is not None) for one in kept] == [7] * 14
    assert max(taps for taps, _ in evenings) <= 12
    assert median(seconds for _, seconds in evenings) < 45

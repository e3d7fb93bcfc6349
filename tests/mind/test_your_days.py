"""Alice looks back on her days."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from intertwine.members.days import today
from tests.cast import signed_up
from tests.mind.days import checked_in
from tests.mind.pages import has


@pytest.mark.django_db(databases=["default", "sessions"])
def test_her_days_are_there_with_a_line_the_pad_and_her_words_and_cost_the_same_for_many() -> None:
    alice = signed_up("Alice")
    assert has(alice.get("/mine/days"), "Nothing here yet.")
    checked_in(alice, today(alice.visit()), valence=7, arousal=3)
    page = alice.get("/mine/days")
    assert has(page, "<figcaption>It is on the calm, content side.</figcaption>")
    assert has(page, 'href="/us/good-days"')
    counts = []
    for last in (1, 70):
        for n in range(last):
            checked_in(alice, today(alice.visit()) - timedelta(days=n), valence=n % 11, arousal=3, line=f"line {n}")
        for span in ("month", "year"):
            with (
                CaptureQueriesContext(connections["default"]) as ours,
                CaptureQueriesContext(connections["sessions"]) as theirs,
            ):
                alice.get("/mine/days", span=span)
            counts.append(len(ours) + len(theirs))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
    page = alice.get("/mine/days")
    assert [
        has(page, words) for words in ("line 29", "line 30", "Where you were on the pad", ">Earlier<", ">Later<")
    ] == [
        True,
        False,
        True,
        True,
        False,
    ]
    earlier = alice.get("/mine/days", span="month", back="2")
    assert [has(earlier, words) for words in ("line 60", "line 59", ">Earlier<", ">Later<")] == [
        True,
        False,
        False,
        True,
    ]
    for odd in ({"back": "-1"}, {"back": "9" * 40}, {"back": "x", "span": "<b>"}):
        assert alice.get("/mine/days", **odd).status_code == 200


@pytest.mark.django_db(databases=["default", "sessions"])
def test_earlier_and_later_lead_to_days_and_past_empty_months() -> None:
    """As after bringing a diary of long ago."""
    alice = signed_up("Alice")
    now = today(alice.visit())
    for back in (0, 95, 3000):
        checked_in(alice, now - timedelta(days=back), valence=6, line=f"Day {back}.")
    page, seen = alice.get("/mine/days"), []
    for _ in range(2):
        page = alice.get(links(page)["prev"])
        seen.append([n for n in (0, 95, 3000) if has(page, f"Day {n}.")])
    assert (seen, links(page).keys()) == ([[95], [3000]], {"next"})
    page = alice.get(links(page)["next"])
    assert (has(page, "Day 95."), links(page)["next"]) == (True, "/mine/days?span=month&back=0")
    year = alice.get("/mine/days", span="year", back="8")
    assert has(year, "It lay at 6; higher is lighter.")


def links(page: HttpResponse) -> dict[str, str]:
    """To earlier and later days."""
    return {rel: unescape(to) for rel, to in re.findall(r'<a rel="(\w+)" href="([^"]+)"', page.content.decode())}


@pytest.mark.django_db(databases=["default", "sessions"])
def test_no_chart_counts_days_in_a_row_and_every_chart_has_a_sentence_and_a_table() -> None:
    alice = signed_up("Alice")
    for n in range(3):
        checked_in(alice, today(alice.visit()) - timedelta(days=n), valence=n, arousal=3, stress=4)
    for span in ("month", "year"):
        text = alice.get("/mine/days", span=span).content.decode()
        assert text.count("<figure>") == text.count("<figcaption>") == text.count("<table>") > 0
        assert [word for word in ("streak", "in a row") if word in text] == []

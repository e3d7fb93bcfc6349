"""Alice looks back on her days."""

from datetime import timedelta

import pytest
from django.db import connections
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
def test_no_chart_counts_days_in_a_row_and_every_chart_has_a_sentence_and_a_table() -> None:
    alice = signed_up("Alice")
    for n in range(3):
        checked_in(alice, today(alice.visit()) - timedelta(days=n), valence=n, arousal=3, stress=4)
    for span in ("month", "year"):
        text = alice.get("/mine/days", span=span).content.decode()
        assert text.count("<figure>") == text.count("<figcaption>") == text.count("<table>") > 0
        assert [word for word in ("streak", "in a row") if word in text] == []

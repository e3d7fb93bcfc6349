"""Screens answered through the real pages, one press a question."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse

from intertwine.content.reading import instruments
from intertwine.journal.actions import write
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.mind.entries import Screen
from tests.cast import Person
from tests.mind.days import it_is
from tests.mind.pages import forms_on

ASK = "/screens/ask"


def begins(person: Person, key: str) -> HttpResponse:
    return person.post(ASK, screen=key, go="begin")


def presses(person: Person, page: HttpResponse, points: int | str, **typed: object) -> HttpResponse:
    """Answers the question of this page; the form carries the rest."""
    fields = forms_on(page)[ASK]
    return person.post(ASK, **{**fields, f"a{fields['at'][0]}": str(points), **typed})


def answers(person: Person, key: str, points: Sequence[int]) -> HttpResponse:
    """From the first question to the page that answers the last one."""
    return goes_through(person, begins(person, key), points)


def goes_through(person: Person, page: HttpResponse, points: Sequence[int]) -> HttpResponse:
    for one in points:
        page = presses(person, page, one)
    return page


def stored(person: Person) -> list[Screen]:
    return [one.entry for one in read(me_space(person.visit())).of(Screen)]


def answered(person: Person, key: str, day: date, points: Sequence[int], *, before: int | None = None) -> None:
    """On that day, without walking through the pages."""
    write(me_space(person.visit()), Screen(key, day, tuple(points), before), day=day, id=uuid4())


def phq_9(score: int, *, heavy: int = 0) -> list[int]:
    """Nine answers that come to `score`, the last of them `heavy`."""
    left, points = score - heavy, []
    for _ in range(8):
        points.append(min(3, left))
        left -= points[-1]
    assert left == 0
    return [*points, heavy]


def phq_4(score: int) -> list[int]:
    return [min(3, max(0, score - 3 * n)) for n in range(4)]


def on_day(monkeypatch: pytest.MonkeyPatch, person: Person, day: date, time: str = "18:00") -> None:
    """Another day, signed in anew: a sign-in that nobody uses ends after a week."""
    it_is(monkeypatch, f"{day.isoformat()}T{time}+01:00")
    person.browser.cookies.clear()
    person.post("/sign-in", name=person.name, password=person.password)


def later(day: date, days: int) -> date:
    return day + timedelta(days=days)


DRAWN = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": "|name="id" value=")[^"]+')


def seen_by(person: Person, *wheres: str) -> list[bytes]:
    """These pages byte for byte, but for tokens and ids of forms, which are drawn anew each time."""
    return [DRAWN.sub(b"", person.get(where).content) for where in wheres]


def headline(page: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.content.decode(), re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split())


def highest(key: str) -> list[int]:
    one = instruments()[key]
    return [max(option.points for option in one.options_of(n + 1)) for n in range(len(one.items))]

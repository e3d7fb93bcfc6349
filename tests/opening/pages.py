"""Together, as a browser has it."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from intertwine.couples.queries import Us, us_of
from intertwine.journal import queries
from intertwine.journal.registry import EntryShape
from intertwine.journal.sealing import Stored, open_entry
from tests.cast import Person

FRESH = re.compile(r'((?:name="csrfmiddlewaretoken"|name="id") value="|"X-CSRFToken": ")[^"]+')
QUESTION = re.compile(r'action="/together/question/([0-9a-f-]{36})" data-keep')
ASKED = re.compile(r'<h[12] class="asked">(?:<a [^>]*>)?([^<]+)<')


def us(person: Person) -> Us:
    found = us_of(person.visit())
    assert found is not None
    return found


def tonight(person: Person) -> UUID:
    """The question with a form below it."""
    page = person.get("/together")
    found = QUESTION.search(page.content.decode())
    assert found is not None
    return UUID(found[1])


def asked(page: HttpResponse) -> list[str]:
    return [unescape(words) for words in ASKED.findall(page.content.decode())]


def answers(person: Person, question: UUID, text: str, **more: object) -> HttpResponse:
    return person.post(f"/together/question/{question}", text=text, **more)


def plain(page: HttpResponse) -> str:
    """The page without what is different each time it is made."""
    return FRESH.sub("", page.content.decode())


def masked(page: HttpResponse) -> str:
    """The same without the ids, which are drawn at random."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", plain(page))


def words(page: HttpResponse) -> str:
    """What is read on it, tags and runs of spaces aside."""
    main = re.search(r"<main.*</main>", page.content.decode(), re.DOTALL)
    assert main is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main[0])).split())


def read_for(person: Person, where: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many entries are opened for this page, and how many queries it takes."""
    opened = 0

    def counted(*args: object, **named: object) -> Stored[EntryShape]:
        nonlocal opened
        opened += 1
        return open_entry(*args, **named)  # type: ignore[arg-type] # whatever it was called with

    monkeypatch.setattr(queries, "open_entry", counted)
    with (
        CaptureQueriesContext(connections["default"]) as entries,
        CaptureQueriesContext(connections["sessions"]) as sessions,
    ):
        assert person.get(where).status_code == 200
    monkeypatch.setattr(queries, "open_entry", open_entry)
    return opened, len(entries) + len(sessions)

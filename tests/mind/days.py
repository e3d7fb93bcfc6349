"""Days and visits for these tests."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from intertwine.members.actions import set_place
from intertwine.mind import actions
from intertwine.mind.entries import CheckIn
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import IdentityTier, Visit
from tests.cast import Person


def in_zone(zone: str) -> Visit:
    """Someone who lives there, as far as days are concerned."""
    return Visit(
        IdentityTier(member=bytes(16), name="Alice", identity=b"", me_space=bytes(16), me_write=b"", zone=zone)
    )


def moved_to(person: Person, zone: str) -> Visit:
    visit = person.visit()
    assert visit.identity is not None
    set_place(visit, language=visit.identity.language, zone=zone, country=visit.identity.country)
    person.save(visit)
    return visit


def it_is(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """The clock on the wall of the world: `2026-11-23T18:00+01:00`."""
    seconds = int(datetime.fromisoformat(moment).timestamp())
    monkeypatch.setattr(clock, "now", lambda: seconds)


def checked_in(person: Person, day: date, **answers: Any) -> Visit:
    visit = person.visit()
    words = {name: answers.pop(name) for name in CheckIn.__struct_fields__ if name in answers}
    actions.check_in(visit, entry=CheckIn(day, answers, **words), id=uuid4())
    return visit

"""Alice's two phones, one moment: one check-in for the day, and nothing lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from intertwine.couples.entries import Choices
from intertwine.journal.models import Entry
from intertwine.journal.spaces import pool_space
from intertwine.mind import actions
from intertwine.mind.entries import CheckIn
from intertwine.mind.errors import MindError
from intertwine.mind.queries import days
from intertwine.web.sessions.visit import Visit
from tests.cast import paired, signed_up
from tests.couples.test_at_the_same_moment import real_files  # noqa: F401 - a fixture, used by being here

pytestmark = pytest.mark.django_db(databases=["default", "sessions"], transaction=True)

MONDAY = date(2026, 11, 23)


def at_once(*verbs: Callable[[], object]) -> list[str]:
    """Each in a thread with connections of its own; what each was told."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> str:
        try:
            start.wait(timeout=30)
            verb()
        except MindError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(len(verbs)) as phones:
        return sorted(phones.map(run, verbs))


def adds(visit: Visit, **ratings: int) -> Callable[[], None]:
    return partial(actions.check_in, visit, entry=CheckIn(MONDAY, ratings), id=uuid4())


def test_what_two_phones_add_in_the_same_moment_is_one_check_in() -> None:
    visit = signed_up("Alice").visit()
    for points in range(6):
        assert (
            at_once(adds(visit, valence=points), adds(visit, stress=points), adds(visit, close=points)) == ["kept"] * 3
        )
        assert days(visit, MONDAY, MONDAY)[MONDAY].ratings == dict.fromkeys(("valence", "stress", "close"), points)


def test_of_two_changes_in_the_same_moment_one_is_kept_and_the_other_asked_about() -> None:
    visit = signed_up("Alice").visit()
    adds(visit, valence=0)()
    for points in range(1, 6):
        seen = days(visit, MONDAY, MONDAY)[MONDAY].standing
        typed = [CheckIn(MONDAY, {"valence": points}, line=line) for line in ("one phone", "the other")]
        change = [partial(actions.check_in, visit, entry=entry, id=uuid4(), seen=seen) for entry in typed]
        assert at_once(*change) == ["Changed", "kept"]
        assert days(visit, MONDAY, MONDAY)[MONDAY].written in typed


def test_a_consent_taken_back_while_the_other_phone_checks_in_leaves_nothing() -> None:
    alice, _bob = paired("Alice", "Bob")
    for points in range(4):
        actions.set_sharing(alice.visit(), Choices(feeds=True, draws=True))
        one, other = alice.visit(), alice.visit()
        at_once(adds(one, valence=points), partial(actions.set_sharing, other, Choices()))
        assert Entry.objects.filter(space=pool_space(alice.visit()).id).count() == 0

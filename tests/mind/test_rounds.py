"""Who is asked what on which day."""

from datetime import date, timedelta

import pytest

from intertwine.mind.asking import items_for
from tests.cast import Person, paired, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

ROUND = [date(2026, 11, 1) + timedelta(days=n) for n in range(13)]


def asked(person: Person) -> list[tuple[str, ...]]:
    return [items_for(person.visit(), day) for day in ROUND]


def test_two_who_are_paired_are_asked_the_same_on_the_same_day() -> None:
    alice, bob = paired("Alice", "Bob")
    assert asked(alice) == asked(bob)


def test_one_who_is_alone_has_a_round_that_stays() -> None:
    charlie = signed_up("Charlie")
    assert asked(charlie) == asked(charlie)
    assert {item for day in asked(charlie) for item in day} == {
        item for day in asked(paired("Dana", "Eli")[0]) for item in day
    }

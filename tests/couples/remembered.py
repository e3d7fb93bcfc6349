"""A password takes its time, on purpose: the same people are made once, and put back for every test that needs them."""

import time
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.members.models import Member, Slot
from intertwine.web.sessions.models import Session
from tests.cast import PASSWORD, Browser, Person

TABLES: tuple[type[Model], ...] = (Member, Slot, Couple, Seat, Invitation, Session)
Rows = dict[type[Model], list[Model]]

A_WHILE = 120
"""Seconds. Whoever was made longer ago is made anew: a private space that nobody uses closes after ten minutes."""

_kept: dict[Any, tuple[float, Rows, list[tuple[str, str, dict[str, str]]]]] = {}


def remembered(make: Callable[..., tuple[Person, ...]], *names: str) -> tuple[Person, ...]:
    """What `make(*names)` makes: people, their rows, and what their browsers keep."""
    made = _kept[make, names][0] if (make, names) in _kept else float("-inf")
    if time.monotonic() - made > A_WHILE:
        before = {table: {row.pk for row in _rows(table)} for table in TABLES}
        people = make(*names)
        rows = {table: [row for row in _rows(table) if row.pk not in before[table]] for table in TABLES}
        _kept[make, names] = time.monotonic(), rows, [(person.name, person.code, _cookies(person)) for person in people]
        return people
    _, rows, described = _kept[make, names]
    for table, of_table in rows.items():
        table._default_manager.bulk_create(of_table)
    return tuple(Person(name, PASSWORD, code, Browser(**cookies)) for name, code, cookies in described)


def _rows(table: type[Model]) -> list[Model]:
    return list(table._default_manager.all())


def _cookies(person: Person) -> dict[str, str]:
    return {name: morsel.value for name, morsel in person.browser.cookies.items() if morsel.value}

"""Weeks that look different from before: who is told of whose."""

from datetime import date, timedelta

import msgspec
import pytest

from intertwine.insights.types import SERIES, Change
from intertwine.patterns.changed import OWN, PARTNERS, changed
from tests.patterns.effects import picture

MONDAY = date(2026, 11, 2)
DAYS = [MONDAY + timedelta(days=n) for n in range(60)]
EVERY = tuple(
    Change(series=series, member=member, kind=kind, day=14, before_points=6.1, after_points=4.2, p=0.001, days=50)
    for kind in ("break", "trend")
    for member in (0, 1)
    for series in SERIES
)
FOUND = msgspec.structs.replace(picture(), changes=EVERY)


def told(*, own_shown: bool = True, partner_drawn: bool = True) -> list[str]:
    return changed(FOUND, DAYS, me=0, partner_name="Bob", own_shown=own_shown, partner_drawn=partner_drawn)


def test_alice_is_told_of_all_of_hers_and_of_bob_what_is_drawn() -> None:
    assert told()[:7] == [
        "Your state of mind looks different since about November 16, 2026: around 4.2, and around 6.1 before.",
        "How openly you talk looks different since about November 16, 2026: around 4.2, and around 6.1 before.",
        "How easily you open up looks different since about November 16, 2026: around 4.2, and around 6.1 before.",
        "How understood you feel looks different since about November 16, 2026: around 4.2, and around 6.1 before.",
        "How close you feel looks different since about November 16, 2026: around 4.2, and around 6.1 before.",
        "The line of Bob, state of mind, looks different since about November 16, 2026.",
        "The line of Bob, closeness, looks different since about November 16, 2026.",
    ]
    assert told()[7::4] == [
        "Your state of mind has moved slowly since November 16, 2026, from around 6.1 to 4.2.",
        "How close you feel has moved slowly since November 16, 2026, from around 6.1 to 4.2.",
    ]
    assert len(told()) == len(OWN) + len(PARTNERS)


@pytest.mark.parametrize("own_shown", [True, False])
def test_what_bob_merely_lets_count_is_his_alone_to_know(own_shown: bool) -> None:
    assert [one for one in told(own_shown=own_shown, partner_drawn=False) if "Bob" in one] == []


def test_with_her_line_hidden_alice_is_told_nothing_of_hers() -> None:
    assert [one for one in told(own_shown=False) if one.startswith(("Your", "How"))] == []


def test_nothing_changed_nothing_said() -> None:
    assert changed(picture(), DAYS, me=0, partner_name="Bob", own_shown=True, partner_drawn=True) == []

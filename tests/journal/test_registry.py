"""A name once written means the same for ever, and an older version can always be read."""

from datetime import date
from typing import Any

import pytest

from intertwine.journal.periods import period_of, periods_between
from intertwine.journal.queries import read
from intertwine.journal.registry import BY_NAME, BY_SHAPE, Audience, EntryShape, entry
from tests.journal.notes import envelope, space, stored_by_hand


def from_one(fields: dict[str, Any]) -> dict[str, Any]:
    return {"lines": [fields["text"]]}


def from_two(fields: dict[str, Any]) -> dict[str, Any]:
    return {"lines": fields["lines"], "mood": "calm" if fields["lines"] == ["calm"] else ""}


@entry("tests.letter", version=3, audience=Audience.ME, upgrades={1: from_one, 2: from_two})
class Letter(EntryShape, frozen=True):
    lines: tuple[str, ...]
    mood: str = ""
    stamp: str = ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("version", "fields"),
    [(1, {"text": "calm"}), (2, {"lines": ["calm"]}), (3, {"lines": ["calm"], "mood": "calm"})],
)
def test_every_version_ever_written_reads_as_the_newest(version: int, fields: dict[str, object]) -> None:
    hers = space()
    stored_by_hand(hers, envelope("tests.letter", version, fields, by=hers.by))
    assert [stored.entry for stored in read(hers).of(Letter)] == [Letter(("calm",), "calm")]


def test_two_types_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"two entry types are called tests\.letter"):
        entry("tests.letter", version=1, audience=Audience.US)(Letter)


@pytest.mark.parametrize("upgrades", [{}, {1: from_one}, {2: from_two}])
def test_a_version_nobody_could_read_any_more_is_refused(upgrades: dict[int, Any]) -> None:
    with pytest.raises(ValueError, match="cannot read its versions"):
        entry("tests.telegram", version=3, audience=Audience.ME, upgrades=upgrades)(Letter)
    assert "tests.telegram" not in BY_NAME


def test_a_registered_shape_is_found_by_its_name_and_by_itself() -> None:
    assert BY_NAME["tests.letter"] is BY_SHAPE[Letter]
    assert (BY_SHAPE[Letter].version, BY_SHAPE[Letter].audience) == (3, Audience.ME)


# months


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), [202611]),
        (date(2026, 11, 30), date(2026, 12, 1), [202611, 202612]),
        (date(2025, 11, 30), date(2026, 2, 1), [202511, 202512, 202601, 202602]),
        (date(2024, 2, 29), date(2024, 2, 29), [202402]),
        (date(2026, 3, 1), date(2026, 2, 1), []),
        (date(1, 1, 1), date(1, 2, 1), [101, 102]),
        (date(9999, 12, 31), date(9999, 12, 31), [999912]),
    ],
)
def test_the_months_between_two_days(first: date, last: date, months: list[int]) -> None:
    assert periods_between(first, last) == months


def test_a_day_lies_in_the_months_around_it() -> None:
    day = date(2024, 2, 29)
    assert periods_between(day, day) == [period_of(day)]

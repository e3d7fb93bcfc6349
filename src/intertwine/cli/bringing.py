"""Days from a file into the diaries of their owners: all of them in one transaction, or none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import DatabaseError, transaction

from intertwine.cli import accounts, import_sentences
from intertwine.cli.accounts import Account
from intertwine.cli.counting import counting
from intertwine.cli.errors import Refused
from intertwine.couples.entries import Choices
from intertwine.mind.actions import set_sharing
from intertwine.mind.diary_file import PersonDays
from intertwine.mind.diary_import import Compared, bring_in, compare
from intertwine.mind.errors import NotKept

SHARED = Choices(feeds=True, draws=True)


@dataclass(frozen=True, repr=False)
class Brought:
    account: Account
    days: Compared
    empty: int


def to_new(
    people: Sequence[tuple[str, PersonDays]], items: tuple[str, ...], *, zone: str, share: bool
) -> list[Brought]:
    """Makes an account for each, pairs two of them, and writes their days."""
    with _whole():
        made = [(accounts.made(name, zone=zone), days) for name, days in people]
        if len(made) == 2:
            accounts.pair(made[0][0], made[1][0])
        brought = _compared(made, items)
        _write(brought, take_over=False)
        for account, _ in made if share else ():
            set_sharing(account.visit, SHARED)
    return brought


def to_members(
    people: Sequence[tuple[Account, PersonDays]], items: tuple[str, ...], *, take_over: bool | None
) -> list[Brought]:
    """Writes into existing diaries. `take_over` decides about days that hold other answers; None refuses them."""
    with _whole():
        brought = _compared(people, items)
        if take_over is None:
            _must_agree(brought)
        _write(brought, take_over=bool(take_over))
    return brought


@contextmanager
def _whole() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except NotKept as refused:
        days = ", ".join(day.isoformat() for day in refused.days[:20])
        raise Refused(f"Something damaged lies where these days belong: {days}. Nothing was brought in.") from None
    except DatabaseError as error:
        raise Refused(f"The database could not take the days: {error}. Nothing was brought in.") from None


def _compared(people: Sequence[tuple[Account, PersonDays]], items: tuple[str, ...]) -> list[Brought]:
    return [Brought(one, compare(one.visit, days.check_ins(items)), days.empty) for one, days in people]


def _write(brought: list[Brought], *, take_over: bool) -> None:
    total = sum(len(one.days.new) + len(one.days.adding) + take_over * len(one.days.other) for one in brought)
    with counting("Writing", total) as step:
        for one in brought:
            bring_in(one.account.visit, one.days, take_over=take_over, step=step)


def _must_agree(brought: list[Brought]) -> None:
    other: list[tuple[str, date]] = [(one.account.name, day.day) for one in brought for day in one.days.other]
    if other:
        named = [f"{name} has other answers on {day}." for name, day in other]
        raise Refused(
            "\n".join(
                [
                    *import_sentences.first_of(named),
                    "Nothing was brought in. Leave such days as they are with --keep-mine, "
                    "or put the file's answers there with --take-file.",
                ]
            )
        )

"""The couple of the demonstration in the database: made, found again, and removed; and nobody else, ever."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from intertwine.cli import accounts, demo_days, demo_mark, here
from intertwine.cli.accounts import Account
from intertwine.cli.counting import counting, waiting
from intertwine.cli.demo_mark import Made
from intertwine.cli.errors import Refused
from intertwine.content.reading import daily_items
from intertwine.content.rotation import asked
from intertwine.couples.entries import Choices
from intertwine.couples.models import Couple, Invitation
from intertwine.couples.settling import settle_again
from intertwine.journal.models import Entry
from intertwine.members.days import today
from intertwine.members.models import Member
from intertwine.mind.actions import set_sharing
from intertwine.mind.asking import feelings_near
from intertwine.mind.diary_import import bring_in, compare
from intertwine.mind.entries import CheckIn, Ratings
from intertwine.patterns.actions import settle
from intertwine.patterns.engine import ENGINE
from intertwine.patterns.queries import together
from intertwine.server.configuration import Configuration
from intertwine.web.sessions import rows
from intertwine.web.sessions.visit import Visit

NAMES = ("Alice", "Bob")
WORDS = 3
"""Few enough to type on a phone; they guard nothing that anybody lived."""


def there(configuration: Configuration) -> bool:
    """Whether its members are the only ones. Raises `Refused` beside anybody else."""
    made = {one.member for one in demo_mark.read(configuration)}
    members = set(Member.objects.values_list("id", flat=True))
    if members - made:
        raise Refused(
            f"People live in {configuration.data_directory}, and a demonstration is never put among them. "
            "Nothing was touched. Choose a directory of its own with --data DIR."
        )
    return bool(members)


def make(configuration: Configuration) -> None:
    """A new couple in place of the one that may be there: all of it, or nothing changes."""
    before = demo_mark.read(configuration)
    with transaction.atomic():
        if there(configuration):
            _remove(before)
        alice, bob = (accounts.made(name, zone=here.home_zone(), words=WORDS) for name in NAMES)
        accounts.pair(alice, bob)
        _live(alice, bob)
        couple = tuple(Made(UUID(bytes=one.member), one.name, one.password) for one in (alice, bob))
        demo_mark.write(configuration, (*couple, *before))  # whichever of the two stays, the mark knows it
    demo_mark.write(configuration, couple)
    for one in before:
        rows.end_all(one.member.bytes)
    with waiting("Looking for what goes together in their days"):
        _first_picture(alice.visit)


def _live(alice: Account, bob: Account) -> None:
    lived = [(one, _check_ins(one.visit, number)) for number, one in enumerate((alice, bob))]
    with counting("Living ninety days", sum(len(days) for _, days in lived)) as step:
        for one, days in lived:
            bring_in(one.visit, compare(one.visit, days), step=step)
    for one, _ in lived:
        set_sharing(one.visit, Choices(feeds=True, draws=True, weather=True))


def _check_ins(visit: Visit, member: int) -> list[CheckIn]:
    """Until yesterday, so that today is still to be checked in."""

    def near(ratings: Ratings) -> list[str]:
        return [feeling.key for feeling in feelings_near(ratings)[0]]

    last = today(visit) - timedelta(days=1)
    return demo_days.check_ins(member, last=last, asked=_asked, feeling=near)


def _asked(day: date) -> tuple[str, ...]:
    """As many as the app asks on a day, but the same of both: how much two who are asked by turns of their own have in
    common is luck, and a demonstration should not hang on it."""
    return (*(item.key for item in daily_items() if item.kind.asked == "always"), *asked(b"demo", day.toordinal()))


def _first_picture(visit: Visit) -> None:
    """As the page of the two would, except that it waits. Should nothing come out, the page tries again."""
    settle_again(visit)  # since then, the other one has chosen, too
    for _ in ("asked for", "sealed"):
        found = together(visit)
        assert found is not None
        settle(visit, found)
        ENGINE.finish()


@dataclass(frozen=True)
class _Held:
    members: tuple[UUID, ...]
    spaces: tuple[UUID, ...]


def _remove(couple: tuple[Made, ...]) -> None:
    """Exactly what these members hold. Raises `Refused`, and thereby undoes it, where anything else is left."""
    held = _held([one for one in couple if Member.objects.filter(id=one.member).exists()])
    couples = Couple.objects.filter(seats__member__in=held.members)
    spaces = {*held.spaces, *couples.values_list("us_space", flat=True), *couples.values_list("pool_space", flat=True)}
    Entry.objects.filter(space__in=spaces).delete()
    Couple.objects.filter(id__in=list(couples.values_list("id", flat=True))).delete()
    Member.objects.filter(id__in=held.members).delete()
    if any(left.exists() for left in (Entry.objects, Couple.objects, Invitation.objects, Member.objects)):
        raise Refused(
            "There is more in this database than the demonstration made. Nothing was touched. "
            "Choose a directory of its own with --data DIR."
        )


def _held(couple: list[Made]) -> _Held:
    """Opened with the passwords they were made with: where one was changed, somebody made the account their own."""
    opened = [account for one in couple if (account := _opened(one))]
    if len(opened) < len(couple):
        raise Refused(
            "Somebody gave Alice or Bob another password, so this may be a person by now. Nothing was touched. "
            "Choose a directory of its own with --data DIR."
        )
    tiers = [account.visit.identity for account in opened if account.visit.identity]
    return _Held(tuple(UUID(bytes=tier.member) for tier in tiers), tuple(UUID(bytes=tier.me_space) for tier in tiers))


def _opened(one: Made) -> Account | None:
    try:
        account = accounts.opened(one.name, password=one.password)
    except Refused:
        return None
    return account if account.member == one.member.bytes else None

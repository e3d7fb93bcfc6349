"""Two couples in one house, and every identifier of one sent by another: nothing crosses, nothing breaks."""

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, reverse

from intertwine.couples.models import Couple, Seat
from intertwine.journal.models import Entry
from intertwine.journal.spaces import me_space, pool_space, us_space
from intertwine.members.days import today
from intertwine.members.models import Member, Slot
from intertwine.mind import actions
from intertwine.mind.entries import CheckIn
from intertwine.opening import actions as opening
from intertwine.opening.models import SealedAnswer
from intertwine.vault.tokens import Token
from intertwine.web.sessions.models import Session
from tests.access.test_matrix import ROUTES, undone
from tests.cast import Browser, Person, paired, tiers

pytestmark = [pytest.mark.slow, pytest.mark.django_db(databases=["default", "sessions"])]

# Each costs an Argon2id run, and asks for a password, or for nothing, instead of an identifier.
DOORS = {"sign-in", "sign-up", "sign-in-with-code", "open-private", "mine-password", "mine-code", "mine-pin"}
COSTLY = {*DOORS, "couple-words"}
COOKIES = ("session", "private", "device", "invitation")


@dataclass
class Someone:
    person: Person
    partner: str
    word: str
    """Stands in their private space and nowhere else."""
    cookies: dict[str, str] = field(default_factory=dict)
    day: str = ""
    own: set[UUID] = field(default_factory=set)
    """Spaces they may write to."""


@dataclass
class Town:
    people: list[Someone]
    chance: random.Random
    identifiers: list[str] = field(default_factory=list)
    browser: Browser = field(default_factory=Browser)
    stood: dict[str, str] = field(default_factory=dict)
    """What others' rows were before anything was asked; every request is undone again."""

    def request(self) -> tuple[Someone | None, str, str, dict[str, object], dict[str, str]]:
        """Somebody's sign-in, perhaps with a cookie or two of others, asks for something with others' identifiers."""
        someone = self.chance.choice(self.people)
        cookies = dict(someone.cookies)
        for name in self.chance.sample(COOKIES, self.chance.choice((0, 0, 1, 2))):
            cookies[name] = self.chance.choice(self.people).cookies.get(name, Token.new().text)
        route = self.chance.choice([route for route in ROUTES if route.name not in COSTLY])
        method = self.chance.choice(route.callback.policy.methods)
        return self.who(cookies), method, self.address(route), self.typed(someone), cookies

    def who(self, cookies: dict[str, str]) -> Someone | None:
        return next((one for one in self.people if one.cookies["session"] == cookies.get("session")), None)

    def address(self, route: URLPattern) -> str:
        arguments = {name: self.fitting(kind.regex) for name, kind in route.pattern.converters.items()}
        query = self.chance.choice(("", f"?next=/{self.any_identifier()}", f"?seen={self.any_identifier()}"))
        return reverse(str(route.name), kwargs=arguments) + query

    def typed(self, someone: Someone) -> dict[str, object]:
        seen = self.chance.choice(("", "nothing", f"{self.any_identifier()}.1", f"{self.any_identifier()}.2"))
        return {
            "id": self.any_identifier(),
            "seen": seen if self.chance.random() < 0.8 else self.any_identifier(),
            "day": someone.day,
            "at": "line",
            "go": "done",
            "line": "a swap",
            "text": "a swap",
            "valence": "4",
            **self.chance.choice(({}, dict.fromkeys(("feeds", "draws", "weather"), "yes"), {"hard": "yes"})),
        }

    def fitting(self, regex: str) -> str:
        """What the address takes at this place; an address that cannot be spelt leads nowhere anyway."""
        return self.chance.choice([one for one in self.identifiers if re.fullmatch(regex, one)] or ["1"])

    def any_identifier(self) -> str:
        return self.chance.choice(self.identifiers)


def lives_here(chance: random.Random) -> Town:
    people = []
    for one, two in (("Alice Quill", "Bob Yarrow"), ("Dana Sorrel", "Eli Tansy")):
        for person, partner in zip(both := paired(one, two), both[::-1], strict=True):
            person.post("/sharing", feeds="yes", draws="yes", weather="yes")
            people.append(Someone(person, partner.name, f"only for {uuid4().hex}"))
    for someone in people:
        moves_in(someone)
    stood = {"": rows_of_others(None), **{one.person.name: rows_of_others(one) for one in people}}
    town = Town(people, chance, sorted(set(identifiers_of(people))), stood=stood)
    town.browser.raise_request_exception = False
    return town


def moves_in(someone: Someone) -> None:
    person, visit = someone.person, someone.person.visit()
    entry = CheckIn(today(visit), {"valence": 3, "arousal": 4}, line=someone.word)
    actions.check_in(visit, entry=entry, id=uuid4())
    question = uuid4()
    opening.ask_own(visit, text="What stays yours?", id=question)
    opening.answer(visit, question=question, text=f"sealed: {someone.word}")
    person.post("/mine/pin", password=person.password, pin="480213")
    person.browser.cookies["invitation"] = Token.short().text
    someone.cookies = {name: morsel.value for name, morsel in person.browser.cookies.items() if name in COOKIES}
    someone.day = entry.day.isoformat()
    someone.own = {space.id for space in (me_space(visit), us_space(visit), pool_space(visit))}


def identifiers_of(people: list[Someone]) -> Iterator[str]:
    """Everything that names something, as somebody who has read the database and others' pages would know it."""
    for id in [row.id for table in (Member, Couple, Slot, Entry) for row in table.objects.all()]:
        yield str(id)
        yield id.hex
    yield from (str(row.question) for row in SealedAnswer.objects.all())
    for couple in Couple.objects.all():
        yield from (str(couple.us_space), couple.pool_space.hex)
    yield from (bytes(row.id).hex() for row in Session.objects.all())
    for someone in people:
        identity, _ = tiers(someone.person.visit())
        yield from (identity.me_space.hex(), identity.couple_seen.hex(), *someone.cookies.values())


def rows_of_others(someone: Someone | None) -> str:
    """What this one has no part in, whatever they ask."""
    own = someone.own if someone else set()
    seats = Seat.objects.exclude(couple__us_space__in=own).values_list(
        "couple", "number", "statement", "grants", "choices"
    )
    entries = Entry.objects.exclude(space__in=own).values_list("space", "id", "period", "revision", "blob")
    sealed = SealedAnswer.objects.exclude(couple__us_space__in=own).values_list(
        "couple", "question", "number", "revision", "answer", "both", "released"
    )
    slots = Slot.objects.values_list("member", "id", "stored")
    members = Member.objects.values_list("id", "name_hash", "card", "keyring", "keyring_revision")
    told = hashlib.sha256()
    for row in sorted(
        repr([bytes(x) if isinstance(x, memoryview) else x for x in row])
        for row in [*seats, *entries, *sealed, *slots, *members]
    ):
        told.update(row.encode())
    return told.hexdigest()


def crossed(town: Town, someone: Someone | None, answer: HttpResponse) -> list[str]:
    text = answer.content.decode()
    private = [one.word for one in town.people if one is not someone]
    strangers = [
        one.person.name
        for one in town.people
        if someone is None or one.person.name not in {someone.person.name, someone.partner}
    ]
    return [word for word in [*private, *strangers] if word in text]


def swap(town: Town) -> str | None:
    """None when all went well, else what went wrong."""
    someone, method, where, typed, cookies = town.request()
    browser = town.browser
    browser.cookies = SimpleCookie(cookies)
    with undone():
        answer = browser.get(where) if method == "GET" else browser.post(where, typed)
        changed = rows_of_others(someone) != town.stood[someone.person.name if someone else ""]
    wrong = [*crossed(town, someone, answer), *(["rows of others"] if changed else [])]
    if answer.status_code >= 500 or wrong:
        return f"{method} {where} by {someone and someone.person.name}: {answer.status_code} {wrong} {typed}"
    return None


@pytest.mark.parametrize(
    "requests", [2_000, pytest.param(20_000, marks=[pytest.mark.nightly, pytest.mark.slow])], ids=["some", "many"]
)
def test_swapped_identifiers_cross_nothing(requests: int) -> None:
    town = lives_here(random.Random(requests))
    assert [wrong for _ in range(requests) if (wrong := swap(town))] == []
    for someone in town.people:  # the control: each still reads their own, and would have been caught reading another's
        mine = someone.person.get("/today")
        assert crossed(town, someone, mine) == []
        assert len(crossed(town, None, mine)) >= 2

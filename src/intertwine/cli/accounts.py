"""Accounts, made or opened at the host's terminal. It signs nobody in anywhere: a visit ends with the command."""

import secrets
from dataclasses import dataclass

from intertwine.cli.errors import Refused
from intertwine.content.reading import safety_words
from intertwine.couples.actions import confirm, invite, join
from intertwine.couples.queries import meeting_of
from intertwine.couples.settling import settle_again
from intertwine.members.actions import confirm_recovery_code, sign_in, sign_up
from intertwine.members.errors import Busy, KeysChanged, NameTaken, NotRecognised
from intertwine.members.forms import SignUp
from intertwine.web.sessions.visit import Visit

WORDS = 6
"""Of 2,048: 66 bits, so that nobody guesses it, and still a line that can be typed on a phone."""


@dataclass(frozen=True, repr=False)
class Account:
    name: str
    visit: Visit
    password: str = ""
    code: str = ""
    """Both only of an account that was made just now, for its owner to be told once."""

    @property
    def member(self) -> bytes:
        assert self.visit.identity is not None
        return self.visit.identity.member


def made(name: str, *, zone: str, words: int = WORDS) -> Account:
    """A new account, whose recovery code counts as written down: whoever makes it hands it over."""
    password, visit, name = _new_password(words), Visit(), _readable(name)
    try:
        sign_up(visit, name=name, password=password, language="en", zone=zone, country="")
    except NameTaken:
        raise Refused(
            f"Somebody signs in as {name} on this server already. Choose another name, "
            "or name both as members with --as if they are the ones."
        ) from None
    assert visit.private is not None
    code = visit.private.pending_code
    confirm_recovery_code(visit, typed=code)
    return Account(name, visit, password, code)


def opened(name: str, *, password: str) -> Account:
    visit = Visit()
    try:
        sign_in(visit, name=name, password=password)
    except NotRecognised:
        raise Refused(f"The name {name} and this password do not go together. Nothing was changed.") from None
    except KeysChanged:
        raise Refused(f"The account of {name} does not prove itself: somebody edited the database.") from None
    except Busy:
        raise Refused("Many people are signing in at this moment. Try again in a minute.") from None
    return Account(name, visit)


def pair(one: Account, two: Account) -> None:
    """Both say that their words are the same: the two accounts were made in one place a moment ago."""
    join(two.visit, invite(one.visit))
    for account in (one, two):
        settle_again(account.visit)
        confirm(account.visit, seen=meeting_of(account.visit).fingerprint)
    settle_again(one.visit)


def _new_password(words: int) -> str:
    return " ".join(secrets.choice(safety_words()) for _ in range(words))


def _readable(name: str) -> str:
    form = SignUp({"name": name})
    form.is_valid()
    if "name" in form.errors:
        raise Refused(str(form.errors["name"][0]))
    return str(form.cleaned_data["name"])

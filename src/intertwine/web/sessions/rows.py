"""Sealed session rows: made, opened, replaced, removed. One row per token, its contents bound to its kind."""

import hmac
from collections.abc import Iterable
from contextlib import suppress
from typing import TypeVar

import msgspec
from django.conf import settings
from django.db import DatabaseError
from django.db.models import F

from intertwine.vault.errors import Unopenable
from intertwine.vault.padding import pad, unpad
from intertwine.vault.tokens import Token, open_with_token, seal_with_token
from intertwine.web.prepared import Prepared
from intertwine.web.sessions import clock
from intertwine.web.sessions.models import Session
from intertwine.web.sessions.visit import IdentityTier, PrivateTier

Tier = IdentityTier | PrivateTier
T = TypeVar("T", IdentityTier, PrivateTier)
KINDS: dict[type[Tier], Session.Kind] = {IdentityTier: Session.Kind.IDENTITY, PrivateTier: Session.Kind.PRIVATE}

_COLUMNS = tuple(column.attname for column in Session._meta.concrete_fields)
_LIVING = Prepared(lambda ids, now: Session.objects.values_list(*_COLUMNS).filter(id__in=ids).filter(expires__gt=now))


def owner_hash(member: bytes) -> bytes:
    return hmac.digest(settings.SECRETS.names, b"session owner" + member, "sha256")


def find(tokens: Iterable[Token]) -> dict[bytes, Session]:
    """Every living row of these tokens, in one query."""
    rows = _LIVING.rows([token.id for token in tokens], clock.now())
    return {bytes(row[0]): Session.from_db("sessions", _COLUMNS, row) for row in rows}


def read(row: Session, token: Token, tier: type[T]) -> T | None:
    """None for a row that is of another kind, was edited, or was written by another version."""
    if row.kind != KINDS[tier]:
        return None
    try:
        plain = unpad(open_with_token(token, _purpose(tier), bytes(row.blob)))
        return msgspec.msgpack.decode(plain, type=tier)
    except (Unopenable, msgspec.DecodeError):
        return None


def insert(tier: Tier, *, owner: bytes, family: bytes, lasts: int) -> Token:
    token = Token.new()
    now = clock.now()
    Session.objects.create(
        id=token.id,
        kind=KINDS[type(tier)],
        owner=owner,
        family=family,
        blob=_seal(tier, token),
        began=now,
        touched=now,
        expires=now + lasts,
    )
    return token


def rewrite(row: Session, token: Token, tier: Tier) -> None:
    Session.objects.filter(id=row.id).update(blob=_seal(tier, token), touched=clock.now())


def rewrite_if_possible(row: Session, token: Token, tier: Tier) -> None:
    """Not worth refusing a page for: what could not be written is learnt again by the next one."""
    with suppress(DatabaseError):
        rewrite(row, token, tier)


def insert_device(token: Token, blob: bytes, *, owner: bytes) -> None:
    """A device's PIN: what it opens is sealed under the PIN and this token, which only that device's cookie holds."""
    now = clock.now()
    Session.objects.create(
        id=token.id,
        kind=Session.Kind.DEVICE,
        owner=owner,
        family=b"",
        blob=blob,
        began=now,
        touched=now,
        expires=now + clock.DEVICE_LASTS,
    )


def try_device(token: Token) -> tuple[bytes, int] | None:
    """What the PIN may open and how many tries are left after this one, which is counted first. None when used up."""
    mine = Session.objects.filter(id=token.id, kind=Session.Kind.DEVICE, expires__gt=clock.now())
    if not mine.filter(tries__lt=clock.PIN_TRIES).update(tries=F("tries") + 1):
        mine.delete()
        return None
    row = mine.get()
    return bytes(row.blob), clock.PIN_TRIES - row.tries


def device_opened(token: Token) -> None:
    Session.objects.filter(id=token.id).update(tries=0, touched=clock.now())


def forget_device(token: Token) -> None:
    Session.objects.filter(id=token.id, kind=Session.Kind.DEVICE).delete()


def retire(row: Session) -> bool:
    """The old token keeps working for requests that were under way when it was replaced.

    False where another request replaced it already, or its sign-in has ended meanwhile.
    """
    standing = Session.objects.filter(id=row.id, replaced=False)
    return bool(standing.update(replaced=True, expires=clock.now() + clock.ROTATED_TOKEN_LASTS))


def touch(row: Session, *, expires: int | None = None) -> None:
    """Not worth refusing a page for: where it cannot be written, the sign-in ends sooner."""
    with suppress(DatabaseError):
        lasts = row.expires if expires is None else expires
        Session.objects.filter(id=row.id).update(touched=clock.now(), expires=lasts)


def end_family(family: bytes) -> None:
    Session.objects.filter(family=family).exclude(kind=Session.Kind.DEVICE).delete()


def end_private(family: bytes) -> None:
    Session.objects.filter(family=family, kind=Session.Kind.PRIVATE).delete()


def end_all(member: bytes) -> None:
    """Signs a member out on every device, and forgets every device's PIN."""
    Session.objects.filter(owner=owner_hash(member)).delete()


def sweep() -> int:
    """Removes what has expired; called at start and by `intertwine tidy`."""
    return Session.objects.filter(expires__lte=clock.now()).delete()[0]


def _purpose(tier: type[Tier]) -> str:
    return "session/" + KINDS[tier].name.lower()


def _seal(tier: Tier, token: Token) -> bytes:
    """Padded, or the size of a row would tell that its member said today is a hard day."""
    return seal_with_token(token, _purpose(type(tier)), pad(msgspec.msgpack.encode(tier)))

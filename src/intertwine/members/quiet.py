"""Whether what is for two stays away from one member for now. Their pages alone change; nothing is told to anybody.

A member answered the private questions on the help pages so that exercises and insights for two should stay away, or
asked for a pause. The answer lives in the member's row, sealed to that member alone, and the same on all their devices,
whether or not their private space is open. Every member has such a value from sign-up on, of one size. It is sealed
again at each sign-in, each opening of the private space with the password, each time the questions are sent, yes or no,
and after a screen that asks about not wanting to live, whatever was answered: to whoever watches the database, new
bytes there say no more than that one of these happened.

What callers must do:

- Ask `couple_parts_hidden` on the pages of the member who visits, and leave out what is for two without a trace: no
  gap, no empty card, no "paused", no other title or address. A page that is only for two shows what someone would see
  for whom nothing has come yet.
- Never ask it about anybody else, and let nothing the partner can see depend on it: their pages, the shared and the
  pool space, and what is written there must be the same byte for byte. So nothing is withdrawn, answered, refused or
  sent because of it, and what the partner proposed stays proposed, as with everybody who has not looked yet.
- Never write down that it was so, in an entry, an address, a title or a log.

LAW of `Quiet`: fields are added with a default, never changed.
"""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from intertwine.members.models import Member
from intertwine.vault.errors import VaultError
from intertwine.vault.identity import Identity
from intertwine.vault.records import Context, Ring, open_record, seal
from intertwine.vault.secrets import Key, Sealed, derive
from intertwine.vault.storing import decoded
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import IdentityTier, Visit


class Quiet(msgspec.Struct, frozen=True):
    hidden: bool = False
    """Until the member takes it back."""
    until: int = 0
    """A pause, in seconds since 1970."""

    def __repr__(self) -> str:
        return "<Quiet>"


@dataclass
class Row:
    """The member's columns as they stand; the middleware brings them along with the couple's rows."""

    revision: int
    blob: bytes
    opened: tuple[IdentityTier, Quiet | None] | None = field(default=None, compare=False)
    """What is in them, opened once a request, and for whom."""

    def __repr__(self) -> str:
        return "<Row>"


FIRST: Final = 1


def couple_parts_hidden(visit: Visit) -> bool:
    """Exercises and insights for two are left out of this member's pages; see above what follows from that.

    No query for someone in a couple, at most one for others. Works with the private space closed. A value that was
    damaged, or is older than one this device has seen, counts as hidden: see `unreadable`.
    """
    if visit.identity is None:
        return False
    quiet = _read(visit.identity, _row(visit))
    return quiet is None or quiet.hidden or quiet.until > clock.now()


def sent_away(visit: Visit) -> bool:
    """What is for two stays away until the member takes that back, as after a yes to the private questions, and not
    only for a pause: then telling the partner anything is not offered either, where a pause leaves it to the member."""
    if visit.identity is None:
        return False
    quiet = _read(visit.identity, _row(visit))
    return quiet is None or quiet.hidden


def unreadable(visit: Visit) -> bool:
    """Somebody edited the value, or put an older one back: the member is told, calmly, and chooses again."""
    return visit.identity is not None and _read(visit.identity, _row(visit)) is None


def hide_couple_parts(visit: Visit) -> None:
    """Until `show_couple_parts`."""
    _write(visit, hidden=True)


def show_couple_parts(visit: Visit) -> None:
    """Takes everything back, a pause too."""
    _write(visit, hidden=False, until=0)


def pause_couple_parts(visit: Visit, *, until: int) -> None:
    """`until` in seconds since 1970; a longer pause stands."""
    _write(visit, at_least_until=until)


def resume_couple_parts(visit: Visit) -> None:
    """Ends the pause and nothing else: what the member asked to stay away stays away."""
    _write(visit, until=0)


def first_value(member: UUID, identity: Identity) -> Sealed:
    """What a row has from sign-up on, at revision `FIRST`."""
    return _seal(member, identity, FIRST, Quiet())


def seal_again(visit: Visit) -> None:
    """Changes nothing but the bytes, so that a no looks like a yes, and either like a sign-in, to whoever watches the
    database. Members of an earlier version get their first value here."""
    _write(visit)


def bring(visit: Visit, member: Member) -> None:
    """What the middleware has read already need not be read again. `member` is the one who visits."""
    visit.quiet = Row(member.quiet_revision, bytes(member.quiet))
    tier = visit.identity
    if tier is not None and member.quiet_revision > tier.quiet_seen and _read(tier, visit.quiet) is not None:
        visit.learn(quiet_seen=member.quiet_revision)


def _row(visit: Visit) -> Row:
    if not isinstance(visit.quiet, Row):
        bring(visit, _columns().get(id=_id(visit)))
    assert isinstance(visit.quiet, Row)
    return visit.quiet


def _read(tier: IdentityTier, row: Row) -> Quiet | None:
    """None where it does not open at its place, or is older than what this sign-in has seen."""
    if row.opened is None or row.opened[0] is not tier:
        row.opened = (tier, _open(tier, row))
    return row.opened[1]


def _open(tier: IdentityTier, row: Row) -> Quiet | None:
    if row.revision < tier.quiet_seen:
        return None
    if row == Row(0, b""):  # a member of an earlier version who has not signed in since
        return Quiet()
    try:
        ring = Ring.of(_key(Identity.from_bytes(tier.identity)))
        plain = open_record(ring, _place(UUID(bytes=tier.member), row.revision), row.blob)
        return decoded(plain, Quiet)
    except VaultError:
        return None


def _write(visit: Visit, *, at_least_until: int = 0, **changes: object) -> None:
    """What cannot be read is written over only by a choice about all of it; a pause leaves it, hidden, to be seen."""
    assert visit.identity is not None
    with transaction.atomic():
        member = _columns().select_for_update().get(id=_id(visit))
        row = Row(member.quiet_revision, bytes(member.quiet))
        before = _read(visit.identity, row)
        if before is None and "hidden" not in changes:
            visit.quiet = row
            return
        quiet = msgspec.structs.replace(before or Quiet(), **changes)
        quiet = msgspec.structs.replace(quiet, until=max(quiet.until, at_least_until))
        _store(visit, visit.identity, max(visit.identity.quiet_seen, row.revision if before else 0) + 1, quiet)


def _store(visit: Visit, tier: IdentityTier, revision: int, quiet: Quiet) -> None:
    blob = _seal(_id(visit), Identity.from_bytes(tier.identity), revision, quiet)
    Member.objects.filter(id=_id(visit)).update(quiet=blob, quiet_revision=revision)
    visit.quiet = Row(revision, blob)
    visit.update(quiet_seen=revision)


def _columns() -> QuerySet[Member]:
    return Member.objects.only("quiet", "quiet_revision")


def _id(visit: Visit) -> UUID:
    assert visit.identity is not None
    return UUID(bytes=visit.identity.member)


def _seal(member: UUID, identity: Identity, revision: int, quiet: Quiet) -> Sealed:
    return seal(_key(identity), _place(member, revision), msgspec.msgpack.encode(quiet))


def _key(identity: Identity) -> Key:
    return derive(identity, "own-quiet")


def _place(member: UUID, revision: int) -> Context:
    return Context(space=member.bytes, audience="quiet", entry=member.bytes, revision=revision)

"""What a member can do to their account. Each verb is one transaction and returns what the visit may open."""

import uuid
from contextlib import suppress
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction

from intertwine.members import quiet
from intertwine.members.access import member_of, slot_of, unlock_by_code, unlock_by_password, unlock_own
from intertwine.members.errors import NameTaken, WrongCode
from intertwine.members.keyring import (
    Keyring,
    identity_tier,
    name_hash,
    open_keyring,
    outside_secret,
    private_tier,
    seal_keyring,
)
from intertwine.members.models import Member, Slot
from intertwine.members.turns import argon_turn
from intertwine.vault.errors import Unopenable
from intertwine.vault.identity import Identity
from intertwine.vault.secrets import Key
from intertwine.vault.slots import Slot as VaultSlot
from intertwine.vault.slots import new_recovery_code, normalise_code, password_slot, recovery_slot
from intertwine.web.sessions import clock, rows
from intertwine.web.sessions.visit import PrivateTier, Visit


def sign_up(visit: Visit, *, name: str, password: str, language: str, zone: str, country: str) -> Member:
    """Makes the account and signs in. The recovery code waits in the visit until it is typed back."""
    root, identity = Key.new(), Identity.new()
    keyring = Keyring(name.strip(), identity.to_bytes(), uuid.uuid4().bytes, ((1, Key.new().reveal()),))
    member = Member(
        id=uuid.uuid4(),
        name_hash=name_hash(name),
        card=identity.card.to_bytes(),
        language=language,
        zone=zone,
        country=country,
    )
    member.keyring = seal_keyring(keyring, root=root, member=member.id, revision=1)
    member.quiet, member.quiet_revision = quiet.first_value(member.id, identity), quiet.FIRST
    slot = _new_password_slot(password, member.id, root)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
            slot.save(force_insert=True)
    except IntegrityError:
        raise NameTaken from None
    _enter(visit, member, keyring, root)
    return member


def sign_in(visit: Visit, *, name: str, password: str) -> None:
    """Raises `NotRecognised`, `KeysChanged` or `Busy`."""
    member, root = unlock_by_password(name, password)
    _enter(visit, member, open_keyring(member, root=root), root)


def sign_in_with_code(visit: Visit, *, name: str, code: str, new_password: str) -> None:
    """The recovery code opens the account once more, with a new password; every other device is signed out."""
    member, root = unlock_by_code(name, code)
    keyring = _with_new_password(member, root, new_password)
    _enter(visit, member, keyring, root)


def confirm_recovery_code(visit: Visit, *, typed: str) -> None:
    """Makes the recovery slot, now that the code is known to be written down. Raises `WrongCode`."""
    assert visit.identity is not None
    assert visit.private is not None
    code = visit.private.pending_code
    if not code or not _same_code(typed, code):
        raise WrongCode
    member, root = UUID(bytes=visit.identity.member), Key.from_bytes(visit.private.pending_root)
    _store_slot(recovery_slot(code=code, member=member.bytes, root=root), member)
    visit.update(recovery_pending=False)
    visit.update_private(pending_code="", pending_root=b"")


def renew_recovery_code(visit: Visit, *, password: str) -> None:
    """A new code to write down. The old one opens until the new one is typed back."""
    member, root = unlock_own(visit, password)
    keyring = open_keyring(member, root=root)
    visit.update(recovery_pending=True)
    visit.open_private(private_tier(keyring, pending=(new_recovery_code(), root)))


def open_private(visit: Visit, *, password: str, just_mine: bool) -> None:
    """Opens the private space again; on a device its owner calls just theirs, for longer."""
    assert visit.identity is not None
    member, root = unlock_own(visit, password)
    keyring, idle = open_keyring(member, root=root), clock.PRIVATE_IDLE_JUST_MINE if just_mine else clock.PRIVATE_IDLE
    visit.open_private(_private(member, keyring, root, renewing=visit.identity.recovery_pending, idle=idle))
    _cover(visit)


def change_password(visit: Visit, *, old: str, new: str) -> None:
    """New password, new me key for what is written from now on, and every other device signed out."""
    member, root = unlock_own(visit, old)
    _enter(visit, member, _with_new_password(member, root, new), root)


def sign_out_everywhere(visit: Visit) -> None:
    assert visit.identity is not None
    rows.end_all(visit.identity.member)
    visit.sign_out()


def set_place(visit: Visit, *, language: str, zone: str, country: str) -> None:
    member = member_of(visit)
    Member.objects.filter(id=member.id).update(language=language, zone=zone, country=country)
    visit.update(language=language, zone=zone, country=country)


def _same_code(typed: str, shown: str) -> bool:
    try:
        return normalise_code(typed) == normalise_code(shown)
    except Unopenable:
        return False


def _enter(visit: Visit, member: Member, keyring: Keyring, root: Key) -> None:
    private = _private(member, keyring, root)
    visit.sign_in(identity_tier(member, keyring, recovery_pending=bool(private.pending_code)), private)
    _cover(visit)


def _cover(visit: Visit) -> None:
    """What covers the times at which the value really changes must not cost anyone their sign-in."""
    with suppress(DatabaseError):
        quiet.seal_again(visit)


def _private(
    member: Member, keyring: Keyring, root: Key, *, renewing: bool = False, idle: int = clock.PRIVATE_IDLE
) -> PrivateTier:
    """Until a recovery code was typed back there is none; then a new one waits to be shown."""
    pending = (new_recovery_code(), root) if renewing or not slot_of(member, "recovery") else None
    return private_tier(keyring, pending=pending, idle=idle)


def _with_new_password(member: Member, root: Key, password: str) -> Keyring:
    slot = _new_password_slot(password, member.id, root)
    with transaction.atomic():  # read again inside, or of two changes in one moment one would lose its me key
        before = Member.objects.select_for_update().get(id=member.id)
        keyring, revision = open_keyring(before, root=root).turned(), before.keyring_revision + 1
        Slot.objects.filter(member=member, kind="password").delete()
        slot.save(force_insert=True)
        sealed = seal_keyring(keyring, root=root, member=member.id, revision=revision)
        Member.objects.filter(id=member.id).update(keyring=sealed, keyring_revision=revision)
    rows.end_all(member.id.bytes)
    return keyring


def _new_password_slot(password: str, member: UUID, root: Key) -> Slot:
    with argon_turn():
        made = password_slot(password=password, outside=outside_secret(), member=member.bytes, root=root)
    return _row(made, member)


def _store_slot(made: VaultSlot, member: UUID) -> None:
    with transaction.atomic():
        Slot.objects.filter(member_id=member, kind=made.kind).delete()
        _row(made, member).save(force_insert=True)


def _row(made: VaultSlot, member: UUID) -> Slot:
    return Slot(member_id=member, id=UUID(bytes=made.id), kind=made.kind, stored=made.to_bytes())

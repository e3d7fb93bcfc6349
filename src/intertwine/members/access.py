"""The only door to a member's row and slots."""

from uuid import UUID

from intertwine.members.errors import NotRecognised
from intertwine.members.keyring import name_hash, outside_secret
from intertwine.members.models import Member, Slot
from intertwine.members.turns import argon_turn
from intertwine.vault.errors import Unopenable
from intertwine.vault.secrets import Key
from intertwine.vault.slots import Slot as VaultSlot
from intertwine.vault.slots import open_nothing, open_password_slot, open_recovery_slot
from intertwine.web.sessions.visit import Visit


def member_of(visit: Visit) -> Member:
    assert visit.identity is not None
    return Member.objects.get(id=UUID(bytes=visit.identity.member))


def unlock_by_password(name: str, password: str) -> tuple[Member, Key]:
    """Opening the slot is the authentication. An unknown name takes the same work and gets the same answer."""
    member = Member.objects.filter(name_hash=name_hash(name)).first()
    slot = slot_of(member, "password") if member else None
    with argon_turn():
        if member is None or slot is None:
            open_nothing(password=password, outside=outside_secret())
            raise NotRecognised
        return member, _open(member, slot, password)


def unlock_own(visit: Visit, password: str) -> tuple[Member, Key]:
    """The account of whoever is signed in. Raises `NotRecognised`, also where the name is somebody else's by now."""
    assert visit.identity is not None
    member, root = unlock_by_password(visit.identity.name, password)
    if member.id.bytes != visit.identity.member:
        raise NotRecognised
    return member, root


def _open(member: Member, slot: Slot, password: str) -> Key:
    try:
        stored = VaultSlot.from_bytes(bytes(slot.stored))
        return open_password_slot(stored, password=password, outside=outside_secret(), member=member.id.bytes)
    except Unopenable:
        raise NotRecognised from None


def unlock_by_code(name: str, code: str) -> tuple[Member, Key]:
    member = Member.objects.filter(name_hash=name_hash(name)).first()
    slot = slot_of(member, "recovery") if member else None
    if member is None or slot is None:
        raise NotRecognised
    try:
        return member, open_recovery_slot(VaultSlot.from_bytes(bytes(slot.stored)), code=code, member=member.id.bytes)
    except Unopenable:
        raise NotRecognised from None


def slot_of(member: Member, kind: str) -> Slot | None:
    return Slot.objects.filter(member=member, kind=kind).first()

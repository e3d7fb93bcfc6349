"""A six-digit PIN for one device: opens the private space there, five tries, then the password."""

import msgspec

from intertwine.members.access import unlock_own
from intertwine.members.errors import WrongPin
from intertwine.members.turns import argon_turn
from intertwine.vault.errors import Unopenable
from intertwine.vault.pin import open_with_pin, seal_with_pin
from intertwine.vault.tokens import Token
from intertwine.web.sessions import clock, rows
from intertwine.web.sessions.visit import PrivateTier, Visit


def set_pin(visit: Visit, *, pin: str, password: str) -> None:
    """Takes the password: two minutes with somebody's open phone must not become a key of one's own to it.

    Raises `NotRecognised`.
    """
    assert visit.private is not None
    member, _ = unlock_own(visit, password)
    device = Token.new()
    kept = msgspec.structs.replace(visit.private, pending_code="", pending_root=b"")
    with argon_turn():
        blob = seal_with_pin(pin=pin, device=device, payload=msgspec.msgpack.encode(kept))
    forget_pin(visit)
    rows.insert_device(device, blob, owner=rows.owner_hash(member.id.bytes))
    visit.know_device(device)


def open_with_device_pin(visit: Visit, *, pin: str, just_mine: bool) -> None:
    """Raises `WrongPin` with the tries left; at none, the PIN is forgotten and only the password opens."""
    with argon_turn():  # before the try is counted: whoever is sent away in a crowd has not tried
        kept = _kept(visit, pin)
    idle = clock.PRIVATE_IDLE_JUST_MINE if just_mine else clock.PRIVATE_IDLE
    visit.open_private(msgspec.structs.replace(kept, idle_seconds=idle))


def _kept(visit: Visit, pin: str) -> PrivateTier:
    tried = rows.try_device(visit.device) if visit.device else None
    if visit.device is None or tried is None:
        visit.know_device(None)
        raise WrongPin(0)
    blob, left = tried
    try:
        kept = open_with_pin(pin=pin, device=visit.device, sealed=blob)
    except Unopenable:
        if left == 0:
            forget_pin(visit)
        raise WrongPin(left) from None
    rows.device_opened(visit.device)
    return msgspec.msgpack.decode(kept, type=PrivateTier)


def forget_pin(visit: Visit) -> None:
    if visit.device:
        rows.forget_device(visit.device)
        visit.know_device(None)

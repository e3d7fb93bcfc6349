"""How slots and grants are stored: a msgpack array of their fields, in the one spelling msgspec gives it."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from intertwine.vault.errors import Unopenable

T = TypeVar("T", bound=msgspec.Struct)


def stored(value: msgspec.Struct) -> bytes:
    """The bytes of a struct."""
    return msgspec.msgpack.encode(value)


def restored(data: bytes, kind: type[T]) -> T:
    """The struct with exactly these bytes; raises `Unopenable`, also for a second spelling of the same fields."""
    try:
        value = msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Unopenable from None
    if stored(value) != data:
        raise Unopenable
    return value

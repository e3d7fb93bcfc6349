"""How slots and grants are stored: a msgpack array of their fields, in the one spelling msgspec gives it; and how what
somebody else may have made up is read."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from intertwine.vault.errors import Unopenable

T = TypeVar("T", bound=msgspec.Struct)
D = TypeVar("D")


def stored(value: msgspec.Struct) -> bytes:
    """The bytes of a struct."""
    return msgspec.msgpack.encode(value)


def restored(data: bytes, kind: type[T]) -> T:
    """The struct with exactly these bytes; raises `Unopenable`, also for a second spelling of the same fields."""
    value = decoded(data, kind)
    if stored(value) != data:
        raise Unopenable
    return value


def decoded(data: bytes, kind: type[D]) -> D:
    """What these bytes say, from whoever holds a key and keeps no law; raises `Unopenable` whatever they are instead:
    another shape, text that is none, or a nest so deep that reading it breaks off."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Unopenable from None

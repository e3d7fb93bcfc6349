"""One way to write several values as one string of bytes, so that no two lists of values share a string."""

from __future__ import annotations

from intertwine.vault.errors import Refused

NUMBER_LIMIT = 2**63 - 1


def prefixed(*items: bytes) -> bytes:
    """Each item behind its length, a four-byte big-endian number."""
    return b"".join([len(item).to_bytes(4, "big") + item for item in items])


def number(value: int) -> bytes:
    """A whole number from 0 to 2**63 - 1 as eight big-endian bytes; raises `Refused` for any other."""
    if not 0 <= value <= NUMBER_LIMIT:
        raise Refused("a number in the vault lies between 0 and 2**63 - 1")
    return value.to_bytes(8, "big")


def exactly(length: int, *values: bytes) -> None:
    """Raise `Refused` unless each value has this length."""
    for value in values:
        if len(value) != length:
            raise Refused(f"expected {length} bytes")

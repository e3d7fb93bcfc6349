"""Bytes that must never be seen: not in a log, a traceback, a template, a pickle or a copy."""

from __future__ import annotations

import hmac
from typing import ClassVar, NoReturn

from intertwine.vault.errors import Unopenable


class Hidden:
    """Secret bytes that leave only through `reveal`, so that every way out can be found by its name.

    Subclasses name the lengths they allow; bytes of another length raise `Unopenable`.
    Equality takes constant time. Python cannot wipe memory, so nothing here claims to.
    """

    __slots__ = ("_named", "_secret")
    lengths: ClassVar[frozenset[int] | None] = None

    def __init__(self, secret: bytes) -> None:
        if self.lengths is not None and len(secret) not in self.lengths:
            raise Unopenable
        self._secret = bytes(secret)
        self._named: bytes | None = None  # the public id of what has one, once somebody asked for it

    def reveal(self) -> bytes:
        """The secret itself. Call it inside the expression that uses it, never into a variable."""
        return self._secret

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        raise TypeError(f"{self!r} has no hash: it would be a fingerprint of the secret")

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __format__(self, specification: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{self!r} is neither pickled nor copied")

    def __getstate__(self) -> NoReturn:
        raise TypeError(f"{self!r} has no state to show")

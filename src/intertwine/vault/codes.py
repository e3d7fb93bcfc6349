"""The recovery code: 160 random bits that a person can write on paper and type back."""

from __future__ import annotations

import os
import unicodedata
from typing import Final

from intertwine.vault.errors import Unopenable
from intertwine.vault.hidden import Hidden

# Digits and capitals without I, L, O and U: what is left looks like nothing else, or reads as it was meant.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES: Final = str.maketrans("ILO", "110")
_CHARACTERS: Final = 32
_GROUP: Final = 4
_SEPARATORS: Final = frozenset({"Pd", "Pc", "Zs", "Zl", "Zp", "Cc", "Cf"})


def new_recovery_code() -> str:
    """A fresh code: 32 characters of five bits each, in eight groups."""
    bits = int.from_bytes(os.urandom(20), "big")
    return _grouped("".join(_ALPHABET[bits >> shift & 31] for shift in range(155, -1, -5)))


def normalise_code(text: str) -> str:
    """The code as it was shown, from whatever was typed: case, spaces, dashes and look-alikes do not matter.

    Raises `Unopenable` for what cannot be a code.
    """
    typed = unicodedata.normalize("NFKC", text).upper()
    bare = "".join(c for c in typed if unicodedata.category(c) not in _SEPARATORS).translate(_LOOK_ALIKES)
    if len(bare) != _CHARACTERS or not set(bare) <= set(_ALPHABET):
        raise Unopenable
    return _grouped(bare)


def secret_of(code: str) -> Hidden:
    """The 20 bytes a code stands for; raises `Unopenable` for what cannot be a code."""
    bits = 0
    for character in normalise_code(code).replace("-", ""):
        bits = bits << 5 | _ALPHABET.index(character)
    return Hidden(bits.to_bytes(20, "big"))


def _grouped(bare: str) -> str:
    return "-".join(bare[start : start + _GROUP] for start in range(0, _CHARACTERS, _GROUP))

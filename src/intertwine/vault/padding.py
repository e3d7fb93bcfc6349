"""Padding, so that the size of a sealed text says little about the text.

LAW of padding (format 1): padded = plaintext | 0x80 | zeros. The marker and the zeros may never change;
how many zeros there are is free, because opening only strips them.
"""

from __future__ import annotations

from typing import Final

from intertwine.vault.errors import Unopenable

ENTRY_FLOOR: Final = 1_024
ANSWER_FLOOR: Final = 4_096
_MARKER: Final = b"\x80"


def pad(plaintext: bytes) -> bytes:
    """Pad an entry to a step of Padmé, and to at least 1,024 bytes.

    Padmé (Nikitin et al., PETS 2019) rounds up so that only the leading bits of the size remain: a size of L
    bytes leaks at most O(log log L) bits and grows by less than 12 %.
    """
    return _filled(plaintext, max(ENTRY_FLOOR, _padme(len(plaintext) + 1)))


def pad_answer(plaintext: bytes) -> bytes:
    """Pad a sealed answer to 4,096 bytes, or to the next power of two: most answers have the same size."""
    return _filled(plaintext, max(ANSWER_FLOOR, 1 << len(plaintext).bit_length()))


def unpad(padded: bytes) -> bytes:
    """The plaintext inside `pad` or `pad_answer`; raises `Unopenable` where there is no marker."""
    plaintext, marker, zeros = padded.rpartition(_MARKER)
    if not marker or zeros != bytes(len(zeros)):
        raise Unopenable
    return plaintext


def _filled(plaintext: bytes, size: int) -> bytes:
    return (plaintext + _MARKER).ljust(size, b"\0")


def _padme(size: int) -> int:
    exponent = size.bit_length() - 1
    free_bits = exponent - exponent.bit_length()
    mask = (1 << max(free_bits, 0)) - 1
    return (size + mask) & ~mask

"""Ways to spoil bytes, each with a name."""

from collections.abc import Iterator


def flipped(original: bytes, bit: int) -> bytes:
    changed = bytearray(original)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def every_flip(original: bytes) -> Iterator[bytes]:
    return (flipped(original, bit) for bit in range(len(original) * 8))


def a_flip_in_every_byte(original: bytes) -> Iterator[bytes]:
    """For what is slow to open: another bit in each byte."""
    return (flipped(original, 8 * position + position % 8) for position in range(len(original)))


def every_truncation(original: bytes) -> Iterator[bytes]:
    return (original[:length] for length in range(len(original)))


def extensions(original: bytes) -> Iterator[bytes]:
    for extra in (b"\0", b"\x80", b"\xff", bytes(16), original[-16:], original):
        yield original + extra
        yield extra + original

"""A diary under way: its file goes along with the pages, packed and unseen, and nothing of it is put down anywhere."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

LONGEST_FILE = 900_000
"""Bytes. Several years of days with their words."""
LONGEST_HELD = 200_000
"""Characters: a form takes a quarter of a million, and carries more than this."""


class TooBig(ValueError):
    """A file that fits neither through the door nor into a page."""


class NotOurs(ValueError):
    """What came back is not what a page sent along."""


def held(data: bytes) -> str:
    """Raises `TooBig`."""
    packed = urlsafe_b64encode(zlib.compress(data, 9)).decode()
    if len(data) > LONGEST_FILE or len(packed) > LONGEST_HELD:
        raise TooBig
    return packed


def unheld(text: str) -> bytes:
    """Raises `NotOurs`, also for what would unpack to more than was ever packed."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(urlsafe_b64decode(text.encode()), LONGEST_FILE)
    except (zlib.error, Error, ValueError):
        raise NotOurs from None
    if not unpacker.eof or not data:
        raise NotOurs
    return data

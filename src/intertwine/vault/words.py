"""Five safety words that two people compare aloud, as five numbers of a list of 2,048.

LAW of safety words (format 1; two devices must always say the same, so none of it may ever change):

    numbers = the first 55 bits of Argon2id(P("intertwine/safety-words/1", low, high), 64 MiB, 3 passes),
              eleven bits each, most significant first
    salt    = SHA-256("intertwine/safety-words/1")[:16]; low and high are the two cards in the order of their bytes
"""

from __future__ import annotations

import hashlib
from typing import Final

from intertwine.vault import primitives
from intertwine.vault.encoding import prefixed
from intertwine.vault.errors import Refused
from intertwine.vault.hidden import Hidden
from intertwine.vault.identity import Card

FiveNumbers = tuple[int, int, int, int, int]
_DOMAIN: Final = b"intertwine/safety-words/1"

# Why Argon2id. Someone in the middle shows Alice a key M and Bob a key N, and needs words(Alice, M) = words(N, Bob).
# With both lists of their own making, a match is expected after about 2^27.5 keys in each: 2^28.5 runs, 380 million.
# Plain SHA-256 does that in a second on one graphics card. At 0.1 s and 64 MiB a run it is 38 million core-seconds,
# more than a year of one core, for this one couple, within the day an invitation lives. That is out of reach of whoever
# hosts at home; not of somebody who rents hundreds of machines or fast graphics cards. Against one given pair of keys,
# with no list to choose from, it takes 2^55 runs.


def safety_numbers(a: Card, b: Card) -> FiveNumbers:
    """Five numbers from 0 to 2,047, the same in whichever order the cards come, and different for other cards."""
    low, high = sorted((a.to_bytes(), b.to_bytes()))
    stretched = primitives.argon2id(
        Hidden(prefixed(_DOMAIN, low, high)),
        salt=hashlib.sha256(_DOMAIN).digest()[: primitives.SALT_LENGTH],
        memory_kib=primitives.MEMORY_KIB,
        passes=primitives.PASSES,
    )
    return numbers_of(stretched.reveal())


def numbers_of(digest: bytes) -> FiveNumbers:
    """The first 55 bits of a digest as five numbers from 0 to 2,047, such as of a certificate's fingerprint.

    Raises `Refused` for less than 7 bytes. Nothing is stretched here: a forger needs 2^55 certificates.
    """
    if len(digest) < 7:
        raise Refused("five words need 55 bits")
    bits = int.from_bytes(digest[:7], "big") >> 1
    return (bits >> 44, bits >> 33 & 2047, bits >> 22 & 2047, bits >> 11 & 2047, bits & 2047)

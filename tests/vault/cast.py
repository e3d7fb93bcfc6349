"""The people of the vault's stories, with keys that are the same in every run, and the places they write to."""

import hashlib

from intertwine.vault.identity import Identity
from intertwine.vault.records import Context, ReadKey
from intertwine.vault.secrets import Key
from intertwine.vault.tokens import Token


def bytes_of(name: str, length: int) -> bytes:
    """Bytes that look random and are always the same."""
    return hashlib.shake_256(b"intertwine tests: " + name.encode()).digest(length)


def key_of(name: str) -> Key:
    return Key.from_bytes(bytes_of(f"key of {name}", 32))


def identity_of(name: str) -> Identity:
    return Identity(bytes_of(f"identity of {name}", 128))


ALICE, BOB, CHARLIE = identity_of("Alice"), identity_of("Bob"), identity_of("Charlie")
ALICES_ME_KEY, BOBS_ME_KEY, US_KEY = key_of("Alice's private space"), key_of("Bob's private space"), key_of("us")
ALICES_READ_KEY, BOBS_READ_KEY = ReadKey.from_key(ALICES_ME_KEY), ReadKey.from_key(BOBS_ME_KEY)
ALICES_ROOT, OUTSIDE = key_of("Alice's root"), key_of("the outside secret")
ALICE_ID, BOB_ID, COUPLE = bytes_of("Alice", 16), bytes_of("Bob", 16), bytes_of("Alice and Bob", 16)
ALICES_DEVICE, BOBS_DEVICE = Token(bytes_of("Alice's phone", 32)), Token(bytes_of("Bob's phone", 32))
ALICES_SPACE, SHARED_SPACE = bytes_of("Alice's space", 16), bytes_of("shared space", 16)
ALICES_PLACE = Context(space=ALICES_SPACE, audience="me", entry=bytes_of("an entry", 16), revision=3)
SHARED_PLACE = Context(space=SHARED_SPACE, audience="us", entry=bytes_of("another entry", 16), revision=0)
PASSWORD = "a quiet Sunday with Bob"

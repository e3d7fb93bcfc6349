"""What stretching a password costs in tests: one pass over 8 KiB instead of three over 64 MiB, still Argon2id.

A couple costs ten stretches, a second of processor time, and a thousand tests begin with one. That the full price is
paid is held by tests/vault, where nothing is made cheaper, and by every test that talks to a server of its own.
"""

from pathlib import Path

import nacl.pwhash.argon2id
import pytest

FULL_PRICE = Path(__file__).parent / "vault"

_full = nacl.pwhash.argon2id.kdf


def _cheap(size: int, password: bytes, salt: bytes, opslimit: int, memlimit: int) -> bytes:
    """Not the same bytes for another price, as it must be."""
    bound = bytes(password) + opslimit.to_bytes(4, "big") + memlimit.to_bytes(8, "big")
    return bytes(_full(size, bound, salt, nacl.pwhash.argon2id.OPSLIMIT_MIN, nacl.pwhash.argon2id.MEMLIMIT_MIN))


@pytest.fixture(autouse=True, scope="module")
def _price_of_stretching(request: pytest.FixtureRequest) -> None:
    """For a whole module, as its fixtures may hold accounts that its tests sign in to."""
    nacl.pwhash.argon2id.kdf = _full if FULL_PRICE in request.path.parents else _cheap

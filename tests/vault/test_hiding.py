"""Secrets do not show themselves, wherever somebody looks by accident."""

import copy
import json
import pickle
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

import msgspec
import pytest

from intertwine.vault import primitives
from intertwine.vault.errors import Refused, Unopenable
from intertwine.vault.grants import accept_key, grant_key
from intertwine.vault.hidden import Hidden
from intertwine.vault.pin import open_with_pin, seal_with_pin
from intertwine.vault.records import Ring, WriteKey, open_record, seal
from intertwine.vault.slots import open_password_slot, open_recovery_slot, password_slot, recovery_slot
from intertwine.vault.tokens import open_with_token, seal_with_token
from tests.vault.cast import (
    ALICE,
    ALICE_ID,
    ALICES_DEVICE,
    ALICES_ME_KEY,
    ALICES_PLACE,
    ALICES_READ_KEY,
    ALICES_ROOT,
    BOB,
    BOB_ID,
    BOBS_DEVICE,
    COUPLE,
    OUTSIDE,
    US_KEY,
    bytes_of,
)
from tests.vault.malformed import flipped

SECRETS: list[Hidden] = [US_KEY, ALICES_READ_KEY, ALICE, ALICES_DEVICE]
NAMES = ["Key", "ReadKey", "Identity", "Token"]


def shows(text: str, secret: bytes) -> bool:
    """Whether a run of eight bytes of the secret can be read in the text, as Python or as hex would write it."""
    runs = [secret[start : start + 8] for start in range(len(secret) - 7)]
    return any(run.hex() in text.lower() or repr(run)[2:-1] in text for run in runs)


@pytest.mark.parametrize(("secret", "name"), list(zip(SECRETS, NAMES, strict=True)), ids=NAMES)
def test_a_secret_shows_its_name_only(secret: Hidden, name: str) -> None:
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r}",
        f"{secret:>40}",
        ascii(secret),
    ]

    assert shown == [f"<{name}>"] * 6
    assert repr([secret]) == f"[<{name}>]"
    assert shows(repr(secret.reveal()), secret.reveal())


@pytest.mark.parametrize("secret", SECRETS, ids=NAMES)
@pytest.mark.parametrize(
    "way",
    [
        *[lambda secret, protocol=protocol: pickle.dumps(secret, protocol) for protocol in range(6)],
        copy.copy,
        copy.deepcopy,
        json.dumps,
        msgspec.json.encode,
        msgspec.msgpack.encode,
        vars,
        bytes,
        iter,
        lambda secret: secret.__getstate__(),
    ],
)
def test_a_secret_is_neither_pickled_nor_copied_nor_encoded(secret: Hidden, way: Callable[[Hidden], object]) -> None:
    with pytest.raises(TypeError):
        way(secret)


@pytest.mark.parametrize("secret", SECRETS[1:], ids=NAMES[1:])
def test_a_secret_without_a_public_name_has_no_hash(secret: Hidden) -> None:
    with pytest.raises(TypeError):
        hash(secret)


def test_secrets_of_another_kind_are_never_equal() -> None:
    assert Hidden(US_KEY.reveal()) != US_KEY
    assert Hidden(US_KEY.reveal()) == Hidden(US_KEY.reveal())


def test_a_ring_shows_nothing_and_is_not_pickled() -> None:
    ring = Ring.of(US_KEY, ALICES_READ_KEY)

    assert repr(ring) == "Ring()"
    with pytest.raises(TypeError):
        pickle.dumps(ring)


def broken(sealed: bytes) -> bytes:
    return flipped(sealed, len(sealed) * 8 - 1)


RING = Ring.of(ALICES_ME_KEY, ALICES_READ_KEY)
CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ"
PASSWORD_SLOT = password_slot(password="a password", outside=OUTSIDE, member=ALICE_ID, root=ALICES_ROOT)
RECOVERY_SLOT = recovery_slot(code=CODE, member=ALICE_ID, root=ALICES_ROOT)
GRANT = grant_key(signer=ALICE, recipient=BOB.card, couple=COUPLE, epoch=1, key=US_KEY)
WITH_TOKEN = seal_with_token(ALICES_DEVICE, "session", b"")
WITH_PIN = seal_with_pin(pin="271828", device=ALICES_DEVICE, payload=b"")

FAILURES: dict[str, Callable[[], object]] = {
    "a record": lambda: open_record(RING, ALICES_PLACE, broken(seal(ALICES_ME_KEY, ALICES_PLACE, b""))),
    "a record for later": lambda: open_record(
        RING, ALICES_PLACE, broken(seal(ALICES_READ_KEY.write_key, ALICES_PLACE, b""))
    ),
    "a wrapped record key": lambda: open_record(RING, ALICES_PLACE, b"\x01\x02" + ALICES_READ_KEY.id + bytes(200)),
    "a password slot": lambda: open_password_slot(PASSWORD_SLOT, password="", outside=OUTSIDE, member=ALICE_ID),
    "a root wrapped for another": lambda: open_recovery_slot(
        msgspec.structs.replace(RECOVERY_SLOT, wrapped_root=PASSWORD_SLOT.wrapped_root), code=CODE, member=ALICE_ID
    ),
    "a recovery slot": lambda: open_recovery_slot(RECOVERY_SLOT, code=CODE, member=BOB_ID),
    "a grant": lambda: accept_key(GRANT, identity=BOB, granter=BOB.card, couple=COUPLE),
    "a session": lambda: open_with_token(ALICES_DEVICE, "session", broken(WITH_TOKEN)),
    "another session": lambda: open_with_token(BOBS_DEVICE, "session", WITH_TOKEN),
    "a PIN": lambda: open_with_pin(pin="", device=ALICES_DEVICE, sealed=WITH_PIN),
    "a key nobody can have": lambda: seal(WriteKey.from_bytes(bytes(32)), ALICES_PLACE, b""),
    "Argon2 made weak": lambda: primitives.argon2id(US_KEY, salt=bytes(16), memory_kib=8, passes=1),
}
EVERY_SECRET = [
    *[secret.reveal() for secret in SECRETS],
    *[key.reveal() for key in (ALICES_ME_KEY, ALICES_ROOT, OUTSIDE)],
    *[identity.reveal() for identity in (ALICE, BOB)],
    *[device.reveal() for device in (ALICES_DEVICE, BOBS_DEVICE)],
]
# The only names under which frames of the vault hold bytes when something fails. What they hold is stored, sent or
# derivable from that; a plaintext only while it is being sealed.
PUBLIC_NAMES = {"body", "bound", "claimed", "commit", "couple", "info", "key_id", "locked", "member", "message"}
PUBLIC_NAMES |= {"nonce", "plaintext", "public", "salt", "sealed", "signature", "wrapped"}


def failure(name: str) -> Exception:
    with pytest.raises((Unopenable, Refused)) as caught:
        FAILURES[name]()
    return caught.value


@pytest.mark.parametrize("name", FAILURES)
def test_a_traceback_with_all_its_variables_shows_no_secret(name: str) -> None:
    text = "".join(traceback.TracebackException.from_exception(failure(name), capture_locals=True).format())

    assert "intertwine/vault" in text
    assert not any(shows(text, secret) for secret in EVERY_SECRET)


@pytest.mark.parametrize("name", FAILURES)
def test_no_frame_of_the_vault_holds_bytes_that_are_not_public(name: str) -> None:
    error = failure(name)
    held = {
        variable
        for variables in frames_of_the_vault(error.__traceback__)
        for variable, value in variables.items()
        if isinstance(value, bytes)
    }

    assert held - PUBLIC_NAMES == set()


def frames_of_the_vault(trace: TracebackType | None) -> list[dict[str, Any]]:
    frames = []
    while trace:
        if "intertwine/vault/" in trace.tb_frame.f_code.co_filename.replace("tests/vault", ""):
            frames.append(trace.tb_frame.f_locals)
        trace = trace.tb_next
    return frames


def test_a_leak_would_be_seen() -> None:
    def careless() -> None:
        leaked = US_KEY.reveal()
        raise Refused(str(len(leaked)))

    with pytest.raises(Refused) as caught:
        careless()
    text = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert any(shows(text, secret) for secret in EVERY_SECRET)
    assert not shows(text, bytes_of("never used", 32))

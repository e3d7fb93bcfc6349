"""Write the golden vectors of format 1. Run once, by hand: what it wrote is kept for ever.

    python -m tests.vault.make_golden

A later format gets a file of its own; this one is never written again, which is why the script refuses to.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from intertwine.vault import primitives, records
from intertwine.vault import slots as slots_room
from intertwine.vault.encoding import number, prefixed
from intertwine.vault.grants import Grant, grant_key
from intertwine.vault.identity import Card
from intertwine.vault.locks import lock
from intertwine.vault.padding import pad, pad_answer
from intertwine.vault.pin import seal_with_pin
from intertwine.vault.records import Context, WriteKey, seal
from intertwine.vault.secrets import Key, derive
from intertwine.vault.slots import Slot, password_slot, recovery_slot, rewrap
from intertwine.vault.statements import Closing, KeyGrant, Pairing, sign
from intertwine.vault.tokens import Token, seal_with_token
from intertwine.vault.words import safety_numbers
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
    CHARLIE,
    COUPLE,
    OUTSIDE,
    PASSWORD,
    SHARED_PLACE,
    US_KEY,
    bytes_of,
    key_of,
)
from tests.vault.malformed import flipped

PATH = Path(__file__).parent / "vectors" / "format-1.json"
CODE = "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ"
PIN = "271828"
TEXT = "On Sunday we walked along the river. – Alice".encode()
Case = dict[str, Any]


def spoilt(sealed: bytes, fields: dict[str, int]) -> Iterator[tuple[str, bytes]]:
    """The malformations every format has; `fields` names where each field begins, in order."""
    yield "empty", b""
    yield "one byte", sealed[:1]
    yield "version 0", b"\x00" + sealed[1:]
    yield "version 2", b"\x02" + sealed[1:]
    for name, start in fields.items():
        yield f"{name} changed", flipped(sealed, start * 8)
        yield f"cut before {name}", sealed[:start]
    yield "last bit changed", flipped(sealed, len(sealed) * 8 - 1)
    yield "cut by one byte", sealed[:-1]
    yield "one byte more", sealed + b"\0"


def place(context: Context) -> dict[str, Any]:
    return {
        "space": context.space.hex(),
        "audience": context.audience,
        "entry": context.entry.hex(),
        "revision": context.revision,
    }


def record(name: str, sealed: bytes, opens: bytes | None = None, *, at: Context, key: Key | None = US_KEY) -> Case:
    keys = {"key": key.reveal().hex()} if key else {"me_key": ALICES_ME_KEY.reveal().hex()}
    return {"name": name, **keys, **place(at), "sealed": sealed.hex(), "opens": None if opens is None else opens.hex()}


def moved(context: Context) -> Iterator[tuple[str, Context]]:
    yield "another space", msgspec.structs.replace(context, space=bytes_of("elsewhere", 16))
    yield "another audience", msgspec.structs.replace(context, audience="both")
    yield "another entry", msgspec.structs.replace(context, entry=bytes_of("elsewhere", 16))
    yield "another revision", msgspec.structs.replace(context, revision=context.revision + 1)


def symmetric_records() -> Iterator[Case]:
    sealed, id_ = seal(US_KEY, SHARED_PLACE, TEXT), US_KEY.id
    other = seal(key_of("another us"), SHARED_PLACE, TEXT)
    yield record("opens", sealed, TEXT, at=SHARED_PLACE)
    yield record("nothing opens", seal(US_KEY, SHARED_PLACE, b""), b"", at=SHARED_PLACE)
    yield record("a long one opens", seal(US_KEY, SHARED_PLACE, TEXT * 40), TEXT * 40, at=SHARED_PLACE)
    last = msgspec.structs.replace(SHARED_PLACE, revision=2**63 - 1)
    yield record("the last revision opens", seal(US_KEY, last, TEXT), TEXT, at=last)
    answer = pad_answer(TEXT)
    yield record("a sealed answer opens", seal(US_KEY, SHARED_PLACE, answer), answer, at=SHARED_PLACE)
    fields = {"suite": 1, "key id": 2, "salt": 10, "commitment": 34, "ciphertext": 66, "tag": len(sealed) - 16}
    for name, bytes_ in spoilt(sealed, fields):
        yield record(name, bytes_, at=SHARED_PLACE)
    for name, context in moved(SHARED_PLACE):
        yield record(name, sealed, at=context)
    yield record("suite 2 on a record of suite 1", b"\x01\x02" + sealed[2:], at=SHARED_PLACE)
    yield record("suite 3", b"\x01\x03" + sealed[2:], at=SHARED_PLACE)
    yield record("under a key that is not there", other, at=SHARED_PLACE)
    yield record("under another key, named as ours", other[:2] + id_ + other[10:], at=SHARED_PLACE)
    yield record("the commitment of another key", sealed[:34] + other[34:66] + sealed[66:], at=SHARED_PLACE)
    bound = records._bound(1, SHARED_PLACE, id_)
    bare, zeros = (lock(US_KEY, bound=bound, plaintext=text) for text in (TEXT, bytes(1024)))
    yield record("authentic without padding", b"\x01\x01" + id_ + bare, at=SHARED_PLACE)
    yield record("authentic with padding only", b"\x01\x01" + id_ + zeros, at=SHARED_PLACE)


def write_only_records() -> Iterator[Case]:
    write_key = ALICES_READ_KEY.write_key
    sealed, again = (seal(write_key, ALICES_PLACE, TEXT) for _ in range(2))
    yield record("opens", sealed, TEXT, at=ALICES_PLACE, key=None)
    fields = {"suite": 1, "key id": 2, "encapsulation": 10, "wrapped key": 42, "salt": 90, "commitment": 114}
    fields |= {"ciphertext": 146, "tag": len(sealed) - 16}
    for name, bytes_ in spoilt(sealed, fields):
        yield record(name, bytes_, at=ALICES_PLACE, key=None)
    for name, context in moved(ALICES_PLACE):
        yield record(name, sealed, at=context, key=None)
    yield record("suite 1 on a record of suite 2", b"\x01\x01" + sealed[2:], at=ALICES_PLACE, key=None)
    yield record("without the private half", sealed, at=ALICES_PLACE, key=ALICES_ME_KEY)
    yield record(
        "the wrapped key of another record", sealed[:10] + again[10:90] + sealed[90:], at=ALICES_PLACE, key=None
    )
    bound, record_key = records._bound(2, ALICES_PLACE, write_key.id), key_of("a record")
    wrapped = primitives.hpke_seal(write_key.to_bytes(), info=bound, secret=record_key)
    head = b"\x01\x02" + write_key.id + wrapped
    unbound = lock(record_key, bound=bound, plaintext=pad(TEXT))
    yield record("authentic, its wrapped key not bound", head + unbound, at=ALICES_PLACE, key=None)
    bare = lock(record_key, bound=bound + prefixed(wrapped), plaintext=TEXT)
    yield record("authentic without padding", head + bare, at=ALICES_PLACE, key=None)


def slot(name: str, data: bytes, root: Key | None = None, **other: Any) -> Case:
    tried = {"password": PASSWORD, "outside": OUTSIDE.reveal().hex(), "code": CODE, "member": ALICE_ID.hex()} | other
    return {"name": name, **tried, "slot": data.hex(), "opens": root.reveal().hex() if root else None}


def with_fields(struct: msgspec.Struct, **changes: Any) -> bytes:
    return msgspec.msgpack.encode(list((msgspec.structs.asdict(struct) | changes).values()))


def misshapen(struct: msgspec.Struct, changes: list[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    values = list(msgspec.structs.asdict(struct).values())
    data = msgspec.msgpack.encode(struct)
    yield from (("empty", b""), ("cut by one byte", data[:-1]), ("one byte more", data + b"\0"))
    yield "one field more", msgspec.msgpack.encode([*values, 0])
    yield "one field less", msgspec.msgpack.encode(values[:-1])
    yield "fields by name", msgspec.msgpack.encode(msgspec.structs.asdict(struct))
    yield "a byte msgpack does not have", data[:2] + b"\xc1" + data[3:]
    for change in changes:
        shown = {name: f"{len(value)} bytes" if isinstance(value, bytes) else value for name, value in change.items()}
        yield ", ".join(f"{name}: {value}" for name, value in shown.items()), with_fields(struct, **change)


def slots() -> Iterator[Case]:
    one, other = (
        password_slot(password=PASSWORD, outside=OUTSIDE, member=ALICE_ID, root=ALICES_ROOT) for _ in range(2)
    )
    by_code = recovery_slot(code=CODE, member=ALICE_ID, root=ALICES_ROOT)
    next_root = key_of("Alice's next root")
    yield slot("password opens", one.to_bytes(), ALICES_ROOT)
    yield slot("recovery opens", by_code.to_bytes(), ALICES_ROOT)
    yield slot("a new root opens", rewrap(by_code, root=next_root, member=ALICE_ID).to_bytes(), next_root)
    typed = " ol234567 89ab\u2014cdef ghjkmnpqrstvwxyz"
    yield slot("a carelessly typed code opens", by_code.to_bytes(), ALICES_ROOT, code=typed)
    yield slot("more work opens", more_work().to_bytes(), ALICES_ROOT)
    yield slot("wrong password", one.to_bytes(), password=PASSWORD.upper())
    yield slot("wrong outside secret", one.to_bytes(), outside=key_of("another host").reveal().hex())
    yield slot("wrong code", by_code.to_bytes(), code=CODE.replace("Z", "Y"))
    for held in (one, by_code):
        yield slot(f"another member, {held.kind}", held.to_bytes(), member=BOB_ID.hex())
    for name in ("id", "salt", "public", "sealed_private", "wrapped_root"):
        yield slot(f"{name} of another slot", with_fields(one, **{name: getattr(other, name)}))
    weak: list[dict[str, Any]] = [{"memory_kib": 65_535}, {"memory_kib": 1_048_577}, {"passes": 2}, {"passes": 17}]
    harder: list[dict[str, Any]] = [{"memory_kib": 65_537}, {"passes": 4}]
    shapes: list[dict[str, Any]] = [{"version": 0}, {"version": 2}, {"kind": "passkey"}, {"kind": "recovery"}]
    shapes += [{name: bytes(7)} for name in ("id", "salt", "public", "sealed_private", "wrapped_root")]
    for name, data in misshapen(one, [*weak, *harder, *shapes]):
        yield slot(name, data)
    stored = by_code.to_bytes()
    yield slot("kind that is not UTF-8", stored[:3] + b"\xff" + stored[4:])
    yield slot("recovery as password", with_fields(by_code, kind="password", memory_kib=65_536, passes=3))
    yield slot("recovery with work", with_fields(by_code, memory_kib=65_536, passes=3))


def more_work() -> Slot:
    """A slot as a later version may make it: the stored parameters are what counts."""
    private, salt = Key.new(), bytes_of("a salt", 16)
    blank = slots_room._blank("password", private, salt, memory_kib=80_000, passes=4)
    secret = slots_room._password_secret(blank, PASSWORD, OUTSIDE)
    return slots_room._filled(blank, secret, private, member=ALICE_ID, root=ALICES_ROOT)


def grant(name: str, data: bytes, key: Key | None = None, **other: Any) -> Case:
    people = {"identity": BOB.to_bytes().hex(), "granter": ALICE.card.to_bytes().hex(), "couple": COUPLE.hex()}
    return {"name": name, **people, **other, "grant": data.hex(), "opens": key.reveal().hex() if key else None}


def grants() -> Iterator[Case]:
    one = grant_key(signer=ALICE, recipient=BOB.card, couple=COUPLE, epoch=1, key=US_KEY)
    other = grant_key(signer=ALICE, recipient=BOB.card, couple=COUPLE, epoch=2, key=key_of("the next us"))
    yield grant("opens", one.to_bytes(), US_KEY)
    yield grant("another granter", one.to_bytes(), granter=CHARLIE.card.to_bytes().hex())
    yield grant("another recipient", one.to_bytes(), identity=CHARLIE.to_bytes().hex())
    yield grant("another couple", one.to_bytes(), couple=bytes_of("Dana and Eli", 16).hex())
    for name in ("epoch", "key_id", "wrapped", "signature"):
        yield grant(f"{name} of another grant", with_fields(one, **{name: getattr(other, name)}))
    for name in ("key_id", "wrapped", "signature"):
        yield grant(f"{name} changed", with_fields(one, **{name: flipped(getattr(one, name), 8)}))
    shapes: list[dict[str, Any]] = [{"version": 2}, {"epoch": -1}, {"epoch": 2**63}, {"epoch": "1"}]
    shapes += [{name: bytes(7)} for name in ("key_id", "wrapped", "signature")]
    for name, data in misshapen(one, shapes):
        yield grant(name, data)
    yield grant("signed by Alice, wrapped for another epoch", signed(one, epoch=2))
    yield grant("signed by Alice, named as another key", signed(one, key_id=bytes(8)))
    info = prefixed(b"intertwine/grant/1", COUPLE, number(1), bytes(8), BOB.card.to_bytes())
    misnamed = primitives.hybrid_seal(BOB.card.hpke_public, info=info, secret=US_KEY)
    yield grant("wrapped and signed by Alice under a false name", signed(one, key_id=bytes(8), wrapped=misnamed))


def signed(honest: Grant, **changes: Any) -> bytes:
    altered = msgspec.structs.replace(honest, **changes)
    statement = KeyGrant(COUPLE, altered.epoch, altered.key_id, BOB.card, altered.wrapped)
    return msgspec.structs.replace(altered, signature=sign(ALICE, statement)).to_bytes()


def with_token(name: str, sealed: bytes, opens: bytes | None = None, **other: Any) -> Case:
    tried = {"token": ALICES_DEVICE.text, "purpose": "session"} | other
    return {"name": name, **tried, "sealed": sealed.hex(), "opens": None if opens is None else opens.hex()}


def tokens() -> Iterator[Case]:
    sealed, short = seal_with_token(ALICES_DEVICE, "session", TEXT), Token(bytes_of("an invitation", 16))
    yield with_token("opens", sealed, TEXT)
    invitation = seal_with_token(short, "invitation", TEXT)
    yield with_token("an invitation opens", invitation, TEXT, token=short.text, purpose="invitation")
    yield with_token("another purpose", sealed, purpose="private")
    yield with_token("another token", sealed, token=BOBS_DEVICE.text)
    for text in ("", ALICES_DEVICE.text[:-1], ALICES_DEVICE.text + "=", ALICES_DEVICE.text + "A", "é" * 43, "+" * 43):
        yield with_token(f"token spelt {text!r}", sealed, token=text)
    fields = {"salt": 1, "commitment": 25, "ciphertext": 57, "tag": len(sealed) - 16}
    yield from (with_token(name, bytes_) for name, bytes_ in spoilt(sealed, fields))


def with_pin(name: str, sealed: bytes, opens: bytes | None = None, **other: Any) -> Case:
    tried = {"pin": PIN, "device": ALICES_DEVICE.text} | other
    return {"name": name, **tried, "sealed": sealed.hex(), "opens": None if opens is None else opens.hex()}


def pins() -> Iterator[Case]:
    sealed = seal_with_pin(pin=PIN, device=ALICES_DEVICE, payload=TEXT)
    yield with_pin("opens", sealed, TEXT)
    yield with_pin("wrong PIN", sealed, pin="271829")
    yield with_pin("another device", sealed, device=BOBS_DEVICE.text)
    fields = {"salt": 1, "salt of the lock": 17, "commitment": 41, "ciphertext": 73, "tag": len(sealed) - 16}
    yield from (with_pin(name, bytes_) for name, bytes_ in spoilt(sealed, fields))


def derivations() -> dict[str, Any]:
    """What follows from keys alone, and must follow for ever."""
    write_key: WriteKey = ALICES_READ_KEY.write_key
    pairing = Pairing(couple=COUPLE, mine=ALICE.card, partner=BOB.card)
    granted = KeyGrant(couple=COUPLE, epoch=1, key_id=US_KEY.id, recipient=BOB.card, wrapped=b"wrapped")
    return {
        "key": {"secret": US_KEY.reveal().hex(), "id": US_KEY.id.hex()},
        "derived": {"label": "pins", "salt": "73616c74", "secret": derive(US_KEY, "pins", b"salt").reveal().hex()},
        "pair": {
            "me_key": ALICES_ME_KEY.reveal().hex(),
            "read_key": ALICES_READ_KEY.reveal().hex(),
            "write_key": write_key.to_bytes().hex(),
            "id": write_key.id.hex(),
        },
        "token": {"text": ALICES_DEVICE.text, "id": ALICES_DEVICE.id.hex()},
        "identities": [{"identity": one.to_bytes().hex(), "card": one.card.to_bytes().hex()} for one in (ALICE, BOB)],
        "statements": {
            "pairing": sign(ALICE, pairing).hex(),
            "key-grant": sign(ALICE, granted).hex(),
            "closing": sign(ALICE, Closing(couple=COUPLE, epoch=1)).hex(),
        },
        "safety_numbers": list(safety_numbers(ALICE.card, Card.from_bytes(BOB.card.to_bytes()))),
    }


def main() -> None:
    if PATH.exists():
        raise SystemExit(f"{PATH.name} is kept for ever: a new format gets a file of its own")
    made = {
        "derivations": derivations(),
        "records, suite 1": list(symmetric_records()),
        "records, suite 2": list(write_only_records()),
        "slots": list(slots()),
        "grants": list(grants()),
        "tokens": list(tokens()),
        "pins": list(pins()),
    }
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

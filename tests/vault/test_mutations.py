"""At least 50,000 spoilt records: none opens, and none fails in any other way than `Unopenable`."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from intertwine.vault.errors import Unopenable
from intertwine.vault.records import Context, Ring, WriteKey, open_record, seal
from intertwine.vault.secrets import Key, Sealed
from tests.vault.cast import (
    ALICES_ME_KEY,
    ALICES_PLACE,
    ALICES_READ_KEY,
    BOBS_READ_KEY,
    SHARED_PLACE,
    US_KEY,
    bytes_of,
    key_of,
)
from tests.vault.malformed import every_flip, every_truncation, extensions, flipped

# Each record has a place of its own: another record of the same key, revision and entry would rightly open there.
# Alice has every key there is, so that nothing fails merely because a key is missing.
RING = Ring.of(US_KEY, ALICES_ME_KEY, ALICES_READ_KEY, BOBS_READ_KEY, key_of("an old us"))
WRITE_KEY = ALICES_READ_KEY.write_key

RECORDS: dict[str, tuple[Key | WriteKey, Context, bytes]] = {
    "nothing": (US_KEY, replace(SHARED_PLACE, entry=bytes_of("a third entry", 16)), b""),
    "a line": (US_KEY, SHARED_PLACE, b"I liked our walk"),
    "a private page": (ALICES_ME_KEY, ALICES_PLACE, bytes_of("a page", 2_000)),
    "a private letter": (ALICES_ME_KEY, replace(ALICES_PLACE, revision=4), bytes_of("a letter", 2_900)),
    "a line while closed": (WRITE_KEY, replace(ALICES_PLACE, revision=5), b"not now"),
}
SEALED = {name: seal(*parts) for name, parts in RECORDS.items()}

Attempt = tuple[Context, bytes]


def spoilt(name: str) -> Iterator[Attempt]:
    place, sealed = RECORDS[name][1], SEALED[name]
    for bytes_ in (*every_flip(sealed), *every_truncation(sealed), *extensions(sealed), *other_headers(sealed)):
        yield place, bytes_
    for other in other_places(place):
        yield other, sealed


def other_headers(sealed: Sealed) -> Iterator[bytes]:
    """Every other version and suite, and every key id there is."""
    yield from (bytes([version]) + sealed[1:] for version in range(256) if version != sealed[0])
    yield from (sealed[:1] + bytes([suite]) + sealed[2:] for suite in range(256) if suite != sealed[1])
    ids = [US_KEY.id, ALICES_ME_KEY.id, ALICES_READ_KEY.id, BOBS_READ_KEY.id, key_of("an old us").id, bytes(8)]
    for suite in (1, 2):
        yield from (bytes([1, suite]) + id_ + sealed[10:] for id_ in ids if (suite, id_) != (sealed[1], sealed[2:10]))


def other_places(place: Context) -> Iterator[Context]:
    """Each part of the place changed by every single bit, and parts of one length swapped."""
    yield from (replace(place, space=space) for space in every_flip(place.space))
    yield from (replace(place, entry=entry) for entry in every_flip(place.entry))
    yield from (replace(place, revision=place.revision ^ 1 << bit) for bit in range(63))
    yield replace(place, space=place.entry, entry=place.space)
    yield from (replace(place, audience=audience) for audience in ("a", "m", "u", "mes", "sum", "ME", "US", "both"))


def swaps() -> Iterator[Attempt]:
    """Parts of one record in another: each header, salt, commitment, body and tag, and every pair of borders."""
    borders = (0, 1, 2, 10, 34, 66, 90, 122, 146, -16)
    for name, (_, place, _) in RECORDS.items():
        again, own = seal(*RECORDS[name]), SEALED[name]
        assert open_record(RING, place, again) == open_record(RING, place, own)
        for other in (again, *(sealed for stranger, sealed in SEALED.items() if stranger != name)):
            for start in borders:
                for end in (*borders, len(own)):
                    mixed = own[:start] + other[start:end] + own[end:]
                    if mixed not in (own, again):
                        yield place, mixed


def test_each_record_opens_as_long_as_nobody_touches_it() -> None:
    for name, (_, place, plaintext) in RECORDS.items():
        assert open_record(RING, place, SEALED[name]) == plaintext


def test_no_record_opens_once_somebody_has() -> None:
    attempts = 0
    for name in RECORDS:
        for place, sealed in spoilt(name):
            attempts += 1
            with pytest.raises(Unopenable):
                open_record(RING, place, sealed)
    for place, sealed in swaps():
        attempts += 1
        with pytest.raises(Unopenable):
            open_record(RING, place, sealed)

    assert attempts >= 50_000


def test_the_mutations_would_be_noticed_if_one_opened() -> None:
    place, sealed = RECORDS["a line"][1], SEALED["a line"]

    assert len({flipped(sealed, bit) for bit in range(len(sealed) * 8)} | {sealed}) == len(sealed) * 8 + 1
    assert len(set(other_places(place)) | {place}) == len(list(other_places(place))) + 1
    assert sealed not in set(other_headers(sealed)) | set(extensions(sealed)) | set(every_truncation(sealed))

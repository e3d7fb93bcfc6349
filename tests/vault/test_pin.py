"""Six digits that are worth nothing on another device."""

import pytest

from intertwine.vault.errors import Unopenable
from intertwine.vault.pin import open_with_pin, seal_with_pin
from intertwine.vault.secrets import Sealed
from intertwine.vault.tokens import Token
from tests.vault.cast import ALICES_DEVICE, BOBS_DEVICE
from tests.vault.malformed import flipped


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return seal_with_pin(pin="271828", device=ALICES_DEVICE, payload=b"the me key")


def test_alice_opens_with_her_pin_on_her_device(sealed: Sealed) -> None:
    assert open_with_pin(pin="271828", device=ALICES_DEVICE, sealed=sealed) == b"the me key"
    assert open_with_pin(pin="２７１８２８", device=ALICES_DEVICE, sealed=sealed) == b"the me key"


@pytest.mark.parametrize(
    ("pin", "device"),
    [("271829", ALICES_DEVICE), ("", ALICES_DEVICE), ("271828", BOBS_DEVICE), ("271828", Token.short())],
)
def test_it_takes_both_the_pin_and_the_device(sealed: Sealed, pin: str, device: Token) -> None:
    with pytest.raises(Unopenable):
        open_with_pin(pin=pin, device=device, sealed=sealed)


def test_nothing_spoilt_opens_with_the_pin(sealed: Sealed) -> None:
    spoilt = [flipped(sealed, 8 * byte) for byte in (0, 1, 16, 17, 40, 41, 72, 73, len(sealed) - 1)]
    spoilt += [sealed[:length] for length in (0, 1, 16, 17, 88, len(sealed) - 1)] + [sealed + b"\0"]

    for attempt in spoilt:
        with pytest.raises(Unopenable):
            open_with_pin(pin="271828", device=ALICES_DEVICE, sealed=attempt)

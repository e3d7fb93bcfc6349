"""Keys, and the keys that come from them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intertwine.vault.encoding import prefixed
from intertwine.vault.errors import Refused, Unopenable, VaultError
from intertwine.vault.secrets import Key, derive
from tests.vault.cast import ALICES_ME_KEY, ALICES_ROOT, US_KEY


def test_no_two_new_keys_are_the_same() -> None:
    assert len({Key.new().reveal() for _ in range(1_000)}) == 1_000


def test_a_key_is_itself_and_no_other() -> None:
    again = Key.from_bytes(US_KEY.reveal())

    assert again == US_KEY
    assert hash(again) == hash(US_KEY)
    assert again != ALICES_ME_KEY
    assert again != US_KEY.reveal()
    assert {US_KEY: "ours"}[again] == "ours"


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_is_thirty_two_bytes(length: int) -> None:
    with pytest.raises(Unopenable):
        Key.from_bytes(bytes(length))


def test_each_purpose_has_a_key_of_its_own() -> None:
    derived = [
        ALICES_ROOT,
        derive(ALICES_ROOT, "identity"),
        derive(ALICES_ROOT, "pins"),
        derive(ALICES_ROOT, "pins", b"salt"),
        derive(US_KEY, "pins"),
    ]

    assert len({key.reveal() for key in derived}) == 5
    assert len({key.id for key in derived}) == 5
    assert derive(ALICES_ROOT, "identity") == derived[1]
    assert all(key.id not in key.reveal() for key in derived)


lists = st.lists(st.binary(max_size=6), max_size=4)


@given(one=lists, other=lists)
def test_no_two_lists_of_values_are_written_the_same(one: list[bytes], other: list[bytes]) -> None:
    assert (prefixed(*one) == prefixed(*other)) == (one == other)


def test_a_failure_to_open_says_nothing_more() -> None:
    assert str(Unopenable()) == "This does not open."
    assert issubclass(Unopenable, VaultError)
    assert issubclass(Refused, VaultError)

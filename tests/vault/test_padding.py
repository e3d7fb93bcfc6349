"""What the size of a sealed text still tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intertwine.vault.errors import Unopenable
from intertwine.vault.padding import pad, pad_answer, unpad


@given(st.binary(max_size=20_000))
def test_padding_comes_off_again(plaintext: bytes) -> None:
    assert unpad(pad(plaintext)) == plaintext
    assert unpad(pad_answer(plaintext)) == plaintext


@given(st.binary(max_size=50).map(lambda text: text + b"\x80\0\0"))
def test_text_that_looks_like_padding_stays(plaintext: bytes) -> None:
    assert unpad(pad(plaintext)) == plaintext
    assert unpad(pad_answer(plaintext)) == plaintext


def test_every_short_entry_has_the_same_size() -> None:
    assert {len(pad(bytes(size))) for size in range(1_024)} == {1_024}
    assert len(pad(bytes(1_024))) == 1_088


# From the definition in the paper, by hand: E = floor(log2 L), S = floor(log2 E) + 1, the last E - S bits are zero.
@pytest.mark.parametrize(
    ("size", "padded"),
    [(1_025, 1_088), (1_088, 1_088), (2_049, 2_176), (5_000, 5_120), (9_999, 10_240), (65_537, 67_584)],
)
def test_longer_entries_go_up_in_the_steps_of_padme(size: int, padded: int) -> None:
    assert len(pad(bytes(size - 1))) == padded


@given(st.integers(1_024, 10_000_000))
def test_padme_never_adds_more_than_twelve_per_cent(size: int) -> None:
    padded = len(pad(bytes(size)))

    assert size + 1 <= padded <= (size + 1) * 1.12


def test_an_answer_is_4096_bytes_or_the_next_power_of_two() -> None:
    assert {len(pad_answer(bytes(size))) for size in range(4_096)} == {4_096}
    assert {len(pad_answer(bytes(size))) for size in range(4_096, 8_192, 7)} == {8_192}
    assert len(pad_answer(bytes(8_192))) == 16_384


@pytest.mark.parametrize("padded", [b"", bytes(1_024), b"no marker", b"\x80 then text", b"\x80\0\x01"])
def test_padding_without_its_marker_does_not_open(padded: bytes) -> None:
    with pytest.raises(Unopenable):
        unpad(padded)

"""What a cookie or a link opens."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intertwine.vault.errors import Unopenable
from intertwine.vault.tokens import Token, open_with_token, seal_with_token
from tests.vault.cast import ALICES_DEVICE, BOBS_DEVICE
from tests.vault.malformed import every_flip, every_truncation, extensions


@given(st.binary(min_size=32, max_size=32) | st.binary(min_size=16, max_size=16))
def test_a_token_survives_the_journey_through_a_cookie(secret: bytes) -> None:
    token = Token(secret)

    assert Token.from_text(token.text) == token
    assert len(token.text) == (43 if len(secret) == 32 else 22)


def test_no_two_tokens_are_the_same_and_short_ones_are_short() -> None:
    assert len({Token.new().text for _ in range(500)}) == 500
    assert {len(Token.new().reveal()) for _ in range(5)} == {32}
    assert {len(Token.short().reveal()) for _ in range(5)} == {16}


TEXT = ALICES_DEVICE.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        TEXT[:-1],
        TEXT + "=",
        TEXT + "A",
        " " + TEXT,
        TEXT + "\n",
        "é" * 43,
        "+" * 43,
        "/" * 43,
        "A" * 42 + "B",
        "\0",
    ],
    ids=ascii,
)
def test_nothing_else_is_a_token(text: str) -> None:
    assert Token.from_text(TEXT) == ALICES_DEVICE
    with pytest.raises(Unopenable):
        Token.from_text(text)


@given(st.text(max_size=60))
def test_no_text_is_too_strange_for_a_cookie(text: str) -> None:
    with pytest.raises(Unopenable):
        Token.from_text(text)


def test_the_row_of_a_token_cannot_be_found_without_it_nor_the_token_from_the_row() -> None:
    token = Token.new()

    assert len(token.id) == 32
    assert token.id == Token.from_text(token.text).id
    assert token.id not in (token.reveal(), hashlib.sha256(token.reveal()).digest(), Token.new().id)


@given(payload=st.binary(max_size=2_000), purpose=st.text(max_size=20))
def test_the_bearer_opens_what_was_sealed_for_the_purpose(payload: bytes, purpose: str) -> None:
    assert open_with_token(ALICES_DEVICE, purpose, seal_with_token(ALICES_DEVICE, purpose, payload)) == payload


def test_another_bearer_or_another_purpose_opens_nothing() -> None:
    sealed = seal_with_token(ALICES_DEVICE, "session", b"keys")

    for token, purpose in ((BOBS_DEVICE, "session"), (ALICES_DEVICE, "private"), (ALICES_DEVICE, "")):
        with pytest.raises(Unopenable):
            open_with_token(token, purpose, sealed)


def test_nothing_spoilt_opens_with_a_token() -> None:
    sealed = seal_with_token(ALICES_DEVICE, "session", b"keys" * 20)

    for spoilt in (*every_flip(sealed), *every_truncation(sealed), *extensions(sealed)):
        with pytest.raises(Unopenable):
            open_with_token(ALICES_DEVICE, "session", spoilt)

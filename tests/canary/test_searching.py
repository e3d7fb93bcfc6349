"""The search is as good as the marks it finds: each canary, each way of writing, in the middle of noise."""

import random

import pytest

from tests.canary.searching import ENCODINGS, Canaries

NOISE = random.Random(2026).randbytes(200_000)


@pytest.mark.parametrize("way", ENCODINGS)
def test_each_of_hundreds_of_canaries_is_found_whichever_way_it_is_written(way: str) -> None:
    canaries = Canaries()
    written = [ENCODINGS[way](canaries(f"word{n}")) for n in range(250)]

    assert [
        text for at, text in enumerate(written) if canaries.found_in(NOISE[at : at + 300] + text + NOISE[:300]) == []
    ] == []


@pytest.mark.parametrize("way", ENCODINGS)
@pytest.mark.parametrize("word", ["FFAP-SH29-V12J-BD0G-FTYA-YMDM-GXBT-DBNY", "480213", "ciMjZqXyPz0SDyPUUFe-_w"])
def test_what_carries_no_mark_is_found_too(word: str, way: str) -> None:
    canaries = Canaries()
    canaries.secret("a secret", word)

    assert canaries.found_in(NOISE[:1000] + ENCODINGS[way](f"code={word};") + NOISE[:1000]) != []


def test_noise_holds_none() -> None:
    canaries = Canaries()
    canaries.secret("a secret", "480213")

    assert canaries.found_in(NOISE) == []

"""What is said, counted over many made-up couples. `make calibrate` counts the same over many more."""

import pytest

from intertwine.insights.ask import picture
from intertwine.insights.simulate import Missing, Truth
from tests.insights.diaries import CLEARLY_LINKED, alice_and_bob

pytestmark = pytest.mark.slow

COUPLES = 20
UNLINKED = Truth(follows={})


def told_something(truth: Truth, missing: Missing, *, days: int = 40) -> int:
    pictures = [
        picture(alice_and_bob(days=days, seed=seed, truth=truth, missing=missing)) for seed in range(100, 100 + COUPLES)
    ]
    return sum(bool(one.findings) for one in pictures)


@pytest.mark.parametrize("missing", [Missing(), Missing(each=0.1, both=0, items_a_day=6)], ids=["unplanned", "planned"])
def test_couples_in_whom_nothing_goes_with_anything_rarely_hear_of_a_link(missing: Missing) -> None:
    assert told_something(UNLINKED, missing) <= 0.1 * COUPLES


def test_couples_with_a_strong_link_hear_of_it() -> None:
    assert told_something(CLEARLY_LINKED, Missing(), days=60) >= 0.8 * COUPLES

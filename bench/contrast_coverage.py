"""How often is "what goes with good days" right? Made-up people whose truth is known, counted.

    python bench/contrast_coverage.py

Each has six things that come in stretches on about four days in ten, none of which goes with anything, or one of which
goes with a point more. A fifth of the days is left out. Printed for each length of diary and carry-over: the share of
90 % intervals that hold the truth, and the share of people to whom something is called clear that is not.
"""

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.contrast import contrasts

FloatArray = NDArray[np.float64]

PEOPLE, THINGS, SETTLING = 200, 6, 50
LIVES = [
    (days, carry_over, error, 0.0)
    for days in (30, 90)
    for carry_over, error in ((0, 0), (0.3, 0.3), (0.6, 0.3), (0.8, 0.5))
]
LIVES.append((90, 0.5, 0.3, 1.0))


def main() -> None:
    rng = np.random.default_rng(3)
    print("days  carry-over  error  effect  coverage  called clear")
    for days, carry_over, error, effect in LIVES:
        held, called = counted(rng, days, carry_over, error, effect)
        print(f"{days:4}  {carry_over:10}  {error:5}  {effect:6}  {held:8.3f}  {called:12.3f}")


def counted(rng: np.random.Generator, days: int, carry_over: float, error: float, effect: float) -> tuple[float, float]:
    """Shares of intervals that hold, and of people with something clear among what goes with nothing."""
    held, called = [], []
    for _ in range(PEOPLE):
        things = {str(n): comes_and_goes(rng, days) for n in range(THINGS)}
        mind = np.round(np.clip(lived(rng, days, carry_over, error) + effect * things["0"], 0, 10))
        mind[rng.random(days) < 0.2] = np.nan
        found = contrasts(mind, things)
        held += [
            one.low <= (effect if one.name == "0" else 0) <= one.high
            for one in found
            if one.low is not None and one.high is not None
        ]
        called.append(any(one.clear for one in found if one.name != "0" or not effect))
    return float(np.mean(held)), float(np.mean(called))


def lived(rng: np.random.Generator, days: int, carry_over: float, error: float) -> FloatArray:
    state = np.zeros(days + SETTLING)
    for day in range(1, len(state)):
        state[day] = carry_over * state[day - 1] + np.sqrt(1 - carry_over**2) * rng.standard_normal()
    return np.asarray(5 + 2 * (np.sqrt(1 - error) * state[SETTLING:] + np.sqrt(error) * rng.standard_normal(days)))


def comes_and_goes(rng: np.random.Generator, days: int) -> FloatArray:
    there = np.zeros(days)
    for day in range(days):
        stays = day > 0 and rng.random() < 0.5
        there[day] = there[day - 1] if stays else rng.random() < 0.4
    return there


if __name__ == "__main__":
    main()

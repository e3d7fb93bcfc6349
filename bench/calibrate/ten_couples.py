"""Ten made-up couples to look at with one's own eyes: what is true beside what the picture says.

python -m bench.calibrate.ten_couples
"""

import numpy as np

from bench.calibrate import couples
from intertwine.insights.ask import picture
from intertwine.insights.types import EDGES, Effect, Kind, Picture

DAYS = (30, 90, 90, 90, 180, 180, 365, 365, 90, 90)
UNLINKED, QUARRELLING = (7, 9), (8, 9)
"""Couples in whom nothing goes with anything; couples with weeks that differ, by three points."""


def main() -> None:
    for couple, days in enumerate(DAYS):
        rng = np.random.default_rng([10, couple])
        linked, fight = couple not in UNLINKED, 3.0 if couple in QUARRELLING else 0.0
        truth = couples.as_the_prior_has_them(rng, reliability=None, linked=linked)
        found = picture(couples.whole_diary(truth, days=days, missing=0.2, rng=rng, fight=fight), EDGES)
        print(f"\nCouple {couple + 1}: {days} days, {'links' if linked else 'no links'}, {fight:g} points of a fight")
        print(f"  {found.outcome}, {found.joint_days} joint days; edges", *(one.outcome for one in found.diagnostics))
        for change in found.changes:
            levels = f"{change.before_points:.1f} to {change.after_points:.1f}"
            print(
                f"  {change.kind} of {change.series}[{change.member}] on day {change.day}: {levels}, p {change.p:.3f}"
            )
        _compare(found, truth)


def _compare(found: Picture, truth: couples.Truth) -> None:
    """Every effect that is told, and every true one of some size that is not."""
    for effect in found.effects:
        links = couples.links(truth, effect.edge.outcome) if effect.edge.driver == "mind" else None
        true = None if links is None else links[effect.lag][effect.member, _whose(effect)]
        if effect.shown or (effect.lag == 0 and true is not None and abs(true) > 0.35):
            what = "TOLD" if effect.shown else "not told: " + ", ".join(effect.reasons)
            print(
                f"  {effect.edge.driver} → {effect.edge.outcome}[{effect.member}] lag {effect.lag} {effect.kind}: true "
                f"{'of no one number' if true is None else f'{true:.2f}'}, median {effect.median_sd:.2f} "
                f"({effect.low_sd:.2f} to {effect.high_sd:.2f}), {effect.days} days. {what}"
            )


def _whose(effect: Effect) -> int:
    return effect.member if effect.kind is Kind.ACTOR else 1 - effect.member


if __name__ == "__main__":
    main()

"""Estimates as the engine hands them over."""

from intertwine.insights.types import EDGES, Diagnostics, Edge, Effect, Finding, Kind, Lag, Member, Outcome, Picture
from intertwine.patterns.sentences import Size

SIZES = {Size.LITTLE: (0.1, 0.3, 0.5), Size.SOME: (0.4, 0.9, 1.4), Size.MUCH: (1.2, 1.8, 2.4)}


def effect(
    *,
    edge: Edge = EDGES[0],
    lag: Lag = 0,
    kind: Kind = Kind.ACTOR,
    member: Member = 0,
    size: Size = Size.SOME,
    less: bool = False,
    shown: bool = True,
) -> Effect:
    low, middle, high = SIZES[size] if not less else [-end for end in reversed(SIZES[size])]
    return Effect(
        edge=edge,
        lag=lag,
        kind=kind,
        member=member,
        median_sd=middle / 2,
        low_sd=low / 2,
        high_sd=high / 2,
        median_points=middle,
        low_points=low,
        high_points=high,
        p_sign=0.99,
        p_notable=0.9,
        info=0.8,
        days=41,
        shown=shown,
        reasons=(),
    )


def picture(
    *effects: Effect,
    outcome: Outcome = Outcome.READY,
    early: bool = False,
    joint_days: int = 41,
    diagnostics: tuple[Diagnostics, ...] = (),
) -> Picture:
    return Picture(
        version="test",
        outcome=outcome,
        joint_days=joint_days,
        days_used=60,
        effects=effects,
        findings=tuple(Finding(effect=effect, early=early) for effect in effects if effect.shown),
        diagnostics=diagnostics,
        seed=1,
        input_hash="",
    )

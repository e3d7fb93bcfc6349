"""The one question: what may be known about this diary?"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np

from intertwine.insights import changes, gate, series, swap
from intertwine.insights.edge import MEMBERS, Answers, FloatArray, estimate, glance
from intertwine.insights.errors import BadInputError
from intertwine.insights.model import Prior
from intertwine.insights.priors import Priors, fingerprint, priors
from intertwine.insights.series import FINEST
from intertwine.insights.types import (
    DEFAULT_EDGES,
    EDGES,
    SERIES,
    STREAM,
    VERSION,
    Change,
    Diary,
    Edge,
    Member,
    Outcome,
    Picture,
    Preview,
    SeriesName,
)


def picture(
    diary: Diary,
    edges: tuple[Edge, ...] = DEFAULT_EDGES,
    *,
    prior_name: str = "typical",
    learnt: Priors | None = None,
    finest: Mapping[SeriesName, float] = FINEST,
) -> Picture:
    """The picture of one couple's diary for the given edges. Pure: the same input gives the same picture.

    `learnt`: priors of one's own, from a cohort (priors.read_priors), instead of those of that name. `finest`: the
    distance between neighbouring values of each series, in points, where it was not asked on our sliders.
    Never raises for what is in the diary: what cannot be worked with is a BAD_INPUT picture that says why.
    """
    known = learnt or priors(prior_name)
    try:
        series.check(diary, edges)
    except BadInputError as error:
        return _refused(error)
    # In a fixed order of the two, whoever is called 0: then their numbering cannot change a digit of what is found.
    if swap.out_of_order(diary):
        found = swap.picture(_picture(swap.diary(diary), edges, known, finest))
    else:
        found = _picture(diary, edges, known, finest)
    return msgspec.structs.replace(found, input_hash=_digest(VERSION, diary, known, edges, finest).hex())


def preview(
    diary: Diary, edges: tuple[Edge, ...] = DEFAULT_EDGES, *, prior_name: str = "typical"
) -> tuple[Preview, ...]:
    """About where the effects lie, in milliseconds, for what is drawn until the picture is there; see `Preview`.

    In the order of `Picture.effects`; nothing for an edge that cannot be estimated or a diary that cannot be read.
    """
    known = priors(prior_name)
    try:
        series.check(diary, edges)
    except BadInputError:
        return ()
    if swap.out_of_order(diary):
        return swap.previews(_preview(swap.diary(diary), edges, known))
    return _preview(diary, edges, known)


def _preview(diary: Diary, edges: tuple[Edge, ...], known: Priors) -> tuple[Preview, ...]:
    names = _names(edges)
    days = series.looked_at(diary, names)
    told = changes.find(_columns(diary, names, days))
    return tuple(
        one
        for edge in edges
        for one in glance(_answers(diary, edge, days, told, FINEST), edge, prior=_prior(known, edge.driver))
    )


def _names(edges: tuple[Edge, ...]) -> tuple[SeriesName, ...]:
    return tuple(sorted({name for edge in edges for name in (edge.driver, edge.outcome)}, key=SERIES.index))


def _picture(diary: Diary, edges: tuple[Edge, ...], known: Priors, finest: Mapping[SeriesName, float]) -> Picture:
    names = _names(edges)
    days = series.looked_at(diary, names)
    seed = int.from_bytes(_digest(STREAM, diary, known, (), finest)[:6], "big")  # 48 bits: exact in any JSON reader
    told = changes.find(_columns(diary, names, days))
    fits = [
        estimate(
            _answers(diary, edge, days, told, finest),
            edge,
            prior=_prior(known, edge.driver),
            rng=np.random.default_rng([seed, EDGES.index(edge)]),
        )
        for edge in edges
    ]
    effects, findings = gate.decide([(effect, fit.diagnostics.joint_days) for fit in fits for effect in fit.effects])
    outcomes = [fit.diagnostics.outcome for fit in fits]
    return Picture(
        version=VERSION,
        outcome=Outcome.READY if Outcome.READY in outcomes else outcomes[0],
        joint_days=int(series.answered(diary, names)[days].all(axis=1).sum()),
        days_used=days.stop - days.start,
        effects=effects,
        findings=findings,
        diagnostics=tuple(fit.diagnostics for fit in fits),
        seed=seed,
        input_hash="",
        changes=tuple(msgspec.structs.replace(change, day=change.day + days.start) for change in told),
    )


def _columns(diary: Diary, names: tuple[SeriesName, ...], days: slice) -> list[changes.Series]:
    return [
        changes.Series.of(diary.series(name)[days, member], name=name, member=member)
        for name in names
        for member in MEMBERS
    ]


def _answers(
    diary: Diary, edge: Edge, days: slice, told: Sequence[Change], finest: Mapping[SeriesName, float]
) -> Answers:
    return Answers.of(series.observed(diary, edge, days), edge, moved=_moved(diary, edge, days, told), finest=finest)


def _moved(diary: Diary, edge: Edge, days: slice, told: Sequence[Change]) -> FloatArray:
    """How far from its mean the usual level of each of an edge's columns lies on each day: (days, 4) in points."""
    return np.column_stack(
        [
            changes.moved(diary.series(name)[days, member], _change_of(name, member, told))
            for name in (edge.driver, edge.outcome)
            for member in MEMBERS
        ]
    )


def _change_of(name: SeriesName, member: Member, told: Sequence[Change]) -> Change | None:
    """A series' own change, else the clearest of all."""
    own = [change for change in told if (change.series, change.member) == (name, member)]
    return next(iter([*own, *told]), None)


def _refused(error: BadInputError) -> Picture:
    return Picture(
        version=VERSION,
        outcome=Outcome.BAD_INPUT,
        joint_days=0,
        days_used=0,
        effects=(),
        findings=(),
        diagnostics=(),
        seed=0,
        input_hash="",
        refusal=error.refusal,
    )


@lru_cache(maxsize=8)
def _prior(known: Priors, driver: SeriesName) -> Prior:
    return Prior.of(known, driver=driver)


def _digest(of: str, diary: Diary, known: Priors, edges: tuple[Edge, ...], finest: Mapping[SeriesName, float]) -> bytes:
    """SHA-256 of everything a picture depends on, with the version or stream it is `of`."""
    parts = [of.encode(), fingerprint(known), *(swap.column_bytes(diary, member) for member in (0, 1))]
    other_sliders = [] if finest == FINEST else [sorted(finest.items())]
    return hashlib.sha256(
        msgspec.json.encode([hashlib.sha256(part).hexdigest() for part in parts] + other_sliders + [edges])
    ).digest()

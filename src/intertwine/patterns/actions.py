"""Keeps the picture of two in step with what both let be put together. Reading a page is what moves it on."""

from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

import msgspec

from intertwine.insights.types import Effect, Outcome, Picture, Request
from intertwine.journal.actions import put, remove
from intertwine.journal.errors import Gone
from intertwine.journal.spaces import pool_space
from intertwine.members.days import today
from intertwine.patterns.coming import FIRST_FINDING
from intertwine.patterns.engine import ENGINE, State
from intertwine.patterns.entries import Estimate
from intertwine.patterns.pair import Together, estimate_id, hash_of, picture_in, request_of
from intertwine.web.sessions.visit import Visit


class Stage(Enum):
    EARLY = "too few days that may be put together, whatever the reason"
    WORKING = "it is being worked out"
    FAILED = "nothing came out; it is tried again later"
    NEWER = "a newer version worked it out"
    READY = "a picture, with findings or without"


@dataclass(frozen=True)
class Shown:
    stage: Stage
    picture: Picture | None = None
    removed: bool = False
    """Something was said before that does not hold any more."""


def settle(visit: Visit, found: Together) -> Shown:
    """What may be shown now. Starts the engine, seals what it found, removes what nobody may see any more."""
    if found.paired < FIRST_FINDING:
        if found.standing:
            _remove(visit)
        return Shown(Stage.EARLY)
    before = found.standing.entry if found.standing else None
    if before is not None and not isinstance(before, Estimate):
        return Shown(Stage.NEWER)
    request = request_of(found.both)
    key = hash_of(request)
    standing = picture_in(before) if before is not None and before.input_hash == key else None
    if before is not None and standing is not None:
        ENGINE.forget(key)  # which the other one may have asked for at the same moment
        return _shown(standing, removed=before.removed)
    return _ask(visit, request, key, before)


def _ask(visit: Visit, request: Request, key: str, before: Estimate | None) -> Shown:
    answer = ENGINE.ask(key, request)
    if isinstance(answer, State):
        return Shown(Stage.WORKING if answer is State.WORKING else Stage.FAILED)
    return _seal(visit, answer, key, before)


def _seal(visit: Visit, picture: Picture, key: str, before: Estimate | None) -> Shown:
    pool, day = pool_space(visit), today(visit)
    removed = before is not None and not _said(picture_in(before)) <= _said(picture)
    put(pool, Estimate(key, msgspec.json.encode(picture).decode(), day, removed), day=day, id=estimate_id(pool))
    ENGINE.forget(key)
    return _shown(picture, removed=removed)


def _shown(picture: Picture, *, removed: bool) -> Shown:
    """An engine that refuses what it was given is a mistake of ours, and looks like any other failure."""
    if picture.outcome is Outcome.BAD_INPUT:
        return Shown(Stage.FAILED)
    return Shown(Stage.READY, picture, removed)


def _said(picture: Picture | None) -> set[tuple[int, str, int, bool]]:
    return {_gist(finding.effect) for finding in picture.findings} if picture else set()


def _gist(effect: Effect) -> tuple[int, str, int, bool]:
    return effect.lag, effect.kind, effect.member, effect.median_points >= 0


def _remove(visit: Visit) -> None:
    pool = pool_space(visit)
    with suppress(Gone):
        remove(pool, id=estimate_id(pool))

"""Keeps the picture of two in step with what both let be put together. Reading a page is what moves it on."""

from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

import msgspec

from intertwine.insights.types import Outcome, Picture, Request
from intertwine.journal.actions import put, remove
from intertwine.journal.errors import Gone
from intertwine.journal.spaces import pool_space
from intertwine.members.days import today
from intertwine.patterns.coming import FIRST_FINDING
from intertwine.patterns.engine import ENGINE, State
from intertwine.patterns.entries import Estimate
from intertwine.patterns.history import NO_NEWS, News, news, said_now
from intertwine.patterns.pair import Together, estimate_id, hash_of, picture_in, request_of
from intertwine.web.sessions.visit import Visit

NO_ANSWER = (Outcome.BAD_INPUT, Outcome.NOT_CONVERGED)
"""Nothing came out, which takes nothing back."""


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
    """While the next one is being worked out, the last one."""
    news: News = NO_NEWS


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
    if before is not None and before.input_hash == key and (standing := picture_in(before)):
        ENGINE.forget(key)  # which the other one may have asked for at the same moment
        return _shown(visit, standing, before)
    return _ask(visit, request, key, before)


def _ask(visit: Visit, request: Request, key: str, before: Estimate | None) -> Shown:
    answer = ENGINE.ask(key, request)
    if isinstance(answer, Picture):
        return _seal(visit, answer, key, before)
    stage = Stage.WORKING if answer is State.WORKING else Stage.FAILED
    last = picture_in(before) if before is not None else None
    if before is None or last is None:
        return Shown(stage)
    return Shown(stage, last, _news(visit, before))


def _seal(visit: Visit, picture: Picture, key: str, before: Estimate | None) -> Shown:
    pool, day = pool_space(visit), today(visit)
    said = before.said if before else ()
    if picture.outcome not in NO_ANSWER:
        said = said_now(said, picture, day)
    estimate = Estimate(
        key,
        msgspec.json.encode(picture).decode(),
        day,
        said=said,
        began=(before.began or before.computed) if before else day,
    )
    put(pool, estimate, day=day, id=estimate_id(pool))
    ENGINE.forget(key)
    return _shown(visit, picture, estimate)


def _shown(visit: Visit, picture: Picture, estimate: Estimate) -> Shown:
    """An engine that refuses what it was given is a mistake of ours, and looks like any other failure."""
    if picture.outcome is Outcome.BAD_INPUT:
        return Shown(Stage.FAILED)
    return Shown(Stage.READY, picture, _news(visit, estimate))


def _news(visit: Visit, estimate: Estimate) -> News:
    return news(estimate.said, began=estimate.began, now=today(visit))


def _remove(visit: Visit) -> None:
    pool = pool_space(visit)
    with suppress(Gone):
        remove(pool, id=estimate_id(pool))

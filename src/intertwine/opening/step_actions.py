"""Showing a piece of one's private writing, and taking it back. Each verb is one transaction, harmless twice."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID, uuid4

import msgspec

from intertwine.journal.actions import put, remove
from intertwine.journal.errors import Gone
from intertwine.journal.marks import keep_anew, marked
from intertwine.journal.queries import read_these
from intertwine.journal.spaces import Space, me_space, us_space
from intertwine.members.days import today
from intertwine.opening.access import couple_of, held
from intertwine.opening.entries import Showing, Shown, ShownList
from intertwine.opening.errors import SomethingElse
from intertwine.opening.step_queries import Ladder, Rung, last_day, pieces_found, pieces_shown, shown_id, shown_list_id
from intertwine.opening.steps import REVIEW_AFTER, Choice, Step, closed, fingerprint, is_open, seen
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

AGAIN = REVIEW_AFTER["month"]


def show(visit: Visit, found: Rung, choice: Choice, *, previewed: str) -> None:
    """From now on exactly this is shown. Raises `SomethingElse` when the preview showed something else."""
    if choice.step is Step.NOTHING:
        take_back(visit, found)
        return
    shown = seen(found.part, choice, today=today(visit), now=clock.now())
    if fingerprint(shown, choice) != previewed:
        raise SomethingElse
    with held(visit):
        _record(visit, found, _showing(visit, found, shown, choice))
        us = us_space(visit)
        id = shown_id(us, us.by, found.part.key)
        put(us, shown, day=shown.since, id=id)
        _list(visit, id, shown=True)


def take_back(visit: Visit, found: Rung) -> None:
    """Nothing is shown of it any more, at once."""
    with held(visit):
        _hide(visit, found.part.key)
        if found.showing and found.showing.entry.step:
            _record(visit, found, closed(found.showing.entry, last=_until(visit, found.showing.entry)))


def still_right(visit: Visit, found: Rung) -> None:
    """Its author looked at it again, and wants to be asked the next time in a month."""
    if found.showing is None or found.showing.entry.review is None:
        return
    after = today(visit) + AGAIN
    _record(visit, found, msgspec.structs.replace(found.showing.entry, review=after))


def put_in_order(visit: Visit, found: Ladder) -> None:
    """What the page of all one shows came upon: what ended by itself is closed, what an earlier version did not list is
    listed."""
    keep_anew(visit, found.rows)
    for one in found.ended:
        take_back(visit, one)
    _list_again(visit, found.shown)


def _list_again(visit: Visit, rungs: tuple[Rung, ...]) -> None:
    """Names in the list what is shown and not in it, because an earlier version kept none."""
    us = us_space(visit)
    open = {shown_id(us, us.by, one.part.key) for one in rungs}
    if not open or open <= {*(pieces_shown(us, us.by) or ())}:
        return
    with held(visit):
        there = _listed(us)
        put(us, ShownList((*there, *sorted(open - {*there}))), day=today(visit), id=shown_list_id(us, us.by))


def clear_away(visit: Visit, ended: Sequence[UUID]) -> None:
    """Takes what ended by itself out of the space of both, whoever comes first: from then on no copy of the database
    has it. Looked at once more, because its author may be showing it anew this moment."""
    us, now = us_space(visit), clock.now()
    with held(visit):
        for one in read_these(us, ended).of(Shown):
            if not is_open(one.entry, now=now):
                remove(us, id=one.id)


def _until(visit: Visit, showing: Showing) -> date:
    return today(visit) if is_open(showing, now=clock.now()) else last_day(visit, showing)


def _showing(visit: Visit, found: Rung, shown: Shown, choice: Choice) -> Showing:
    day, after = today(visit), REVIEW_AFTER[choice.review]
    before = closed(found.showing.entry, last=day) if found.showing else None
    return Showing(
        key=found.part.key,
        kind=shown.kind,
        step=shown.step,
        since=day,
        day=shown.day,
        text=shown.text,
        whole=found.part.text,
        until=shown.until,
        review=day + after if after else None,
        past=before.past if before else (),
        couple=couple_of(visit),
    )


def _record(visit: Visit, found: Rung, showing: Showing) -> None:
    id: UUID = found.showing.id if found.showing else marked(visit, Showing, uuid4())
    put(me_space(visit), showing, day=today(visit), id=id)


def _hide(visit: Visit, key: str) -> None:
    us = us_space(visit)
    id = shown_id(us, us.by, key)
    with suppress(Gone):
        remove(us, id=id)
    _list(visit, id, shown=False)


def _listed(us: Space) -> tuple[UUID, ...]:
    """From all there is, where no list stands or it does not open."""
    return pieces_shown(us, us.by) or pieces_found(us, us.by)


def _list(visit: Visit, id: UUID, *, shown: bool) -> None:
    """Whether the list names it. In a transaction in which the couple is held."""
    us = us_space(visit)
    before = _listed(us)
    after = (*(one for one in before if one != id), *([id] if shown else []))
    if after:
        put(us, ShownList(after), day=today(visit), id=shown_list_id(us, us.by))
    elif before:
        with suppress(Gone):
            remove(us, id=shown_list_id(us, us.by))

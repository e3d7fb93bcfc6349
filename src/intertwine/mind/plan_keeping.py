"""Writing a care plan, and sharing parts of it. Each verb is one transaction."""

from contextlib import suppress
from uuid import UUID, uuid4

from django.db import transaction

from intertwine.couples.queries import us_of
from intertwine.journal.actions import put, remove, replace, write
from intertwine.journal.errors import Conflict, Gone
from intertwine.journal.marks import marked
from intertwine.journal.spaces import me_space, us_space
from intertwine.members.days import today
from intertwine.mind.entries import PlanPart, SharedPart
from intertwine.mind.errors import PartChanged
from intertwine.mind.plan_parts import Part
from intertwine.mind.plan_reading import Written, parts_in, plan, shared_id
from intertwine.web.sessions.visit import Visit


def write_part(visit: Visit, *, part: Part, text: str, seen: str) -> None:
    """Puts `text` in the place of what was `seen`; nothing written there is no part. Raises `PartChanged`."""
    space, day = me_space(visit), today(visit)
    with transaction.atomic():
        standing = plan(visit).get(part.key)
        if standing and standing.text == text:
            return
        if (standing.mark if standing else "") != seen:
            raise PartChanged(standing)
        if not text:
            _remove_all(visit, part)
        elif standing is None:
            write(space, PlanPart(part.key, day, text), day=day, id=marked(visit, PlanPart, uuid4()))
        else:
            _in_place_of(visit, standing, PlanPart(part.key, day, text))


def share_part(visit: Visit, *, part: Part, seen: str) -> None:
    """Shares exactly what was previewed. Raises `PartChanged` where something else stands there by now."""
    us = us_of(visit)
    assert us is not None
    space = us_space(visit)
    with transaction.atomic():
        standing = plan(visit).get(part.key)
        if standing is None or standing.mark != seen:
            raise PartChanged(standing)
        put(space, SharedPart(part.key, standing.text), day=today(visit), id=shared_id(space, us.me, part.key))


def take_back_part(visit: Visit, *, part: Part) -> None:
    """At once, and harmless twice; works with the private space closed."""
    us = us_of(visit)
    assert us is not None
    space = us_space(visit)
    with suppress(Gone):
        remove(space, id=shared_id(space, us.me, part.key))


def _in_place_of(visit: Visit, standing: Written, entry: PlanPart) -> None:
    try:
        replace(me_space(visit), entry, id=standing.id, revision=standing.revision)
    except (Conflict, Gone):  # another phone, between reading and writing
        raise PartChanged(plan(visit).get(entry.part)) from None


def _remove_all(visit: Visit, part: Part) -> None:
    """Older ones too: they must not come back from under the latest."""
    for one in parts_in(visit):
        if one.entry.part == part.key:
            _take_away(visit, one.id)


def _take_away(visit: Visit, id: UUID) -> None:
    with suppress(Gone):
        remove(me_space(visit), id=id)

"""A care plan as its author has it, and what of it the two share right now."""

from dataclasses import dataclass
from uuid import UUID

from intertwine.couples.queries import us_of
from intertwine.journal.queries import read
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import Space, me_space, us_space
from intertwine.mind.entries import PlanPart, SharedPart
from intertwine.mind.plan_parts import PARTS, Part
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Written:
    """One part as it stands: which entry, at which revision."""

    id: UUID
    revision: int
    text: str

    @property
    def mark(self) -> str:
        """Goes with a form, so that it changes what was seen and nothing else."""
        return f"{self.id.hex}.{self.revision}"


@dataclass(frozen=True)
class Showing:
    """One part as the two share it."""

    part: Part
    text: str


def plan(visit: Visit) -> dict[str, Written]:
    """By key of the part; a part nobody wrote is not in it. One query. Raises `Closed`."""
    return {one.entry.part: Written(one.id, one.revision, one.entry.text) for one in parts_in(visit)}


def parts_in(visit: Visit) -> list[Stored[PlanPart]]:
    """Oldest first: the latest of a part counts."""
    return read(me_space(visit)).of(PlanPart)


def shared_by_me(visit: Visit) -> dict[str, str]:
    """The text the partner sees right now, by key of the part; nothing for someone alone."""
    us = us_of(visit)
    return _shared(visit, us.me) if us else {}


def shared_with_me(visit: Visit) -> list[Showing]:
    """What the partner shares right now, in the order of the parts."""
    us = us_of(visit)
    theirs = _shared(visit, us.partner) if us else {}
    return [Showing(part, theirs[part.key]) for part in PARTS if part.key in theirs]


def shared_id(us: Space, author: UUID, part: str) -> UUID:
    return us.fixed_id(b"mind.plan", author.bytes, part.encode())


def _shared(visit: Visit, author: UUID) -> dict[str, str]:
    """An entry counts only at its author's own place."""
    space = us_space(visit)
    return {
        one.entry.part: one.entry.text
        for one in read(space).of(SharedPart)
        if one.by == author and one.id == shared_id(space, author, one.entry.part)
    }

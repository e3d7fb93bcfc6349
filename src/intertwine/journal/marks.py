"""Which rows of one's private space are of a kind, without opening any.

The last six bytes of their ids say so to whoever is signed in as their author, with the private space open or closed;
to everybody else they are as random as the rest. So a page opens the entries it shows and no others, and there is no
list that could fall behind what is there. Rows that earlier versions wrote are looked through once.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from intertwine.journal.actions import put
from intertwine.journal.entries import Unmarked
from intertwine.journal.models import Entry
from intertwine.journal.queries import read, read_these
from intertwine.journal.registry import BY_SHAPE, EntryShape, found_kinds
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.vault.secrets import Key, derive
from intertwine.web.prepared import Prepared
from intertwine.web.sessions.visit import Visit

BEGINS = 10
"""Bytes of an id that are its own."""

_ROWS = Prepared(lambda space: Entry.objects.values_list("id", "period").filter(space=space))


def marked(visit: Visit, shape: type[EntryShape], id: UUID) -> UUID:
    """The id under which an entry of this shape is found; of one that is marked already, and of a shape whose rows are
    not found, the same."""
    kind = BY_SHAPE[shape]
    return _Marks.of(visit).marked(kind.name, id) if kind.found else id


@dataclass(frozen=True)
class Rows:
    """All rows of the private space, and which of them are of the kinds that are found."""

    periods: dict[UUID, int]
    found: dict[str, set[UUID]]
    anew: Unmarked | None
    """What was looked through just now, and is not kept yet."""

    def of(self, shape: type[EntryShape]) -> dict[UUID, int]:
        """The months of its rows, by id."""
        return {id: self.periods[id] for id in self.named(BY_SHAPE[shape].name)}

    def named(self, kind: str) -> set[UUID]:
        """The same ids, for a room that may not know the shape."""
        return self.found.get(kind, set())

    @cached_property
    def months(self) -> list[tuple[int, int]]:
        """In which something was written and how many rows, the newest first."""
        return sorted(Counter(self.periods.values()).items(), reverse=True)


def rows_of(visit: Visit) -> Rows:
    """Two queries, and one for everything where an earlier version wrote. Raises `Closed`."""
    space, marks = me_space(visit), _Marks.of(visit)
    known = next((one.entry for one in read_these(space, [marks.unmarked_id]).of(Unmarked)), None)
    complete = known is not None and {*known.rows} >= found_kinds()
    before, anew = (known, None) if known and complete else _looked_through(visit)
    there: dict[UUID, int] = dict(_ROWS.rows(space.id))
    found = defaultdict(set, {kind: {id for id in ids if id in there} for kind, ids in before.rows.items()})
    for id in there:
        if kind := marks.kind_of(id):
            found[kind].add(id)
    return Rows(there, found, anew)


def keep_anew(visit: Visit, rows: Rows) -> None:
    """So that the next page need not look through everything again."""
    if rows.anew is not None:
        put(me_space(visit), rows.anew, day=today(visit), id=_Marks.of(visit).unmarked_id)


def _looked_through(visit: Visit) -> tuple[Unmarked, Unmarked | None]:
    """Not to be kept where something does not open: a backup may bring it back."""
    pages, marks = read(me_space(visit)), _Marks.of(visit)
    kinds: dict[str, list[UUID]] = {kind: [] for kind in found_kinds()}
    for one in pages.entries:
        kind = BY_SHAPE.get(type(one.entry))
        if kind is not None and kind.name in kinds and marks.kind_of(one.id) != kind.name:
            kinds[kind.name].append(one.id)
    made = Unmarked({kind: tuple(ids) for kind, ids in kinds.items()})
    unknown = {*pages.unopened} - {marks.unmarked_id}
    return made, None if unknown or pages.newer else made


@dataclass(frozen=True, repr=False)
class _Marks:
    """Of one member. Made from their own identity, which is there while the private space is closed."""

    member: bytes
    key: bytes
    kinds: dict[bytes, str]
    unmarked_id: UUID

    @classmethod
    def of(cls, visit: Visit) -> "_Marks":
        known, identity = visit.recent.get(cls), visit.identity
        assert identity is not None
        if isinstance(known, cls) and known.member == identity.member:
            return known
        own = Key.from_bytes(hashlib.sha256(identity.identity + identity.me_space).digest())
        kinds = {derive(own, "kind", kind.encode()).reveal()[:6]: kind for kind in found_kinds()}
        unmarked = UUID(bytes=derive(own, "unmarked").reveal()[:16])
        made = visit.recent[cls] = cls(identity.member, derive(own, "marks").reveal(), kinds, unmarked)
        return made

    def marked(self, kind: str, id: UUID) -> UUID:
        begins = UUID(bytes=id.bytes, version=4).bytes[:BEGINS]  # as a random one looks
        return UUID(
            bytes=begins + _xor(self._mark(begins), next(tag for tag, name in self.kinds.items() if name == kind))
        )

    def kind_of(self, id: UUID) -> str:
        """Empty for one that is not marked."""
        return self.kinds.get(_xor(self._mark(id.bytes[:BEGINS]), id.bytes[BEGINS:]), "")

    def _mark(self, begins: bytes) -> bytes:
        return hashlib.blake2b(begins, key=self.key, digest_size=16 - BEGINS).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(16 - BEGINS)


def window(rows: Rows, *, before: int = 0, at_least: int) -> list[int]:
    """The newest months, or the last before a month, that have so many rows together; all where there are fewer."""
    months, enough = list[int](), 0
    for month, many in rows.months:
        if before and month >= before:
            continue
        months.append(month)
        enough += many
        if enough >= at_least:
            break
    return months

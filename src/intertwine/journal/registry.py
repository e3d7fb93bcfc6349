"""Every type of entry there is, with its stored name and versions.

The law of a stored format: a name once written is never used for anything else; a version once written can be read for
ever; a field may be added with a default, never renamed, never given another meaning. When that is not enough, the
version goes up and the old shape stays, with an `upgrade` to the next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

import msgspec


class Audience(StrEnum):
    ME = "me"
    US = "us"
    POOL = "pool"
    """Ratings both let feed the pattern: opened only by the us key together with the server's own secret."""


class EntryShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an entry holds. Subclasses are registered with `entry`."""


Shape = TypeVar("Shape", bound=EntryShape)
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class EntryType:
    name: str
    version: int
    audience: Audience
    shape: type[EntryShape]
    upgrades: dict[int, Upgrade]
    """From version n to n + 1, on the decoded fields."""
    derived: bool = False
    """Only ever a copy of what can be worked out from other entries; it goes when they may not be used any more."""
    found: bool = False
    """Its rows are found by their ids: see `marks.py`."""


BY_NAME: dict[str, EntryType] = {}
BY_SHAPE: dict[type[EntryShape], EntryType] = {}


def entry(
    name: str,
    *,
    version: int,
    audience: Audience,
    upgrades: dict[int, Upgrade] | None = None,
    derived: bool = False,
    found: bool = False,
) -> Callable[[type[Shape]], type[Shape]]:
    def register(shape: type[Shape]) -> type[Shape]:
        if name in BY_NAME:
            raise ValueError(f"two entry types are called {name}")
        kind = EntryType(name, version, audience, shape, upgrades or {}, derived, found)
        missing = set(range(1, version)) - set(kind.upgrades)
        if missing:
            raise ValueError(f"{name} cannot read its versions {sorted(missing)}")
        BY_NAME[name] = BY_SHAPE[shape] = kind
        return shape

    return register


def is_derived(entry: EntryShape) -> bool:
    """False for what a newer version wrote: nobody here knows what it is."""
    kind = BY_SHAPE.get(type(entry))
    return kind is not None and kind.derived


def found_kinds() -> set[str]:
    """The names of all kinds whose rows are found by their ids."""
    return {kind.name for kind in BY_NAME.values() if kind.found}

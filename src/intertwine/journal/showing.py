"""What of a private entry can be shown to the other one, step by step.

The pillars do not know each other: a room says in its `showing.py` which pieces of its private entries have words in
them, and the step ladder (room `opening`) shows what the author chooses of any of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from intertwine.journal.queries import Pages


@dataclass(frozen=True)
class Part:
    """One piece of one's own private writing."""

    key: str
    """Names this piece for ever, whatever is written in it later. Never shown to anybody."""
    kind: str
    """What it is, as in `headings`; the only thing besides the text that the other one may learn of it."""
    text: str = field(repr=False)
    day: date | None = None
    """The day it is about, if it is about one."""
    hard: bool = False
    """That day was called a hard one."""


Source = Callable[[Pages], Iterable[Part]]

_SOURCES: list[Source] = []
_HEADINGS: dict[str, object] = {}


def showable(headings: Mapping[str, object]) -> Callable[[Source], Source]:
    """Registers where pieces come from. `headings`: what each kind is called, as a lazy translation."""

    def register(source: Source) -> Source:
        _SOURCES.append(source)
        _HEADINGS.update(headings)
        return source

    return register


def parts_in(pages: Pages) -> list[Part]:
    """Every piece in these pages of a private space."""
    return [part for source in _SOURCES for part in source(pages)]


def heading(kind: str) -> str:
    """Empty for a kind that only a newer version knows."""
    return str(_HEADINGS.get(kind, ""))

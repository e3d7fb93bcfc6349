"""Cards that rooms put on *Today*. The pillars do not know each other, so each says here what it would like to show.

A room's `cards.py` registers functions from a visit to a card, or to nothing. Whatever such a function reads counts
among the queries of Today: eight at most for the whole page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Card:
    template: str
    """A fragment, drawn with `it` as its context."""
    it: dict[str, Any] = field(default_factory=dict, repr=False)


Source = Callable[[Visit], Card | None]

_SOURCES: list[tuple[int, Source]] = []


def today_card(*, order: int) -> Callable[[Source], Source]:
    """Smaller orders come first: below 50 care for oneself, from 50 on what is for two."""

    def register(source: Source) -> Source:
        _SOURCES.append((order, source))
        _SOURCES.sort(key=lambda one: one[0])
        return source

    return register


FOR_TWO = 50


def today_cards(visit: Visit, *, below: int | None = None) -> list[Card]:
    """With `below`, only those of a smaller order; the others are not even asked."""
    asked = [source for order, source in _SOURCES if below is None or order < below]
    return [card for source in asked if (card := source(visit)) is not None]

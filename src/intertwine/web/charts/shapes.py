"""What a chart is made of, whoever draws it."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Who = Literal[1, 2, None]
"""First person, second person, or what belongs to both."""

CLASSES: dict[Who, str] = {1: "first", 2: "second", None: "shared"}


@dataclass(frozen=True)
class Table:
    """The figures of a chart as they are read out: the first cell of a row names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class KeyItem:
    name: str
    mark: Markup


@dataclass(frozen=True)
class Chart:
    svg: Markup
    sentence: str
    """What someone who does not see the picture should know of it."""
    table: Table
    key: tuple[KeyItem, ...] = ()

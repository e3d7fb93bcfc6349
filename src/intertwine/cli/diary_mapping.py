"""Which column says what, as the host writes it: in a small TOML file, or in options."""

import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec

from intertwine.cli.errors import Refused
from intertwine.cli.import_sentences import nearest
from intertwine.content.reading import rated_items
from intertwine.mind.diary_map import DiaryMap, Feed, number


@dataclass(frozen=True)
class Mapping:
    columns: DiaryMap
    names: dict[str, str]
    """Who each value of the person column is; empty where nobody said."""

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(feed.item for feed in self.columns.feeds)


class _Column(msgspec.Struct, forbid_unknown_fields=True):
    column: str
    scale: tuple[Decimal | int, Decimal | int]
    """What stands for 0, and what stands for 10."""


class _MapFile(msgspec.Struct, forbid_unknown_fields=True):
    day: str
    items: dict[str, _Column]
    person: str = ""
    couple: str = ""
    people: dict[str, str] = {}


def from_file(path: Path, *, couple: str, only: list[str], also: Sequence[str] = ()) -> Mapping:
    """`also`: what else than the items a column may feed."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        file = msgspec.convert(table, _MapFile)
    except OSError as error:
        raise Refused(f"The map {path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise Refused(f"The map {path} is not as it should be: {error}. docs/host.md shows one.") from None
    if couple and not file.couple:
        raise Refused(f'The map {path} does not say which column names the couple. Add a line: couple = "…".')
    feeds = [_feed(key, one.column, *map(_exact, one.scale)) for key, one in file.items.items()]
    chosen = ((file.couple, couple),) if couple else ()
    columns = _map(file.day, file.person, feeds, (*chosen, *map(_pair, only)), also)
    return Mapping(replace(columns, couple=file.couple), file.people)


def from_options(*, day: str, person: str, items: list[str], only: list[str], also: Sequence[str] = ()) -> Mapping:
    if not day or not items:
        raise Refused("Say which column holds the day (--day) and at least one --item, or name a map with --map.")
    return Mapping(_map(day, person, map(_option, items), map(_pair, only), also), {})


def _map(
    day: str, person: str, feeds: Iterable[Feed], only: Iterable[tuple[str, str]], also: Sequence[str]
) -> DiaryMap:
    known = {key: place for place, key in enumerate([*(item.key for item in rated_items()), *also])}
    found = list(feeds)
    for feed in found:
        if feed.item not in known:
            raise Refused(f"There is no item {feed.item}.{nearest(feed.item, known)} There are: {', '.join(known)}.")
    if len({feed.item for feed in found}) != len(found):
        raise Refused("Each item can be fed by one column.")
    if not found:
        raise Refused("The map feeds no item: nothing would be brought in.")
    return DiaryMap(day, tuple(sorted(found, key=lambda feed: known[feed.item])), person, only=tuple(only))


def _option(text: str) -> Feed:
    """As in `stress=conflict:1:7`; the column's name may hold colons itself."""
    item, _, rest = text.partition("=")
    column, *ends = rest.rsplit(":", 2)
    values = [number(end) for end in ends]
    if not item or not column or len(values) != 2 or None in values:
        raise Refused(f"--item {text} is not as it should be: --item stress=conflict:1:7 is, for a column from 1 to 7.")
    return _feed(item, column, *(value for value in values if value is not None))


def _feed(item: str, column: str, at_0: Fraction, at_10: Fraction) -> Feed:
    if at_0 == at_10:
        raise Refused(f"The scale of {column} begins where it ends. Give its two ends, as in 1 and 7.")
    return Feed(item, column, at_0, at_10)


def _exact(end: Decimal | int) -> Fraction:
    if not math.isfinite(end):
        raise Refused("A scale has two ends that are numbers, as in [1, 7].")
    return Fraction(end)


def _pair(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not column or not sign:
        raise Refused(
            f"--only {text} is not as it should be: --only couple=12 uses the lines whose column couple holds 12."
        )
    return column, value

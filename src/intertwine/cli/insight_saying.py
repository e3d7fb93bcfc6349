"""What `intertwine insight` prints: each couple's lines, links and sentences, as the page of the two would say them."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
import numpy as np

from intertwine.cli.insight_reading import CoupleDiary
from intertwine.insights.types import Edge, FloatArray, Outcome, Picture
from intertwine.patterns import mapping, sentences, telling
from intertwine.patterns.links import Link, every_link

WIDTH = 100
BARS = "▁▂▃▄▅▆▇█"
DOTS = "┄┄┄"
NOT_TWO = {
    1: "Only one person has lines, so there is nothing to put together.",
    0: "Nobody has lines.",
}


@dataclass(frozen=True, eq=False)
class Seen:
    """One couple, and what came of them. No picture where they are not two."""

    of: CoupleDiary
    names: tuple[str, ...]
    picture: Picture | None

    @property
    def both(self) -> tuple[str, str]:
        return self.names[0], self.names[1]


def as_text(seen: Seen, edges: tuple[Edge, ...]) -> str:
    from rich.console import Console  # noqa: PLC0415 - slow to load, and needed here alone
    from rich.table import Table  # noqa: PLC0415 - same

    out = io.StringIO()
    console = Console(file=out, width=WIDTH, markup=False, highlight=False, emoji=False)
    console.print(headline(seen))
    if seen.picture is None or seen.of.diary is None:
        console.print(not_two(len(seen.names)))
        return out.getvalue()
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, drawn in lines(seen):
        table.add_row(name, drawn)
    console.print(table)
    for sentence in told(seen):
        console.print(sentence)
    links = Table(*mapping.table(seen.picture, seen.both, links=()).head, box=None, padding=(0, 2, 0, 0))
    for row in _rows(seen, edges):
        links.add_row(*row)
    console.print(links)
    return out.getvalue()


def headline(seen: Seen) -> str:
    named = f"Couple {seen.of.couple}: " if seen.of.couple else ""
    who = " and ".join(seen.names) or "nobody"
    if seen.picture is None:
        return f"{named}{who}"
    days = f"{seen.picture.days_used} days, {seen.picture.joint_days} of them with both"
    return f"{named}{who}, from {_day(seen.of)} on: {days}"


def not_two(people: int) -> str:
    return NOT_TWO.get(people, f"{people} people have lines, and a couple is two.")


def lines(seen: Seen) -> list[tuple[str, str]]:
    """Each series of each person as a row of blocks; a space is a day without an answer."""
    diary = seen.of.diary
    assert diary is not None
    return [
        (f"{name}, {str(words).casefold()}", _blocks(diary.series(series)[:, n]))
        for series, words in sentences.PILLARS.items()
        for n, name in enumerate(seen.names)
        if not np.isnan(diary.series(series)).all()
    ]


def told(seen: Seen) -> list[str]:
    """The sentences of the page, in its order."""
    picture = seen.picture
    assert picture is not None
    if picture.outcome is Outcome.BAD_INPUT:
        return [f"These answers cannot be read as a diary: {picture.refusal}."]
    groups = telling.groups(picture, seen.both)
    if not groups:
        return [f"Nothing is clear yet. {sentences.nothing_clear(picture)}", *sentences.left_out(picture)]
    found = [f"{one.sentence} {one.facts}".strip() for group in groups for one in group.told]
    return [*found, *sentences.left_out(picture)]


def as_data(seen: Seen, edges: tuple[Edge, ...]) -> dict[str, Any]:
    """For a program: the same, and everything the engine said about it."""
    found: dict[str, Any] = {"couple": seen.of.couple, "people": seen.names, "first_day": _day(seen.of)}
    if seen.picture is None:
        return {**found, "outcome": "not_two_people", "sentences": [not_two(len(seen.names))]}
    links = [edge for edge in edges if edge in {one.edge for one in seen.picture.diagnostics}]
    return {
        **found,
        "outcome": seen.picture.outcome.value,
        "sentences": told(seen),
        "edges": [f"{edge.driver} → {edge.outcome}" for edge in links],
        "picture": msgspec.to_builtins(seen.picture),
    }


def _rows(seen: Seen, edges: tuple[Edge, ...]) -> list[tuple[str, ...]]:
    assert seen.picture is not None
    shown = {**mapping.shown_links(seen.picture, 0), **mapping.shown_links(seen.picture, 1)}
    links = [link for link in (*every_link(0), *shown) if link.edge in edges]
    table = mapping.table(seen.picture, seen.both, links=dict.fromkeys(links))
    told = zip(dict.fromkeys(links), table.rows, strict=True)
    return [(f"{_stroke(link, seen.picture)} {row[0]}", *row[1:]) for link, row in told]


def _stroke(link: Link, picture: Picture) -> str:
    """A line as the map would draw it, in three letters: dots, or heavier with the size."""
    effect = {**mapping.shown_links(picture, 0), **mapping.shown_links(picture, 1)}.get(link)
    if effect is None:
        return DOTS
    stroke = {"a little": "───", "some": "━━━", "much": "███"}[sentences.size_of(effect.median_points).value]
    return f"{stroke[0]}−{stroke[0]}" if sentences.is_less(effect) else stroke


def _blocks(values: FloatArray) -> str:
    return "".join(" " if np.isnan(value) else BARS[round(value / 10 * (len(BARS) - 1))] for value in values[-365:])


def _day(of: CoupleDiary) -> str:
    return date.fromordinal(of.first).isoformat() if of.dated else f"day {of.first}"


def in_all(seen: list[Seen]) -> str:
    """How many couples came to what; couples without a picture are said, too."""
    found = [one.picture for one in seen if one.picture is not None]
    clear = sum(bool(picture.findings) for picture in found)
    counts = [(_IN_ALL[outcome], sum(picture.outcome is outcome for picture in found)) for outcome in _IN_ALL]
    told = [f"{len(seen)} couples. {clear} with something clear."]
    told += [f"{count} {words}." for words, count in counts if count]
    if len(found) < len(seen):
        told.append(f"{len(seen) - len(found)} that are not two people.")
    return " ".join(told)


_IN_ALL = {
    Outcome.READY: "could be looked at",
    Outcome.TOO_FEW_DAYS: "with too few days",
    Outcome.NO_VARIATION: "with answers that are almost the same every day",
    Outcome.AT_THE_EDGE: "with answers that are nearly always at one end of the scale",
    Outcome.NOT_CONVERGED: "whose answers did not give a picture that would hold",
    Outcome.BAD_INPUT: "that could not be read",
}

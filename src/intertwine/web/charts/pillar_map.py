"""The pillar map: two people at the top, the pillars between, closeness below, and what goes together as lines.

A line that is clear is as wide as the link is large. Its edge is soft: the core is as wide as the link is at least, the
faintest rim as wide as it may be at most. What is not clear is a thin row of dots. A line begins at the one whose day
it is about and has their colour; a small minus says that it goes the other way round. The first person's ends are
round, the second's square, so no meaning hangs on a colour.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from markupsafe import Markup

from intertwine.web.charts import svg
from intertwine.web.charts.shapes import CLASSES, Chart, KeyItem, Table

Person = Literal[1, 2]
Point = tuple[float, float]

TOP, BOTTOM = "mind", "closeness"
BETWEEN = ("talking", "opening", "responding")

WIDTH, EDGE = 340.0, 12.0
SIDE: dict[Person, float] = {1: 42.0, 2: WIDTH - 42.0}
LANE: dict[Person, float] = {1: 6.0, 2: WIDTH - 6.0}
PILLAR = dict(zip(BETWEEN, (66.0, 170.0, 274.0), strict=True))
GAP: dict[Person, float] = {1: (PILLAR["talking"] + 170) / 2, 2: (170 + PILLAR["responding"]) / 2}
"""Between two pillars, where a line from one side of the map to the other passes."""
HALF, TALL, PORT, NODE, FAN = 43.0, 34.0, 20.0, 16.0, 4.2
STEP = 128.0
LETTERS, LETTER_LINE = 22, 15.0
"""About as many letters as half of the map has room for in one line."""

PER_POINT, WIDEST, THINNEST = 6.0, 14.0, 1.6
LAYERS = 5


@dataclass(frozen=True, kw_only=True)
class Tie:
    """One link: `outcome` of one person beside `driver` of one, who may be the same."""

    driver: str
    outcome: str
    of: Person
    """Whose driver."""
    to: Person
    """Whose outcome."""
    label: str
    size: tuple[float, float, float] | None = None
    """At least, probably and at most, in points, from nothing upwards. None: not clear."""
    less: bool = False
    """More of one goes with less of the other."""
    href: str = ""
    """Where its sentence stands."""


@dataclass(frozen=True)
class _Bend:
    """A cubic curve from where the last one ended."""

    first: Point
    second: Point
    end: Point


@dataclass(frozen=True)
class _Heights:
    mind: float
    pillars: float
    close: float
    end: float


def pillar_map(
    *, names: tuple[str, str], words: Mapping[str, str], ties: Iterable[Tie], title: str, sentence: str, table: Table
) -> Chart:
    """`words` names mind, the three pillars and closeness. The order of `ties` is that of the keyboard."""
    at, listed = _heights(names), list(ties)
    parts = [
        *(_tie(tie, at) for tie in sorted(listed, key=_depth)),
        *(_sign(tie, at) for tie in listed if tie.size and tie.less),
        *_people(names, words, at),
        *(_pillar(words[name], PILLAR[name], at.pillars) for name in BETWEEN),
    ]
    drawing = _frame(parts, at.end, title, links=any(tie.href for tie in listed))
    return Chart(svg=drawing, sentence=sentence, table=table)


def key() -> tuple[KeyItem, ...]:
    """How the three kinds of line look."""
    clear = Tie(driver="", outcome="", of=1, to=1, label="", size=(0.6, 0.8, 1.0))
    unsure = Tie(driver="", outcome="", of=1, to=1, label="", size=(0.1, 0.8, 2.2))
    shown = ((clear, _("clear")), (unsure, _("how large is less sure")), (None, _("not clear yet")))
    return tuple(KeyItem(words, _key_mark(tie)) for tie, words in shown)


def _key_mark(tie: Tie | None) -> Markup:
    inner = Markup("").join(_strokes("M2 8L42 8", tie.size, 1) if tie and tie.size else _dots("M2 8L42 8"))
    return Markup('<svg class="chart" viewBox="0 0 44 16" aria-hidden="true" focusable="false">{}</svg>').format(inner)


def _heights(names: tuple[str, str]) -> _Heights:
    lines = max(len(wrapped(name)) for name in names)
    mind = lines * LETTER_LINE + NODE + 8
    close = mind + 2 * STEP
    return _Heights(mind, mind + STEP, close, close + NODE + 6 + lines * LETTER_LINE + 4)


def _frame(parts: Iterable[Markup], height: float, title: str, *, links: bool) -> Markup:
    """A picture with links in it is a group of them; without, it is an image."""
    frame = Markup('<svg class="chart pillars" viewBox="0 0 {} {}" role="{}" aria-label="{}">{}</svg>')
    role = "group" if links else "img"
    return frame.format(svg.number(WIDTH), svg.number(height), role, title, Markup("").join(parts))


# lines


def _depth(tie: Tie) -> tuple[bool, float]:
    """Dots lie below, and wide lines below narrow ones."""
    return tie.size is not None, -(tie.size[1] if tie.size else 0)


def _tie(tie: Tie, at: _Heights) -> Markup:
    start, bends = _route(tie, at)
    d = _d(start, bends)
    strokes = Markup("").join(_strokes(d, tie.size, tie.of) if tie.size else _dots(d))
    if not tie.href:
        return strokes
    # what is not clear is reached by a finger on the line, and by everybody else in the table
    frame = Markup('<a class="tie" href="{}" aria-label="{}"{}>{}{}</a>')
    away = "" if tie.size else Markup(' tabindex="-1"')
    reach = _ours(f'<path class="reach" d="{d}"/>')
    return frame.format(tie.href, tie.label, away, reach, strokes)


def _strokes(d: str, size: tuple[float, float, float] | None, of: Person) -> Iterator[Markup]:
    assert size is not None
    low, _middle, high = (_width(points) for points in size)
    for layer in range(LAYERS):
        wide = high + (low - high) * layer / LAYERS
        yield _ours(f'<path class="soft {CLASSES[of]}" stroke-width="{svg.number(wide)}" d="{d}"/>')
    yield _ours(f'<path class="core {CLASSES[of]}" stroke-width="{svg.number(low)}" d="{d}"/>')


def _dots(d: str) -> Iterator[Markup]:
    yield _ours(f'<path class="dots" d="{d}"/>')


def _width(points: float) -> float:
    return min(max(THINNEST, PER_POINT * points), WIDEST)


def _sign(tie: Tie, at: _Heights) -> Markup:
    """The minus of a link that goes the other way round, in the middle of its line."""
    start, bends = _route(tie, at)
    x, y = _middle(start, bends[0]) if len(bends) == 1 else bends[0].end
    css = CLASSES[tie.of]
    circle = f'<circle class="sign-ground {css}" cx="{svg.number(x)}" cy="{svg.number(y)}" r="7"/>'
    return _ours(circle) + svg.path([(x - 3.2, y), (x + 3.2, y)], css=f"sign-mark {css}")


def _middle(start: Point, bend: _Bend) -> Point:
    x, y = ((a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(start, bend.first, bend.second, bend.end, strict=True))
    return x, y


def _route(tie: Tie, at: _Heights) -> tuple[Point, list[_Bend]]:
    if tie.driver in PILLAR:
        port = _port(tie.driver, tie.of)
        return _between((port, at.pillars + TALL / 2), (_beside(port, tie.to), at.close - NODE + 6))
    if tie.outcome in PILLAR:
        port = _port(tie.outcome, tie.to)
        return _between((_beside(port, tie.of), at.mind + NODE - 6), (port, at.pillars - TALL / 2))
    if tie.of == tie.to:
        return _outside(tie.of, at)
    return _across(tie.of, tie.to, at)


def _between(start: Point, end: Point) -> tuple[Point, list[_Bend]]:
    half = (start[1] + end[1]) / 2
    return start, [_Bend((start[0], half), (end[0], half), end)]


def _outside(of: Person, at: _Heights) -> tuple[Point, list[_Bend]]:
    """Down the person's own side of the map."""
    x, lane = SIDE[of], LANE[of]
    out = NODE if of == 1 else -NODE
    lane -= out / 1.5
    return (x - out, at.mind), [_Bend((lane, at.mind + 50), (lane, at.close - 50), (x - out, at.close))]


def _across(of: Person, to: Person, at: _Heights) -> tuple[Point, list[_Bend]]:
    """Through the gap on the driver's side; the two of them weave below the pillars."""
    start, through, end = (SIDE[of], at.mind + NODE), (GAP[of], at.pillars), (SIDE[to], at.close - NODE)
    down = _down(start, 50), _down(through, -48), _down(through, 62), _down(end, -40)
    return start, [_Bend(down[0], down[1], through), _Bend(down[2], down[3], end)]


def _down(of: Point, by: float) -> Point:
    return of[0], of[1] + by


def _port(pillar: str, who: Person) -> float:
    return PILLAR[pillar] + (PORT if who == 2 else -PORT)


def _beside(port: float, who: Person) -> float:
    """Where a line to or from a port leaves a person: beside the others, in the order of the ports."""
    ports = sorted(_port(pillar, one) for pillar in PILLAR for one in SIDE)
    return SIDE[who] + FAN * (ports.index(port) - (len(ports) - 1) / 2)


def _d(start: Point, bends: Iterable[_Bend]) -> str:
    curves = "".join(f"C{_xy(bend.first)} {_xy(bend.second)} {_xy(bend.end)}" for bend in bends)
    return f"M{_xy(start)}{curves}"


def _xy(of: Point) -> str:
    return f"{svg.number(of[0])} {svg.number(of[1])}"


# people and pillars


def _people(names: tuple[str, str], words: Mapping[str, str], at: _Heights) -> Iterator[Markup]:
    for y, name in ((at.mind, TOP), (at.close, BOTTOM)):
        yield svg.text((WIDTH / 2, y + 4), words[name], anchor="middle", css="place")
        for who in (1, 2):
            yield _node((SIDE[who], y), who)
    for who, lines in ((1, wrapped(names[0])), (2, wrapped(names[1]))):
        anchor, x = ("start", EDGE) if who == 1 else ("end", WIDTH - EDGE)
        above, below = at.mind - NODE - 8 - LETTER_LINE * (len(lines) - 1), at.close + NODE + LETTER_LINE
        for n, line in enumerate(lines):
            yield svg.text((x, above + n * LETTER_LINE), line, anchor=anchor, css="person")
            yield svg.text((x, below + n * LETTER_LINE), line, anchor=anchor, css="person")


def _node(at: Point, who: Person) -> Markup:
    x, y = at
    css = f"node {CLASSES[who]}"
    if who == 1:
        return _ours(f'<circle class="{css}" cx="{svg.number(x)}" cy="{svg.number(y)}" r="{svg.number(NODE)}"/>')
    left, up, side = (svg.number(value) for value in (x - NODE, y - NODE, 2 * NODE))
    return _ours(f'<rect class="{css}" x="{left}" y="{up}" width="{side}" height="{side}" rx="5"/>')


def _pillar(word: str, x: float, y: float) -> Markup:
    left, up = svg.number(x - HALF), svg.number(y - TALL / 2)
    frame = f'<rect class="pillar" x="{left}" y="{up}" width="{2 * HALF:g}" height="{TALL:g}" rx="{TALL / 2:g}"/>'
    ports = [svg.point((x - PORT, y + end), who=1, size=3.4) for end in (-TALL / 2, TALL / 2)]
    ports += [svg.point((x + PORT, y + end), who=2, size=3.1) for end in (-TALL / 2, TALL / 2)]
    return _ours(frame) + Markup("").join(ports) + svg.text((x, y + 4.5), word, anchor="middle", css="pillar-name")


def wrapped(name: str) -> list[str]:
    """In lines of at most LETTERS letters, broken between words where there are any."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= LETTERS:
            lines[-1] += f" {word}"
        else:
            lines += [word[n : n + LETTERS] for n in range(0, len(word), LETTERS)]
    return lines or [""]


def _ours(element: str) -> Markup:
    """Never with words in it."""
    return Markup(element)  # noqa: S704 - class names and numbers of our own

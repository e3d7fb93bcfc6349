"""The few SVG elements there are. Words that go into one are escaped: names are what people typed. Class names and
numbers are our own and need no escaping, which is most of what a chart is."""

from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from intertwine.web.charts.shapes import CLASSES, Who

Point = tuple[float, float]


def drawing(parts: Iterable[Markup], *, width: float, height: float, title: str) -> Markup:
    box, words, inner = f"0 0 {number(width)} {number(height)}", escape(title), joined(parts)
    return _ours(f'<svg class="chart" viewBox="{box}" role="img" aria-label="{words}">{inner}</svg>')


def joined(parts: Iterable[Markup]) -> Markup:
    """One after the other. Each is an element already."""
    return _ours("".join(parts))


def path(points: Iterable[Point], *, css: str) -> Markup:
    return _ours(f'<path class="{css}" d="M{_through(points)}"/>')


def area(around: Iterable[Point], *, css: str) -> Markup:
    return _ours(f'<path class="{css}" d="M{_through(around)}Z"/>')


def _through(points: Iterable[Point]) -> str:
    return "L".join(f"{number(x)} {number(y)}" for x, y in points)


def point(at: Point, *, who: Who, size: float) -> Markup:
    x, y = at
    css = f"point {CLASSES[who]}"
    if who == 2:
        left, up, side = number(x - size), number(y - size), number(2 * size)
        return _ours(f'<rect class="{css}" x="{left}" y="{up}" width="{side}" height="{side}"/>')
    if who is None:
        out = size + 1
        return area([(x, y - out), (x + out, y), (x, y + out), (x - out, y)], css=css)
    return _ours(f'<circle class="{css}" cx="{number(x)}" cy="{number(y)}" r="{number(size)}"/>')


def text(at: Point, words: str, *, anchor: str = "start", css: str = "") -> Markup:
    x, y = at
    named = f' class="{css}"' if css else ""
    return _ours(f'<text x="{number(x)}" y="{number(y)}" text-anchor="{anchor}"{named}>{escape(words)}</text>')


def key_mark(who: Who) -> Markup:
    inner = path([(0, 6), (32, 6)], css=f"line {CLASSES[who]}") + point((16, 6), who=who, size=4)
    return _ours(f'<svg class="chart" viewBox="0 0 32 12" aria-hidden="true" focusable="false">{inner}</svg>')


def _ours(element: str) -> Markup:
    """Whatever words are in it were escaped before."""
    return Markup(element)  # noqa: S704 - class names, numbers and elements of our own


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Two decimals at most, and never "-0"."""
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")

"""What `intertwine insight` draws: a sheet per couple, and all couples' estimates side by side. For paper: in light."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from markupsafe import Markup

from intertwine.cli.errors import Refused
from intertwine.cli.insight_saying import Seen, headline, not_two, told
from intertwine.insights.types import SERIES, Edge, Effect, FloatArray, Kind, SeriesName
from intertwine.patterns.drawing import WHO
from intertwine.patterns.joining import values
from intertwine.patterns.mapping import drawn_map
from intertwine.patterns.sentences import PILLARS
from intertwine.web.charts import svg
from intertwine.web.charts.scales import Scale
from intertwine.web.charts.shapes import CLASSES

WIDTH, MARGIN = 380.0, 20.0
PANEL, BETWEEN = 56.0, 26.0
LINE, LETTERS, TITLE_LETTERS = 16.0, 58, 42
A_DAY_WIDE = 24.0
FIRST, SECOND, BOTH, INK, SOFT, EDGE = "#1a7285", "#b4472f", "#6d4c7d", "#24211d", "#645d54", "#8b8277"

# Written out, not as variables: a picture file is read by programs that know few of them.
STYLE = f"""
text {{ font-family: "Liberation Sans", "DejaVu Sans", Arial, sans-serif; font-size: 11.5px; fill: {INK}; }}
.title {{ font-size: 15px; }} .soft-words {{ fill: {SOFT}; }}
path {{ fill: none; stroke-linecap: round; stroke-linejoin: round; }}
.soft {{ stroke-opacity: .17; }} .core {{ stroke-opacity: .92; }}
.soft.first, .core.first, .line.first, .sign-mark.first {{ stroke: {FIRST}; }}
.soft.second, .core.second, .line.second, .sign-mark.second {{ stroke: {SECOND}; }}
.dots {{ stroke: {EDGE}; stroke-width: 1.7; stroke-dasharray: .1 6; }}
.line {{ stroke-width: 1.8; }} .line.second {{ stroke-dasharray: 5 3; stroke-linecap: butt; }}
.point.first {{ fill: {FIRST}; }} .point.second {{ fill: {SECOND}; }}
.node {{ stroke-width: 2; }} .node.first {{ fill: #dcedf0; stroke: {FIRST}; }}
.node.second {{ fill: #f7e3dc; stroke: {SECOND}; }}
.pillar {{ fill: #fff; stroke: {BOTH}; stroke-width: 1.5; }}
.sign-ground {{ fill: #fff; stroke-width: 1.5; }} .sign-ground.first {{ stroke: {FIRST}; }}
.sign-ground.second {{ stroke: {SECOND}; }} .sign-mark {{ stroke-width: 1.8; }}
.rule {{ stroke: #e4ddd2; stroke-width: 1; }} .zero {{ stroke: {EDGE}; }}
.span.first {{ stroke: {FIRST}; }} .span.second {{ stroke: {SECOND}; }}
.span {{ stroke-width: 1.4; stroke-opacity: .38; }} .span.shown {{ stroke-opacity: 1; stroke-width: 2; }}
"""


def write_svg(seen: Sequence[Seen], edges: tuple[Edge, ...], where: Path) -> None:
    for path, sheet in _sheets(seen, edges, where, "svg"):
        _write(path, sheet.encode())


def write_png(seen: Sequence[Seen], edges: tuple[Edge, ...], where: Path) -> None:
    """Through the program that makes our printed pages."""
    for path, sheet in _sheets(seen, edges, where, "png"):
        _write(path, _pixels(sheet))


def _pixels(sheet: str) -> bytes:
    import typst  # noqa: PLC0415 - large, and needed here alone

    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.sheet), format: "svg")'
    made: bytes = typst.compile(page.encode(), format="png", ppi=200, sys_inputs={"sheet": sheet})
    return made


def _sheets(seen: Sequence[Seen], edges: tuple[Edge, ...], where: Path, ending: str) -> Iterator[tuple[Path, str]]:
    """One couple is a file, many are a directory of files by the couples' names."""
    if len(seen) == 1:
        yield where, sheet(seen[0], edges)
        return
    if where.exists() and not where.is_dir():
        raise Refused(f"{where} is a file, and there are {len(seen)} couples: name a directory.")
    for one in seen:
        yield where / f"{_file_name(one.of.couple)}.{ending}", sheet(one, edges)


def _file_name(couple: str) -> str:
    """What a couple is called in the file may hold anything, and the name of a file may not."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in couple) or "couple"


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None


# one couple


def sheet(seen: Seen, edges: tuple[Edge, ...]) -> str:
    """Lines, map and sentences of one couple."""
    parts, top = [_words([headline(seen)], MARGIN + 12, css="title")], MARGIN + 12.0
    top += LINE * (len(_broken([headline(seen)], TITLE_LETTERS)) - 1)
    if seen.picture is None:
        parts.append(_words([not_two(len(seen.names))], top + 30))
        return _file(parts, WIDTH, top + 60)
    drawn, top = _series(seen, top + 14)
    parts += drawn
    chart = drawn_map(seen.picture, seen.both, linked=False, edges=edges)
    height = float(str(chart.svg).split('viewBox="0 0 340 ')[1].split('"')[0])
    parts.append(_placed(chart.svg, MARGIN, top + 14))
    top += height + 40
    sentences = told(seen)
    parts.append(_words(sentences, top))
    return _file(parts, WIDTH, top + LINE * len(_broken(sentences, LETTERS)) + MARGIN)


def _file(parts: Iterable[Markup], width: float, height: float) -> str:
    wide, high = svg.number(width), svg.number(height)
    size = f'width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    inside = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{STYLE}</style>{ground}{inside}</svg>\n'


def _placed(drawing: Markup, x: float, y: float) -> Markup:
    """A whole drawing inside of another, at its own size."""
    frame = f'<g transform="translate({svg.number(x)} {svg.number(y)})">'
    inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    return Markup(frame) + inside + Markup("</g>")  # noqa: S704 - a transform of our own numbers


def _broken(sentences: Iterable[str], letters: int) -> list[str]:
    return [line for sentence in sentences for line in textwrap.wrap(sentence, letters) or [""]]


def _words(sentences: Iterable[str], top: float, *, css: str = "") -> Markup:
    lines = _broken(sentences, TITLE_LETTERS if css == "title" else LETTERS)
    return Markup("").join(svg.text((MARGIN, top + n * LINE), line, css=css) for n, line in enumerate(lines))


def _series(seen: Seen, top: float) -> tuple[list[Markup], float]:
    """Every series somebody answered, under each other, both people in each."""
    diary = seen.of.diary
    assert diary is not None
    parts: list[Markup] = []
    for name in SERIES:
        if not np.isnan(diary.series(name)).all():
            parts += _panel(name, diary.series(name), top)
            top += PANEL + BETWEEN
    return parts, top


def _panel(name: SeriesName, both: FloatArray, top: float) -> list[Markup]:
    days = len(both)
    right = min(WIDTH - MARGIN, MARGIN + A_DAY_WIDE * max(days - 1, 1))
    across = Scale(0, days - 1, MARGIN, right if days > 1 else MARGIN)
    up = Scale(0, 10, top + 20 + PANEL, top + 20)
    parts = [svg.text((MARGIN, top + 14), str(PILLARS[name]).capitalize(), css="soft-words")]
    parts += [svg.path([(MARGIN, up(value)), (WIDTH - MARGIN, up(value))], css="rule") for value in (0, 10)]
    for n in (0, 1):
        parts += _line(values(both[:, n]), across, up, n)
    return parts


def _line(answers: Sequence[float | None], across: Scale, up: Scale, n: int) -> Iterator[Markup]:
    run: list[tuple[float, float]] = []
    for day, value in enumerate([*answers, None]):
        if value is not None:
            run.append((across(day), up(value)))
            continue
        if len(run) > 1:
            yield svg.path(run, css=f"line {CLASSES[WHO[n]]}")
        elif run:
            yield svg.point(run[0], who=WHO[n], size=2)
        run = []


# all couples


def write_forest(seen: Sequence[Seen], edges: tuple[Edge, ...], where: Path) -> None:
    """For each link of the same day: every couple's estimate and its interval, in order of size."""
    _write(where, forest(seen, edges).encode())


ROW, COLUMN, GUTTER, HEAD = 3.4, 300.0, 24.0, 64.0
REACH = 1.2
"""Points of the outcome per point of the driver, at both ends of the axis."""


def forest(seen: Sequence[Seen], edges: tuple[Edge, ...]) -> str:
    columns = [(edge, kind) for edge in edges for kind in Kind]
    effects = [_of_all(seen, edge, kind) for edge, kind in columns]
    rows = max((len(some) for some in effects), default=0)
    parts: list[Markup] = []
    for n, ((edge, kind), some) in enumerate(zip(columns, effects, strict=True)):
        parts += _column(edge, kind, some, MARGIN + n * (COLUMN + GUTTER), rows)
    return _file(parts, 2 * MARGIN + len(columns) * (COLUMN + GUTTER) - GUTTER, HEAD + rows * ROW + 40)


def _of_all(seen: Sequence[Seen], edge: Edge, kind: Kind) -> list[Effect]:
    found = [effect for one in seen if one.picture for effect in one.picture.effects]
    wanted = [effect for effect in found if (effect.edge, effect.kind, effect.lag) == (edge, kind, 0)]
    return sorted(wanted, key=lambda effect: effect.median_sd)


def _column(edge: Edge, kind: Kind, effects: Sequence[Effect], left: float, rows: int) -> Iterator[Markup]:
    across, bottom = Scale(-REACH, REACH, left, left + COLUMN), HEAD + rows * ROW
    whose = "own" if kind is Kind.ACTOR else "the other’s"
    shown = sum(effect.shown for effect in effects)
    yield svg.text((left, 20), f"{whose} {edge.driver} and {edge.outcome}", css="title")
    yield svg.text((left, 38), f"{len(effects)} estimates, 90 % intervals; {shown} pass the gate", css="soft-words")
    for value in (-1.0, -0.5, 0.0, 0.5, 1.0):
        yield svg.path([(across(value), HEAD - 12), (across(value), bottom)], css="rule zero" if not value else "rule")
        yield svg.text((across(value), bottom + 16), f"{value:g}", anchor="middle", css="soft-words")
    for n, effect in enumerate(effects):
        low, middle, high = (
            min(max(value, -REACH), REACH) for value in (effect.low_sd, effect.median_sd, effect.high_sd)
        )
        who, y = CLASSES[WHO[effect.member]], HEAD + n * ROW
        yield svg.path([(across(low), y), (across(high), y)], css=f"span {who}{' shown' if effect.shown else ''}")
        yield svg.point((across(middle), y), who=WHO[effect.member], size=1.5)

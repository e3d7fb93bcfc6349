"""One estimate and how sure it is: a point on a bar, never a bare number."""

from collections.abc import Iterator
from math import ceil, floor

from django.utils.translation import gettext as _
from markupsafe import Markup

from intertwine.web.charts import svg
from intertwine.web.charts.scales import Scale, said
from intertwine.web.charts.shapes import CLASSES, Chart, Table, Who

WIDTH, HEIGHT = 340.0, 46.0
LEFT, RIGHT, LINE = 20.0, 320.0, 16.0
LETTER = 6.2
"""About the width of a letter, to keep words inside of the picture."""


def interval(
    *,
    low: float,
    high: float,
    middle: float,
    label: str,
    unit: str = "",
    who: Who = None,
    ends: tuple[float, float] | None = None,
    sentence: str = "",
) -> Chart:
    """`low` and `high` bound the interval, `middle` is the estimate, `label` says it in words ("about half a point").
    `ends` are the ends of the axis; without them it reaches from 0 to the next whole number beyond the interval."""
    if not low <= middle <= high:
        raise ValueError("low, middle and high in this order")
    scale = Scale(*(ends or _whole(low, high)), LEFT, RIGHT)
    facts = {"low": _measured(low, unit), "high": _measured(high, unit), "middle": _measured(middle, unit)}
    words = sentence or _("%(label)s; likely between %(low)s and %(high)s.") % {**facts, "label": label}
    return Chart(
        svg=svg.drawing(_parts(scale, (low, middle, high), label, who), width=WIDTH, height=HEIGHT, title=words),
        sentence=words,
        table=Table(
            caption=label,
            head=(_("Estimate"), _("Likely from"), _("Likely to")),
            rows=((facts["middle"], facts["low"], facts["high"]),),
        ),
    )


def _whole(low: float, high: float) -> tuple[float, float]:
    least, most = min(0, floor(low)), max(0, ceil(high))
    return least, most if most > least else least + 1


def _measured(value: float, unit: str) -> str:
    return f"{said(value)} {unit}".strip()


def _parts(scale: Scale, estimate: tuple[float, float, float], label: str, who: Who) -> Iterator[Markup]:
    low, middle, high = estimate
    yield svg.path([(LEFT, LINE), (RIGHT, LINE)], css="rule")
    if scale.low <= 0 <= scale.high:
        yield svg.path([(scale(0), LINE - 7), (scale(0), LINE + 7)], css="rule zero")
    yield svg.path([(scale(low), LINE), (scale(high), LINE)], css=f"span {CLASSES[who]}")
    yield svg.point((scale(middle), LINE), who=who, size=6)
    yield from _words(scale, scale(middle), label)


def _words(scale: Scale, at: float, label: str) -> Iterator[Markup]:
    half = len(label) * LETTER / 2
    x = min(max(at, half), WIDTH - half)
    for end in (scale.low, scale.high):
        if abs(scale(end) - x) > half + 2 * LETTER:  # the estimate's words go first where there is room for one only
            yield svg.text((scale(end), LINE + 24), said(end), anchor="middle")
    yield svg.text((x, LINE + 24), label, anchor="middle", css="middle-name")

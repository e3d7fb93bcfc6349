"""From a picture to what the page says: findings with their bars, and always something about both of the two."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext

from intertwine.insights.types import Effect, Kind, Lag, Picture
from intertwine.patterns import sentences
from intertwine.patterns.drawing import bar
from intertwine.web.charts import Chart, Table


@dataclass(frozen=True)
class Told:
    """One sentence about one of the two. Without a bar it says that nothing can be said."""

    sentence: str
    chart: Chart | None = None
    early: bool = False


def findings(picture: Picture, names: tuple[str, str]) -> list[Told]:
    """Link by link, the clearest first, and of each link the one it is clear for before the other."""
    shown = [finding.effect for finding in picture.findings]
    early = {_key(finding.effect) for finding in picture.findings if finding.early}
    farthest = float(max((ceil(sentences.bounds(effect)[1]) for effect in shown), default=1) or 1)
    return [
        Told(sentences.finding(effect, names), bar(effect, farthest=farthest), _key(effect) in early)
        if effect.shown
        else Told(sentences.not_clear(effect, names))
        for link in dict.fromkeys((effect.lag, effect.kind) for effect in shown)
        for effect in _of_both(picture, link)
    ]


def table(picture: Picture, names: tuple[str, str]) -> Table:
    rows = []
    for effect in (finding.effect for finding in picture.findings):
        low, high = (sentences.points(end) for end in sentences.bounds(effect))
        rows.append((sentences.link(effect, names), sentences.drawn(effect), low, high, str(effect.days)))
    head = (gettext("Link"), gettext("Estimate"), gettext("Likely from"), gettext("Likely to"), gettext("Days"))
    return Table(caption=gettext("Closeness, in points of 10"), head=head, rows=tuple(rows))


def _of_both(picture: Picture, link: tuple[Lag, Kind]) -> Iterator[Effect]:
    effects = [effect for effect in picture.effects if (effect.lag, effect.kind) == link]
    yield from sorted(effects, key=lambda effect: not effect.shown)


def _key(effect: Effect) -> tuple[Lag, Kind, int]:
    return effect.lag, effect.kind, effect.member

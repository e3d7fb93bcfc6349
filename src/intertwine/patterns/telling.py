"""From a picture to what the page says: findings with their bars, and always something about both of the two."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from intertwine.insights.types import Effect, Picture
from intertwine.patterns import sentences
from intertwine.patterns.drawing import bar
from intertwine.web.charts import Chart


@dataclass(frozen=True)
class Told:
    """One sentence about one of the two. Without a bar it says that nothing can be said."""

    sentence: str
    chart: Chart | None = None
    early: bool = False


def findings(picture: Picture, names: tuple[str, str]) -> list[list[Told]]:
    """Clearest first. Each list is one kind of link, and speaks of both."""
    effects = [finding.effect for finding in picture.findings]
    early = {_link(finding.effect) for finding in picture.findings if finding.early}
    kinds = dict.fromkeys((effect.lag, effect.kind) for effect in effects)
    farthest = float(max((ceil(sentences.bounds(effect)[1]) for effect in effects), default=1) or 1)
    return [list(_of_kind(picture, kind, names, early, farthest)) for kind in kinds]


def _of_kind(
    picture: Picture, kind: tuple[int, str], names: tuple[str, str], early: set[tuple[int, str, int]], farthest: float
) -> Iterator[Told]:
    of_kind = (effect for effect in picture.effects if (effect.lag, effect.kind) == kind)
    for effect in sorted(of_kind, key=lambda effect: not effect.shown):
        if effect.shown:
            yield Told(sentences.finding(effect, names), bar(effect, farthest=farthest), _link(effect) in early)
        else:
            yield Told(sentences.not_clear(effect, names))


def _link(effect: Effect) -> tuple[int, str, int]:
    return effect.lag, effect.kind, effect.member

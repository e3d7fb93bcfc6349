"""What this room writes. A stored format keeps its law beside it: see `journal/registry.py`."""

from datetime import date

import msgspec

from intertwine.insights.types import Lag, Member, SeriesName
from intertwine.journal.registry import Audience, EntryShape, entry


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sentence about the two: of which link, how large, in points (below 0: the other way round) and in a word."""

    driver: SeriesName
    outcome: SeriesName
    lag: Lag
    kind: str
    member: Member
    points: float
    size: str
    since: date
    until: date | None = None


# Law of patterns.estimate
#   One per couple, under an id of its own; only ever a copy of what can be worked out again from the readings.
#   input_hash   names the readings and the engine it was worked out from. Whoever finds another hash shows it as
#                the last picture, if at all, while the next one is worked out
#   picture      `insights.types.Picture` as JSON, as the engine wrote it. Who cannot read it has it worked out again
#   computed     the day, for whoever had it worked out
#   removed      something that was said before could not be said any more; earlier versions read it, none since `said`
#   said         the sentences that stand (`until` is None) and those of the last month that do not; each since when.
#                It never outlives the estimate: when ratings are taken back, what was said from them goes, too
#   began        the day of the first picture of these two since both let their ratings in
@entry("patterns.estimate", version=1, audience=Audience.POOL, derived=True)
class Estimate(EntryShape, frozen=True):
    input_hash: str
    picture: str
    computed: date
    removed: bool = False
    said: tuple[Said, ...] = ()
    began: date | None = None

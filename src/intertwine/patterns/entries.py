"""What this room writes. A stored format keeps its law beside it: see `journal/registry.py`."""

from datetime import date

from intertwine.journal.registry import Audience, EntryShape, entry


# Law of patterns.estimate
#   One per couple, under an id of its own; only ever a copy of what can be worked out again from the readings.
#   input_hash   names the readings and the engine it was worked out from. Whoever finds another hash does not show it
#   picture      `insights.types.Picture` as JSON, as the engine wrote it. Who cannot read it has it worked out again
#   computed     the day, for whoever had it worked out
#   removed      something that was said before could not be said any more
@entry("patterns.estimate", version=1, audience=Audience.POOL, derived=True)
class Estimate(EntryShape, frozen=True):
    input_hash: str
    picture: str
    computed: date
    removed: bool = False

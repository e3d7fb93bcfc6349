"""What the journal itself writes. A stored format keeps its law beside it: see `registry.py`."""

from uuid import UUID

import msgspec

from intertwine.journal.registry import Audience, EntryShape, entry


# Law of journal.unmarked
#   One per member, under an id made from their identity: the rows of kinds whose ids say what they are, as far as an
#   earlier version wrote them under ids that do not. By the stored name of the kind.
@entry("journal.unmarked", version=1, audience=Audience.ME)
class Unmarked(EntryShape, frozen=True):
    rows: dict[str, tuple[UUID, ...]] = msgspec.field(default_factory=dict)

"""What this room writes. A stored format keeps its law beside it: see `journal/registry.py`."""

from datetime import date

import msgspec

from intertwine.journal.registry import Audience, EntryShape, entry


# Law of opening.note
#   text   a private note; the day it was written is `day`, and stays when it is changed
@entry("opening.note", version=1, audience=Audience.ME)
class Note(EntryShape, frozen=True):
    day: date
    text: str


class Open(msgspec.Struct, frozen=True):
    """A stretch of days on which something was open to the other one, both included."""

    step: int
    first: date
    last: date


# Law of opening.step
#   One per piece of private writing; the author's own record of what they show of it.
#   key      `journal.showing.Part.key`
#   kind     `Part.kind`
#   day      `Part.day`
#   step     how much is shown, see `steps.Step`; numbers keep their meaning for ever
#   text     exactly the words the other one sees now; empty where no words are shown
#   whole    what the piece said when this was shown, so that its author is told when it says something else now
#   since    the author's day on which this was shown
#   until    seconds since 1970 (UTC) at which it ends by itself; 0 is until its author says so
#   review   the day on which its author wants to be asked whether it is still right
#   past     how long it was open before, and at which step
@entry("opening.step", version=1, audience=Audience.ME)
class Showing(EntryShape, frozen=True):
    key: str
    kind: str
    step: int
    since: date
    day: date | None = None
    text: str = ""
    whole: str = ""
    until: int = 0
    review: date | None = None
    past: tuple[Open, ...] = ()


# Law of opening.shown
#   The same for the other one, under an id made from author and key, there only while it is shown. It holds what the
#   preview showed, and nothing else.
@entry("opening.shown", version=1, audience=Audience.US)
class Shown(EntryShape, frozen=True):
    kind: str
    step: int
    since: date
    day: date | None = None
    text: str = ""
    until: int = 0


# Law of opening.letter
#   The author's own copy of a letter.
#   opens    the day on which it opens by itself; None is by its author's hand
#   sealed   it is finished and waits; a dated one then also lies in the pool
#   tells    the other one knows that a letter waits
@entry("opening.letter", version=1, audience=Audience.ME)
class Letter(EntryShape, frozen=True):
    text: str
    written: date
    opens: date | None = None
    sealed: bool = False
    tells: bool = False


# Law of opening.dated-letter
#   One that opens by itself, under an id made from the author's copy. It lies where neither of the two can open it with
#   a copy of the database and keys of their own, see docs/decisions/0003. From the day `opens` on both read it there.
@entry("opening.dated-letter", version=1, audience=Audience.POOL)
class DatedLetter(EntryShape, frozen=True):
    text: str
    written: date
    opens: date


# Law of opening.given-letter
#   One that was opened by its author's hand, under an id made from the author's copy.
@entry("opening.given-letter", version=1, audience=Audience.US)
class GivenLetter(EntryShape, frozen=True):
    text: str
    written: date
    opened: date


# Law of opening.waiting-letter
#   That a letter waits, for the other one, if its author wants it told; gone when it opens or is taken back.
@entry("opening.waiting-letter", version=1, audience=Audience.US)
class WaitingLetter(EntryShape, frozen=True):
    opens: date | None = None

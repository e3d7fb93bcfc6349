"""What this room writes. A stored format keeps its law beside it: see `journal/registry.py`."""

from datetime import date
from uuid import UUID

import msgspec

from intertwine.journal.registry import Audience, EntryShape, entry


# Law of opening.note
#   text   a private note; the day it was written is `day`, and stays when it is changed
@entry("opening.note", version=1, audience=Audience.ME, found=True)
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
#   couple   who it was shown to: the couple's id, hexadecimal. Empty where an earlier version wrote it
@entry("opening.step", version=1, audience=Audience.ME, found=True)
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
    couple: str = ""


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


# Law of opening.shown-list
#   One per author, under an id made from them: where all that they show lies, so that the other one finds it without
#   reading everything. What ended by itself may still be named here.
@entry("opening.shown-list", version=1, audience=Audience.US)
class ShownList(EntryShape, frozen=True):
    pieces: tuple[UUID, ...] = ()


# Law of opening.letter
#   The author's own copy of a letter.
#   opens    the day on which it opens by itself; None is by its author's hand
#   sealed   it is finished and waits; a dated one then also lies in the pool
#   tells    the other one knows that a letter waits
#   couple   in which it was written: the couple's id, hexadecimal. Empty where an earlier version wrote it
@entry("opening.letter", version=1, audience=Audience.ME, found=True)
class Letter(EntryShape, frozen=True):
    text: str
    written: date
    opens: date | None = None
    sealed: bool = False
    tells: bool = False
    couple: str = ""


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


class Listed(msgspec.Struct, frozen=True):
    """Where a letter of either lies."""

    id: UUID
    """Of the `DatedLetter` or the `GivenLetter`; of one that waits for a hand, where it will be given."""
    by: UUID
    opens: date | None = None
    """The day on which it opens by itself, or was opened; None while it waits for its author's hand."""
    given: bool = False
    """It was opened by its author's hand."""
    tells: bool = False
    """The other one knows that it waits."""


# Law of opening.letters-of-two
#   One per couple, under an id of its own, oldest first: the letters that are open, that open by themselves, and that
#   the other one knows of. So a page reads the letters it shows and no others. It lies in the pool, where nobody reads
#   in a copy of the database what waits for them. Whatever of it is in the letters themselves is made anew from them
#   when it is damaged.
@entry("opening.letters-of-two", version=1, audience=Audience.POOL)
class LettersOfTwo(EntryShape, frozen=True):
    letters: tuple[Listed, ...] = ()


class Own(msgspec.Struct, frozen=True):
    """One's own letter, a draft or one that waits."""

    id: UUID
    opens: date | None = None
    """On which it opens by itself, while it waits for that; then it is not one's own alone any more."""


# Law of opening.own-letters
#   One per author and couple, under an id made with the private key, oldest first: drafts and letters that wait.
#   Made anew from the letters when it is damaged.
@entry("opening.own-letters", version=1, audience=Audience.ME)
class OwnLetters(EntryShape, frozen=True):
    letters: tuple[Own, ...] = ()


# What earlier versions wrote of letters, and nobody writes any more. It is read, so that it does not pass for a newer
# version's; the lists above say all of it.


# Law of opening.letters-of-day
#   One per author and day on which letters of theirs open by themselves.
#   letters   ids of the letters, as `DatedLetter` has them
@entry("opening.letters-of-day", version=1, audience=Audience.POOL)
class LettersOfDay(EntryShape, frozen=True):
    letters: tuple[UUID, ...]


# Law of opening.waiting-letter
#   That a letter waits, for the other one, if its author wanted it told.
@entry("opening.waiting-letter", version=1, audience=Audience.US)
class WaitingLetter(EntryShape, frozen=True):
    opens: date | None = None


# questions for two, and answers that open only together


class Asked(msgspec.Struct, frozen=True):
    """One question in the line of a couple."""

    id: UUID
    """Random. Answers are kept under it, and the database cannot tell which question it is."""
    key: str
    """The question's id in the deck; empty for one of their own."""
    last: date
    """On which it was last answered, passed over or opened by anybody: it comes back half a year after that."""
    opened: bool = False
    text: str = ""
    """Of a question of their own; everything else is in the deck."""
    by: str = ""
    """Who asked a question of their own, hexadecimal."""
    since: date = date.min
    """The day on which a question of their own was asked."""


# Law of opening.line
#   One per couple, under an id of its own: the questions both walk through, each at their own pace, in this order.
#   The pool holds it, because both phones must be able to lengthen it, and neither partner has any business reading in
#   a copy of the database what the other was offered.
@entry("opening.line", version=1, audience=Audience.POOL)
class Line(EntryShape, frozen=True):
    items: tuple[Asked, ...] = ()


# Law of opening.pace
#   One per member, under an id made from them.
#   depth, topics     how deep the questions may go (1 to 4) and what they may be about, from the day after `since` on
#   was_…             what held before; until the end of `since` the other one's pages go by that
#   count, signature  `vault.statements.Choosing` over all of the above, hexadecimal: nobody consents for somebody else
#   passed            ids of questions this member has laid aside, hexadecimal. Not signed: it allows nothing, it only
#                     leaves out. Whoever could make it up can take the question out of the line itself, which both
#                     phones lengthen and nobody can sign for two; so a signature here would keep nothing safe
@entry("opening.pace", version=1, audience=Audience.POOL)
class Pace(EntryShape, frozen=True):
    depth: int = 1
    topics: tuple[str, ...] = ()
    since: date = date.min
    was_depth: int = 1
    was_topics: tuple[str, ...] = ()
    count: int = 0
    signature: str = ""
    passed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not {self.depth, self.was_depth} <= {1, 2, 3, 4}:
            raise ValueError("depths go from 1 to 4")


# Law of opening.opened
#   Two answers that have opened, under an id made from the question; written once, by whichever session was last.
#   answers   by the author's id, hexadecimal
@entry("opening.opened", version=1, audience=Audience.US)
class Opened(EntryShape, frozen=True):
    key: str
    asked: str
    """The question in the words in which it was answered."""
    answers: dict[str, str]
    day: date


# Law of opening.question-left
#   A question of their own that somebody asked and that never opened, left for them when the other one went and
#   the line of both with them. Written by the one who went.
#   by    who asked, hexadecimal
@entry("opening.question-left", version=1, audience=Audience.US)
class QuestionLeft(EntryShape, frozen=True):
    text: str
    by: str
    day: date


# Law of opening.reaction
#   One per opened pair and author, under an id made from both.
#   words   keys of the few things one can say with a tap; talk: "I would like to talk about it"
#   day     on which it was said last
@entry("opening.reaction", version=1, audience=Audience.US)
class Reaction(EntryShape, frozen=True):
    opened: UUID
    words: tuple[str, ...] = ()
    talk: bool = False
    day: date = date.min


# Law of opening.said
#   There while an author wants the other one to know that they have answered; under an id made from both.
@entry("opening.said", version=1, audience=Audience.US)
class Said(EntryShape, frozen=True):
    question: UUID


class Words(msgspec.Struct, frozen=True):
    """What is inside a sealed answer. Law: fields are added with a default, never changed."""

    key: str
    asked: str
    text: str

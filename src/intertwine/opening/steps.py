"""The ladder: how much of a private piece the other one sees. Pure: what is chosen in, what is seen out."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum

import msgspec

from intertwine.journal.showing import Part
from intertwine.opening.entries import Open, Showing, Shown


class Step(IntEnum):
    """Stored as numbers: they keep their meaning for ever."""

    NOTHING = 0
    HARD_DAY = 1
    GIST = 2
    WHOLE = 3
    TALK = 4


class Lasting(IntEnum):
    """For how long, in seconds; 0 is until its author says so."""

    OPEN = 0
    DAY = 24 * 3600
    WEEK = 7 * 24 * 3600


REVIEW_AFTER = {"": timedelta(0), "week": timedelta(days=7), "month": timedelta(days=30)}
"""Nothing is never. A month at most, so that the question is never further back than `journal.recent` reads."""


@dataclass(frozen=True)
class Choice:
    """What an author chose for one piece."""

    step: Step
    gist: str = field(default="", repr=False)
    lasting: Lasting = Lasting.WEEK
    review: str = ""


def steps_for(part: Part) -> tuple[Step, ...]:
    """What can be shown of it: a hard day needs a day, and the whole needs words."""
    hard = (Step.HARD_DAY,) if part.day else ()
    whole = (Step.WHOLE, Step.TALK) if part.text else ()
    return (Step.NOTHING, *hard, Step.GIST, *whole)


def seen(part: Part, choice: Choice, *, today: date, now: int) -> Shown:
    """Exactly what the other one sees. `now` in seconds since 1970."""
    words = {Step.GIST: choice.gist, Step.WHOLE: part.text, Step.TALK: part.text}
    return Shown(
        kind=part.kind,
        step=choice.step,
        since=today,
        day=part.day,
        text=words.get(choice.step, ""),
        until=now + choice.lasting if choice.lasting else 0,
    )


def fingerprint(shown: Shown, choice: Choice) -> str:
    """Of what a preview showed. The moment at which it ends moves while one reads; for how long it lasts does not."""
    what = (shown.kind, shown.step, shown.day, shown.text, int(choice.lasting), choice.review)
    return hashlib.sha256(msgspec.msgpack.encode(what)).hexdigest()


def is_open(shown: Showing | Shown, *, now: int) -> bool:
    return shown.step != Step.NOTHING and (not shown.until or now < shown.until)


def closed(showing: Showing, *, last: date) -> Showing:
    """Shown no more; its days stay in the author's own record."""
    if showing.step == Step.NOTHING:
        return showing
    past = (*showing.past, Open(showing.step, showing.since, max(last, showing.since)))
    return msgspec.structs.replace(showing, step=Step.NOTHING, text="", until=0, review=None, past=past)


def due(showing: Showing, *, today: date, now: int) -> bool:
    """Whether to ask its author: is this still right?"""
    return is_open(showing, now=now) and showing.review is not None and showing.review <= today


def ends_before_asking(choice: Choice) -> bool:
    """It would be gone on the day on which its author wants to be asked whether it is still right."""
    return 0 < choice.lasting < REVIEW_AFTER[choice.review].total_seconds()


def lasted(showing: Showing) -> Lasting:
    """What its author chose; a day never reaches further than three midnights, wherever they live."""
    if not showing.until:
        return Lasting.OPEN
    began = datetime.combine(showing.since, time.min, UTC).timestamp()
    return Lasting.DAY if showing.until - began < 3 * Lasting.DAY else Lasting.WEEK


def asked_after(showing: Showing) -> str:
    """Which of `REVIEW_AFTER` comes closest to what its author chose."""
    if showing.review is None:
        return ""
    return "week" if showing.review - showing.since <= REVIEW_AFTER["week"] else "month"


def changed_since(part: Part, showing: Showing) -> bool:
    """The piece says something else now than when it was shown; the other one still sees what was previewed."""
    return showing.step != Step.NOTHING and part.text != showing.whole

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # errors stand below what they carry
    from datetime import date

    from intertwine.mind.day import Day
    from intertwine.mind.entries import CheckIn
    from intertwine.mind.plan_reading import Written


class MindError(Exception):
    """Base of every refusal of this room."""


class Changed(MindError):
    """The day changed since it was shown: on another phone, in another tab. Carries what stands and what was typed."""

    def __init__(self, *, stands: "Day", typed: "CheckIn") -> None:
        super().__init__("the day changed since it was shown")
        self.stands, self.typed = stands, typed


class NotKept(MindError):
    """Days were written and do not read back, because something damaged lies in their place. Carries which."""

    def __init__(self, days: "tuple[date, ...]") -> None:
        super().__init__("days were written and do not read back")
        self.days = days


class TooSoon(MindError):
    """A screen was finished again before what it asks about has passed. Carries what stands, and when it goes again."""

    def __init__(self, *, last: "date", again: "date") -> None:
        super().__init__("what this screen asks about has not passed yet")
        self.last, self.again = last, again


class PartChanged(MindError):
    """A part of the care plan changed since it was shown. Carries what stands there now."""

    def __init__(self, stands: "Written | None") -> None:
        super().__init__("this part changed since it was shown")
        self.stands = stands

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # errors stand below what they carry
    from datetime import date

    from intertwine.mind.day import Day
    from intertwine.mind.entries import CheckIn


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

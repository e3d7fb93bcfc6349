from typing import TYPE_CHECKING

if TYPE_CHECKING:  # errors stand below what they carry
    from intertwine.mind.day import Day
    from intertwine.mind.entries import CheckIn


class MindError(Exception):
    """Base of every refusal of this room."""


class Changed(MindError):
    """The day changed since it was shown: on another phone, in another tab. Carries what stands and what was typed."""

    def __init__(self, *, stands: "Day", typed: "CheckIn") -> None:
        super().__init__("the day changed since it was shown")
        self.stands, self.typed = stands, typed

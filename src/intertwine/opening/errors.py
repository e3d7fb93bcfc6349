from typing import TYPE_CHECKING

if TYPE_CHECKING:  # errors stand below what they carry
    from uuid import UUID


class OpeningError(Exception):
    """Base of every refusal of this room."""


class SomethingElse(OpeningError):
    """What would be shown is not what the preview showed. Nothing was shown."""


class AlreadyOpen(OpeningError):
    """A letter that is open to both cannot be taken back."""


class NotAsked(OpeningError):
    """No such question was ever asked of these two, or it is another couple's: the same answer."""


class Settled(OpeningError):
    """Both have answered: what stands, stands. Carries where the two answers are, or will be in a moment."""

    def __init__(self, opened: "UUID") -> None:
        super().__init__("both have answered")
        self.opened = opened


class AnsweredElsewhere(OpeningError):
    """Another answer of one's own stands there: from another window or phone. Carries it and its revision."""

    def __init__(self, *, stands: str, revision: int) -> None:
        super().__init__("another answer stands")
        self.stands, self.revision = stands, revision

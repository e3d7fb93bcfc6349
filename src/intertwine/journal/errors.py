class JournalError(Exception):
    """Base of every refusal of the journal."""


class Conflict(JournalError):
    """The entry changed since it was read; carries what stands there now."""

    def __init__(self, stands: object) -> None:
        super().__init__("the entry changed since it was read")
        self.stands = stands


class Gone(JournalError):
    """The entry is not there, or is not this space's: the same answer."""


class Damaged(JournalError):
    """A row does not open in its own place: it was moved, edited, or the key is not ours."""


class NotHere(JournalError):
    """An entry type was written to a space of another audience; a mistake of ours, never of people's."""


class Closed(JournalError):
    """The space can be written to, but not read, while it is closed."""

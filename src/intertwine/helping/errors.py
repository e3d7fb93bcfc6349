class HelpingError(Exception):
    """Base of every refusal of this room."""


class NotMade(HelpingError):
    """A file could not be made. Nothing is lost: what would be in it is still where it was."""

class OpeningError(Exception):
    """Base of every refusal of this room."""


class SomethingElse(OpeningError):
    """What would be shown is not what the preview showed. Nothing was shown."""


class AlreadyOpen(OpeningError):
    """A letter that is open to both cannot be taken back."""

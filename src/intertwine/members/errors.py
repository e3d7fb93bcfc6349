class MemberError(Exception):
    """Base of every refusal of this room."""


class NameTaken(MemberError):
    """Somebody on this server signs in with this name already."""


class NotRecognised(MemberError):
    """Name and password, or name and code, do not go together; which of them is wrong is never said."""


class WrongCode(MemberError):
    """The recovery code was not typed back as it was shown."""


class WrongPin(MemberError):
    def __init__(self, tries_left: int) -> None:
        super().__init__("wrong PIN")
        self.tries_left = tries_left


class KeysChanged(MemberError):
    """A fact that decides who gets a key does not carry the signature it should. Somebody edited the database."""


class Busy(MemberError):
    """Too many people are signing in this very moment."""

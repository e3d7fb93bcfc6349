"""What can go wrong in the vault: something does not open, or was asked for wrongly."""


class VaultError(Exception):
    """The base of every error that leaves this room."""


class Unopenable(VaultError):
    """The one answer to every failure to open, and it never says more.

    A detail would be an oracle: it would tell an attacker which part of a forgery was right.
    """

    def __init__(self) -> None:
        super().__init__("This does not open.")


class Refused(VaultError):
    """A wrong argument from our own code, such as Argon2 parameters below the hard minimum."""

"""What a couple's rows hold inside their sealed or signed columns.

LAW of these shapes: a field may be added with a default, never renamed, never given another meaning.

    introduction, before pairing   token-sealed `Introduction`; the purpose names couple, spaces, seat and member
    introduction, after pairing    record of `Face` under the us key of the current epoch, audience "seat"
    invitation_key                 record of the token's text under a key from one's own identity, audience "invitation"
    statement                      `Pledge`, in the clear: two public keys and a signature hide nothing
    grants                         msgpack list of `vault.grants.Grant`, one per epoch, oldest first
    choices                        record of `Chosen` under the pool key of the current epoch, audience "choices"
"""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec

NO_YEAR_YET: Final = 2**35
"""Seconds since 1970, some thousand years ahead: every calendar still has the days before it."""


class Introduction(msgspec.Struct, frozen=True):
    """Who sits here, for the one who holds the invitation. Believed only once the words were compared."""

    name: str
    card: bytes
    expires: int = 0
    """When the invitation ends; the inviter's own word for it, whatever the row says."""


class Face(msgspec.Struct, frozen=True):
    """Who sits here, for the other one."""

    name: str
    since: int
    """When the two were paired, in seconds."""

    def __post_init__(self) -> None:
        if not 0 <= self.since < NO_YEAR_YET:
            raise ValueError("no day is that far away")


class Pledge(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A signed `vault.statements.Pairing`, without what its reader knows: the couple and the signer's own card."""

    version: Literal[1]
    partner: bytes
    signature: bytes


@dataclass(frozen=True)
class Choices:
    """What one member lets happen with their ratings. Three separate consents, each revocable."""

    feeds: bool = False
    """My ratings feed the pattern of us two."""
    draws: bool = False
    """My line is drawn for you."""
    weather: bool = False
    """Today's weather is shown to you."""


class Chosen(msgspec.Struct, frozen=True):
    """`Choices`, signed by their owner: both members hold the key they are sealed with, only one may consent."""

    feeds: bool = False
    draws: bool = False
    weather: bool = False
    signature: bytes = b""
    """Empty only where nothing was ever chosen."""

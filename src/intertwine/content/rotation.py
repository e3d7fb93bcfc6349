"""Which of the optional daily items a member is asked today.

A check-in should stay short, so only four of the eight optional items are asked on one day. The choice is a round of
thirteen days that repeats:

- `close` comes on ten of them and never pauses for two days in a row; every other item comes on six, and never pauses
  for more than two days.
- Of the three items about feeling understood, a day asks two or none: one alone would give no mean.
- Thirteen and seven share no factor, so no item is tied to a day of the week: after thirteen weeks each has been asked
  equally often on Mondays and on Sundays.
- Every pair of areas meets several times within one day and across two days in a row, in both directions. A schedule
  that asked for closeness every other day only could never show how one evening goes with the next.

Where the round starts, and which item takes which part inside its own area, differs by member.
"""

from hashlib import sha256
from typing import Final

AREAS: Final[dict[str, tuple[str, ...]]] = {
    "talking": ("share_feel", "heard_partner"),
    "opening": ("safe_open", "rely"),
    "responding": ("understood", "valued", "cared"),
    "closeness": ("close",),
}
ROTATING: Final = tuple(item for items in AREAS.values() for item in items)

_DOMAIN: Final = b"intertwine/rotation/1"

# Each row is a day, each letter a part: a b talking, m n opening, x y z responding, c closeness.
_ROUND: Final = (
    "b m n c",
    "b n x z",
    "a x y c",
    "m x z c",
    "a b n c",
    "m y z c",
    "b m x y",
    "a m n c",
    "a x z c",
    "b n y z",
    "a b m c",
    "n x y c",
    "a y z c",
)
_PARTS: Final = {"talking": "ab", "opening": "mn", "responding": "xyz", "closeness": "c"}


def asked(member_seed: bytes, day: int) -> tuple[str, ...]:
    """The optional items for one member on one day, in the order in which they are shown.

    `member_seed` is any bytes that stay the same for this member; `day` counts the member's own calendar days
    (`date.toordinal()`). The same two always give the same items, so nothing has to be stored.
    """
    digest = sha256(_DOMAIN + len(member_seed).to_bytes(8, "big") + member_seed).digest()
    start = int.from_bytes(digest[:8], "big")
    parts = _ROUND[(start + day) % len(_ROUND)].split()
    return tuple(item for item, part in _who_plays(digest).items() if part in parts)


def _who_plays(digest: bytes) -> dict[str, str]:
    """The part each item takes, in the order of `ROTATING`; items change places only within their own area."""
    played: dict[str, str] = {}
    for area, items in AREAS.items():
        by_lot = sorted(items, key=lambda item: sha256(digest + item.encode()).digest())
        played |= dict(zip(by_lot, _PARTS[area], strict=True))
    return {item: played[item] for item in ROTATING}

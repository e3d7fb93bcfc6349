"""Which of the optional daily items a member is asked today.

A check-in should stay short: the pad, stress, and four of the ten optional items, six answers in all. The choice is a
round of thirteen days that repeats:

- Every item comes at least every third day: `close` on seven of the thirteen and never with two days between, every
  other one on five. Only `close` and the three items about feeling understood ever come on two days in a row.
- Of those three, most days that ask any ask two, because one alone gives no mean. With five times each in thirteen days
  and never three days between, they cannot always come in twos: on six days they do, and three times one comes alone.
- Thirteen and seven share no factor, so no item is tied to a day of the week: after thirteen weeks each has been asked
  equally often on Mondays and on Sundays.
- Every pair of areas meets at least three times a round within one day, and four times across two days in a row, in
  both directions. A schedule that asked for closeness only on days without talking could never show how the two go
  together.

Where the round starts, and which item takes which part inside its own area, differs from couple to couple; the two of a
couple have the same round, so that the days on which both answered something are the days on which both were asked.
"""

from hashlib import sha256
from typing import Final

AREAS: Final[dict[str, tuple[str, ...]]] = {
    "talking": ("share_feel", "heard_partner"),
    "opening": ("safe_open", "rely"),
    "responding": ("understood", "valued", "cared"),
    "closeness": ("close",),
    "caring": ("care_act",),
    "context": ("event",),
}
ROTATING: Final = tuple(item for items in AREAS.values() for item in items)

_DOMAIN: Final = b"intertwine/rotation/2"

# Each row is a day, each letter a part: a b talking, m n opening, x y z responding, c closeness, k caring, e context.
_ROUND: Final = (
    "m x y c",
    "a x z c",
    "b n k e",
    "a m y c",
    "b x z k",
    "a n c e",
    "b m y z",
    "x y c k",
    "a n z e",
    "b m c k",
    "n x y e",
    "a m z c",
    "b n k e",
)
_PARTS: Final = {"talking": "ab", "opening": "mn", "responding": "xyz", "closeness": "c", "caring": "k", "context": "e"}


def asked(seed: bytes, day: int) -> tuple[str, ...]:
    """The optional items of one day, in the order in which they are shown.

    `seed` is any bytes that stay the same for this member, and are their partner's, too; `day` counts the member's own
    calendar days (`date.toordinal()`). The same two always give the same items, so nothing has to be stored.
    """
    digest = sha256(_DOMAIN + len(seed).to_bytes(8, "big") + seed).digest()
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

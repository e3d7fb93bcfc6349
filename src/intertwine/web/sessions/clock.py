"""How long things last, in seconds, and what time it is."""

import time

IDENTITY_LASTS = 30 * 24 * 3600
IDENTITY_IDLE = 7 * 24 * 3600
TOKEN_ROTATES = 30 * 60
ROTATED_TOKEN_LASTS = 30
PRIVATE_IDLE = 10 * 60
PRIVATE_IDLE_JUST_MINE = 12 * 3600
PRIVATE_TOUCH_EVERY = 20
IDENTITY_TOUCH_EVERY = 10 * 60
DEVICE_LASTS = 365 * 24 * 3600
PIN_TRIES = 5


def now() -> int:
    return int(time.time())

"""A place where it is early in the afternoon now: no day ends there, and no morning, while a test walks through one."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from intertwine.members.places import zone_choices

TWO = 14


@cache
def afternoon() -> str:
    """There is one at any hour, on the date of UTC: from Kiritimati, fourteen hours ahead, to Gambier, nine behind."""
    now = datetime.now(UTC)
    there = ((zone, now.astimezone(ZoneInfo(zone))) for zone, _ in zone_choices())
    return next(zone for zone, local in there if (local.date(), local.hour) == (now.date(), TWO))

"""What this machine says about where and when it is."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones


def home_zone() -> str:
    """The time zone of this machine, or UTC where it names none."""
    linked = str(Path("/etc/localtime").resolve()).rpartition("zoneinfo/")[2]
    named = (os.environ.get("TZ", "").lstrip(":"), linked)
    return next((zone for zone in named if zone in available_timezones()), "UTC")


def today_here() -> date:
    return datetime.now(ZoneInfo(home_zone())).date()


def latest_day() -> date:
    """The latest date that has begun anywhere: clocks are at most fourteen hours ahead of UTC."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()

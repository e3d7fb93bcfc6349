"""A day is the member's own local day, wherever the server stands."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from intertwine.web.sessions.visit import Visit


def today(visit: Visit, *, now: datetime | None = None) -> date:
    assert visit.identity is not None
    return (now or datetime.now(UTC)).astimezone(ZoneInfo(visit.identity.zone)).date()

"""A day is the member's own local day: never doubled and never lost, whatever clocks and governments do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from intertwine.members.days import day_before, end_of, here, today
from tests.mind.days import in_zone


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Asia/Kathmandu", "2026-11-23T18:14:59Z", "2026-11-23"),
        ("Asia/Kathmandu", "2026-11-23T18:15:00Z", "2026-11-24"),
        ("Pacific/Auckland", "2026-11-23T11:00:00Z", "2026-11-24"),
        ("America/Los_Angeles", "2026-11-23T07:59:59Z", "2026-11-22"),
        ("Europe/Berlin", "2024-02-29T22:59:59Z", "2024-02-29"),
        ("Europe/Berlin", "2024-02-29T23:00:00Z", "2024-03-01"),
        ("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"),
    ],
)
def test_the_day_is_the_one_on_the_members_wall(zone: str, now: str, day: str) -> None:
    assert today(in_zone(zone), now=moment(now)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("zone", "day", "before"),
    [
        ("Europe/Berlin", "2024-03-01", "2024-02-29"),
        ("Europe/Berlin", "2026-03-29", "2026-03-28"),  # the clock went forward that night
        ("Europe/Berlin", "2026-03-30", "2026-03-29"),
        ("Europe/Berlin", "2026-10-26", "2026-10-25"),  # after a day of twenty-five hours
        ("America/Havana", "2026-03-08", "2026-03-07"),  # forward at midnight: this day begins at one o'clock
        ("Africa/Cairo", "2026-04-24", "2026-04-23"),
        ("Asia/Kathmandu", "2026-11-24", "2026-11-23"),
        ("Pacific/Apia", "2011-12-31", "2011-12-29"),  # there was no thirtieth
        ("Pacific/Kwajalein", "1993-08-22", "1993-08-20"),  # nor a twenty-first here
    ],
)
def test_yesterday_is_the_day_that_was_there(zone: str, day: str, before: str) -> None:
    assert day_before(in_zone(zone), date.fromisoformat(day)) == date.fromisoformat(before)


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Europe/Berlin", "2026-03-28T00:00:00+01:00", 72),
        ("Europe/Berlin", "2026-10-24T00:00:00+02:00", 72),
        ("America/New_York", "2026-03-07T00:00:00-05:00", 72),
        ("America/Havana", "2026-11-01T00:00:00-04:00", 48),
        ("Asia/Kathmandu", "2024-02-28T00:00:00+05:45", 72),
        ("Pacific/Apia", "2011-12-29T00:00:00-10:00", 72),
    ],
)
def test_hour_after_hour_each_day_comes_once_in_order_and_ends_when_the_next_begins(
    zone: str, first: str, hours: int
) -> None:
    visit, start = in_zone(zone), moment(first)
    quarters = [start + timedelta(minutes=15 * n) for n in range(hours * 4)]
    days = [today(visit, now=quarter) for quarter in quarters]
    assert days == sorted(days)
    for quarter, day, later, later_day in zip(quarters, days, quarters[1:], days[1:], strict=False):
        assert quarter.timestamp() < end_of(visit, day)
        if day != later_day:
            assert later.timestamp() == end_of(visit, day)
            assert day_before(visit, later_day) == day


def test_the_clock_on_the_wall_is_local() -> None:
    assert (
        here(in_zone("Asia/Kathmandu"), now=datetime(2026, 11, 23, 12, tzinfo=UTC)).strftime("%d %H:%M") == "23 17:45"
    )

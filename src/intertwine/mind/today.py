"""What Today shows, gathered from one reading of the private space."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from intertwine.couples.queries import Us, have_chosen, us_of
from intertwine.members import days
from intertwine.members.days import NOON
from intertwine.members.quiet import sent_away
from intertwine.mind import queries
from intertwine.mind.calm import Calm, calm_of, sentence_of
from intertwine.mind.flow import to_begin
from intertwine.mind.own_line import own_line
from intertwine.mind.queries import Diary
from intertwine.mind.told import Told, Which, greeting, told, which_of
from intertwine.mind.weather import Place, place_of_weather
from intertwine.web.charts import Chart
from intertwine.web.days import weekday
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True)
class Today:
    greeting: str
    weekday: str
    yesterday: str
    """Its weekday, while it can be filled in and has not been."""
    diary: Diary | None
    """None while the private space is closed."""
    told: Told | None
    begins: list[tuple[str, str]]
    """What the form of a check-in carries unseen."""
    chart: Chart | None
    us: Us | None
    which: Which
    weather: Place | None
    partner_hard: str
    """What the partner tells of their day, in a sentence; empty where they tell nothing."""
    undecided: bool
    calm: Calm | None
    """There on a hard day: then the page shows that, and little else."""
    over: tuple[UUID, ...]
    """What was shown of a day that has ended, and can go."""


def today_of(visit: Visit) -> Today:
    assert visit.identity is not None
    name, now, us, which = visit.identity.name, days.here(visit), us_of(visit), which_of(visit)
    day, before = now.date(), days.day_before(visit, now.date())
    diary = queries.recent_diary(visit) if visit.private else None
    written = diary.days.get(day) if diary else None
    shown = queries.shown_today(visit)
    hard = written.hard if written else not diary and clock.now() < visit.identity.calm_until
    return Today(
        greeting=greeting(name, now.hour),
        weekday=weekday(day),
        yesterday=weekday(before) if _asks_for_yesterday(now, before, diary) else "",
        diary=diary,
        told=told(visit, written.written) if written else None,
        begins=to_begin(visit, day),
        chart=own_line(diary.days, name=name, which=which, last=day) if diary else None,
        us=us,
        which=which,
        weather=place_of_weather(shown.weather),
        partner_hard=sentence_of(us.partner_name) if us and shown.hard_theirs else "",
        undecided=us is not None and not have_chosen(visit),
        calm=calm_of(visit, told=shown.hard_mine, may_tell=not sent_away(visit), hard=hard) if hard else None,
        over=shown.over,
    )


def _asks_for_yesterday(now: datetime, before: date, diary: Diary | None) -> bool:
    return now.hour < NOON and not (diary and before in diary.days)

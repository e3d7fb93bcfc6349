"""What a member says about a diary from elsewhere, column by column or word by word, and what that makes of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import QueryDict

from intertwine.content.reading import rated_items
from intertwine.members.days import today
from intertwine.mind.diary_daylio import DAY as DATE
from intertwine.mind.diary_daylio import (
    USUAL,
    daylio_map,
    is_daylio,
    months_in,
    moods_in,
    names_months,
    usual_months,
)
from intertwine.mind.diary_file import ORDERS, Calendar, PersonDays, order_of, read_diary
from intertwine.mind.diary_map import EMPTY, Dates, DiaryMap, Feed, number
from intertwine.mind.diary_table import Problem, Table, Unusable, Wrong, table_in
from intertwine.mind.entries import CheckIn
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit

DAY, NOTE, TAGS = "day", "note", "tags"
EXAMPLES = 3
MOST_COLUMNS = 60
"""Three fields for each; a form takes two hundred in all (`server/settings`)."""
LATEST = timedelta(hours=14)
"""Where a day begins first."""


class Unclear(ValueError):
    """Something is not said yet. `what` names it (`diary_sentences.unclear`); `column` says where."""

    def __init__(self, what: str, column: str = "") -> None:
        super().__init__(what)
        self.what, self.column = what, column


@dataclass(frozen=True)
class Column:
    """One column, as its owner recognises it, and what was said of it so far."""

    number: int
    name: str
    examples: tuple[str, ...]
    what: str
    low: str
    high: str


@dataclass(frozen=True)
class Word:
    """One word of a file, and what it was said to stand for: so many points, or a month."""

    number: int
    word: str
    stands_for: str


def is_known(table: Table) -> bool:
    """Whether there is nothing to ask: Daylio's own columns, its own five words, and days that leave no doubt."""
    if not is_daylio(table) or not {word.casefold() for word in moods_in(table)} <= USUAL.keys():
        return False
    return not months_asked(table, QueryDict()) and not asks_for_order(table)


def moods_of(table: Table, typed: QueryDict) -> list[Word]:
    words = moods_in(table)
    usual = {word: str(points) for word, points in USUAL.items()}
    return [Word(n, word, typed.get(f"mood-{n}", usual.get(word.casefold(), ""))) for n, word in enumerate(words)]


def months_asked(table: Table, typed: QueryDict) -> list[Word]:
    """Words for months that no language we know has all of."""
    words = [] if usual_months(table) else months_in(table)
    return [Word(n, word, typed.get(f"month-{n}", "")) for n, word in enumerate(words)]


def asks_for_order(table: Table) -> bool:
    """A spreadsheet that opened a Daylio export writes its dates in another order."""
    return not names_months(table) and order_of(table.named(DATE)) not in {"year-first", None}


def columns_of(table: Table, typed: QueryDict) -> list[Column]:
    """Columns without a name cannot be spoken of, and are left out. Raises `Unusable` for more than a form may ask."""
    named = [(n, name) for n, name in enumerate(table.header) if name]
    if len(named) > MOST_COLUMNS:
        raise Unusable([Problem(Wrong.COLUMNS, found=str(len(named)))])
    return [_column(table, n, name, typed) for n, name in named]


def map_of(table: Table, typed: QueryDict) -> DiaryMap:
    """Raises `Unclear`."""
    return _daylio(table, typed) if is_daylio(table) else _mapped(table, typed)


def days_of(visit: Visit, data: bytes, typed: QueryDict) -> list[CheckIn]:
    """Raises `Unusable` with all that is wrong with the file, or `Unclear`."""
    how = map_of(table_in(data), typed)
    (found,) = _read(visit, data, how)
    return found.check_ins(tuple(feed.item for feed in how.every_feed))


def _read(visit: Visit, data: bytes, how: DiaryMap) -> tuple[PersonDays, ...]:
    latest = (datetime.fromtimestamp(clock.now(), UTC) + LATEST).date()
    calendar = Calendar(today(visit) - timedelta(days=1), min(latest, date.max))
    return read_diary(data, how, people=1, calendar=calendar).people


def _daylio(table: Table, typed: QueryDict) -> DiaryMap:
    moods, months = moods_of(table, typed), months_asked(table, typed)
    if any(mood.stands_for not in POINTS for mood in moods):
        raise Unclear("moods")
    if any(month.stands_for not in MONTHS for month in months):
        raise Unclear("months")
    points = {mood.word.casefold(): int(mood.stands_for) for mood in moods}
    asked = {month.word: int(month.stands_for) for month in months}
    return daylio_map(table, points, asked or usual_months(table), dates=dates_of(table, typed))


POINTS = tuple(str(points) for points in range(11))
MONTHS = tuple(str(month) for month in range(1, 13))


def _mapped(table: Table, typed: QueryDict) -> DiaryMap:
    columns = [column for column in columns_of(table, typed) if column.what]
    named: dict[str, list[Column]] = {}
    for column in columns:
        named.setdefault(column.what, []).append(column)
    twice = next((found[1] for what, found in named.items() if len(found) > 1 and what != NOTE), None)
    if twice:
        raise Unclear("twice", twice.name)
    if DAY not in named:
        raise Unclear("day")
    feeds = tuple(_feed(column) for column in columns if column.what not in {DAY, NOTE, TAGS})
    if not feeds and NOTE not in named and TAGS not in named:
        raise Unclear("nothing")
    return DiaryMap(
        named[DAY][0].name,
        feeds,
        dates=dates_of(table, typed),
        several=True,
        notes=tuple(column.name for column in named.get(NOTE, ())),
        tags=named[TAGS][0].name if TAGS in named else "",
    )


def dates_of(table: Table, typed: QueryDict) -> Dates:
    """As it was said; before that, as the first column with dates in it suggests."""
    for order in ORDERS:
        if order == typed.get("dates"):
            return order
    seen = (order_of(table.column(n)) for n in range(len(table.header)))
    return next(filter(None, seen), ORDERS[0])


def _feed(column: Column) -> Feed:
    low, high = number(column.low.strip().replace(",", ".")), number(column.high.strip().replace(",", "."))
    if low is None or high is None or low == high:
        raise Unclear("ends", column.name)
    return Feed(column.what, column.name, low, high)


def _column(table: Table, n: int, name: str, typed: QueryDict) -> Column:
    cells = [cell for cell in table.column(n) if cell not in EMPTY]
    values = [(value, cell) for cell in cells if (value := number(cell)) is not None]
    low, high = (end(values)[1] if values else "" for end in (min, max))
    known = {DAY, NOTE, TAGS, *(item.key for item in rated_items())}
    what = typed.get(f"what-{n}", _guess(name, rated=bool(cells) and len(values) == len(cells)))
    examples = tuple(dict.fromkeys(cells))[:EXAMPLES]
    return Column(
        n,
        name,
        examples,
        what if what in known else "",
        typed.get(f"low-{n}", low),
        typed.get(f"high-{n}", high),
    )


def _guess(name: str, *, rated: bool) -> str:
    """Only what its name says outright."""
    words = {"date": DAY, "day": DAY, "note": NOTE, "notes": NOTE, "tags": TAGS}
    items = {"mood": "valence", "energy": "arousal"} | {item.key: item.key for item in rated_items()} if rated else {}
    return {**items, **words}.get(name.casefold(), "")

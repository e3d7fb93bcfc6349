"""The month an entry belongs to: all that the database is told about time."""

from datetime import date


def period_of(day: date) -> int:
    return day.year * 100 + day.month


def periods_between(first: date, last: date) -> list[int]:
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [month // 12 * 100 + month % 12 + 1 for month in months]

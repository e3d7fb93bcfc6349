"""Bring your diary: choose a file, say what its columns are, look at it, and only then take it in."""

from typing import Any

from babel.dates import get_month_names
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext

from intertwine.mind.asking import rated_questions
from intertwine.mind.diary_asked import (
    MONTHS,
    POINTS,
    Unclear,
    asks_for_order,
    columns_of,
    dates_of,
    days_of,
    is_known,
    months_asked,
    moods_of,
)
from intertwine.mind.diary_daylio import is_daylio
from intertwine.mind.diary_held import LONGEST_FILE, NotOurs, TooBig, held, unheld
from intertwine.mind.diary_import import bring_in, compare
from intertwine.mind.diary_sentences import problems, unclear
from intertwine.mind.diary_table import Table, Unusable, table_in
from intertwine.mind.entries import CheckIn
from intertwine.mind.errors import NotKept
from intertwine.mind.told import told, which_of
from intertwine.web.days import locale
from intertwine.web.onward import done_at
from intertwine.web.sessions.visit import visit_of

LONGEST_FORM = LONGEST_FILE + 100_000
"""Bytes: the file, and what goes along with it."""
PREVIEWED = 10
CHOICES = [("", "–"), *((points, points) for points in POINTS)]


def bring(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _choose_file(request)
    try:
        data = _file(request)
    except (TooBig, NotOurs) as refused:
        return _choose_file(request, [_sentence(refused)])
    try:
        return _look_at(request, data)
    except Unusable as refused:
        return _choose_file(request, problems(refused))


def _file(request: HttpRequest) -> bytes:
    """From the page before, or just chosen. A file that breaks off lacks what stands behind it in the form."""
    if "held" in request.POST:
        return unheld(str(request.POST["held"]))
    if request.POST.get("whole") != "yes":
        raise TooBig
    if int(request.headers.get("Content-Length") or 0) > LONGEST_FORM:  # of such a form no file is taken in at all
        raise TooBig
    chosen = request.FILES.get("file")
    if chosen is None or not chosen.size:
        raise NotOurs
    if chosen.size > LONGEST_FILE:
        raise TooBig
    return bytes(chosen.read())


def _look_at(request: HttpRequest, data: bytes) -> HttpResponse:
    table, typed = table_in(data), request.POST
    carried = held(data) if "held" not in typed else str(typed["held"])
    if typed.get("go") == "ask" or ("held" not in typed and not is_known(table)):
        return _ask(request, table, carried)
    try:
        days = days_of(visit_of(request), data, typed)
    except Unclear as said:
        return _ask(request, table, carried, [unclear(said)])
    except Unusable as refused:
        if is_known(table):
            raise
        return _ask(request, table, carried, problems(refused))
    return _take_in(request, days, carried) if typed.get("go") == "bring" else _preview(request, days, carried)


def _take_in(request: HttpRequest, days: list[CheckIn], carried: str) -> HttpResponse:
    visit, typed = visit_of(request), request.POST
    compared = compare(visit, days)
    if compared.other and typed.get("other") not in {"mine", "file"}:
        return _preview(request, days, carried, [gettext("Please say what is to stay where the two differ.")])
    try:
        bring_in(visit, compared, take_over=typed.get("other") == "file")
    except NotKept:
        wrong = gettext("Something damaged lies where some of these days belong, so none of them was brought in.")
        return _preview(request, days, carried, [wrong])
    return done_at("your-days", "brought")


def _choose_file(request: HttpRequest, wrong: list[str] | None = None) -> HttpResponse:
    return render(request, "mind/bring.html", {"wrong": wrong or []}, status=422 if wrong else 200)


def _ask(request: HttpRequest, table: Table, carried: str, wrong: list[str] | None = None) -> HttpResponse:
    typed = request.POST
    context: dict[str, Any] = {"held": carried, "wrong": wrong or [], "dates": dates_of(table, typed), "columns": ()}
    if is_daylio(table):
        context |= {"moods": moods_of(table, typed), "points": CHOICES, "order": asks_for_order(table)}
        context |= {"months": months_asked(table, typed), "month_names": _months()}
    else:
        context |= {"columns": columns_of(table, typed), "items": rated_questions(visit_of(request)), "order": True}
    return render(request, "mind/bring_columns.html", context, status=422 if wrong else 200)


def _months() -> list[tuple[str, str]]:
    names = get_month_names("wide", context="stand-alone", locale=locale())
    return [("", "–"), *((month, names[int(month)]) for month in MONTHS)]


def _preview(request: HttpRequest, days: list[CheckIn], carried: str, wrong: list[str] | None = None) -> HttpResponse:
    visit = visit_of(request)
    context = {
        "held": carried,
        "said": _said(request.POST),
        "compared": compare(visit, days),
        "first": [told(visit, day) for day in days[:PREVIEWED]],
        "count": len(days),
        "which": which_of(visit),
        "wrong": wrong or [],
    }
    return render(request, "mind/bring_preview.html", context, status=422 if wrong else 200)


def _said(typed: QueryDict) -> list[tuple[str, str]]:
    """What was said of columns and words, to go along."""
    return [
        (name, str(value))
        for name, value in typed.items()
        if name == "dates" or name.startswith(("what-", "low-", "high-", "mood-", "month-"))
    ]


def _sentence(refused: ValueError) -> str:
    if isinstance(refused, TooBig):
        return gettext(
            "This file is larger than fits through here, so nothing was read. Split it, a year or two at a time, and "
            "bring one part after the other: days that are here already stay as they are."
        )
    return gettext("No file arrived. Choose one, then go on.")

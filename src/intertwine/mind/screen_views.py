"""Screens: choosing one, answering it question by question, and what it comes to.

An address, and what a watcher of requests sees of an answer, is the same whatever was answered: the last page of a
screen is the answer to its form, and has no address of its own.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from intertwine.content.reading import instruments
from intertwine.content.screening import Instrument
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.members.lines import lines, where
from intertwine.mind import screen_keeping as keeping
from intertwine.mind.care import care_page, care_resumed
from intertwine.mind.errors import TooSoon
from intertwine.mind.more_help import reasons
from intertwine.mind.reasons import why
from intertwine.mind.screen_flow import UnderWay, begun, sent
from intertwine.mind.screen_reading import SHORT, Taken, begun_in, screens, screens_in, wish_in
from intertwine.mind.screen_result import result_of
from intertwine.mind.told import partner_of, which_of
from intertwine.web.days import long_day
from intertwine.web.onward import done_at
from intertwine.web.sessions.visit import visit_of


@dataclass(frozen=True)
class Offered:
    """One instrument as the list shows it."""

    instrument: Instrument
    last: Taken | None
    rests: bool
    begun: bool


def screen_list(request: HttpRequest) -> HttpResponse:
    return _list(request, request.GET.get("done", ""))


def _list(request: HttpRequest, done: str) -> HttpResponse:
    visit = visit_of(request)
    day, pages = today(visit), read(me_space(visit))
    taken = screens_in(pages)
    context = {
        "offered": [_offered(one, taken[key], begun_in(pages, key, day) is not None, day) for key, one in _listed()],
        "wished": wish_in(pages, day) is not None,
        "short": instruments()[SHORT],
        "damaged": pages.damaged,
        "long_day": long_day,
        "done": done,
    }
    return render(request, "mind/screens.html", context)


def screen(request: HttpRequest, id: UUID) -> HttpResponse:
    for series in screens(visit_of(request)).values():
        for taken in series:
            if taken.id == id:
                return _result(request, series, taken)
    raise Http404


def ask(request: HttpRequest) -> HttpResponse:
    """Where it leads without a form, after a reload or from an old tab: to the list."""
    if request.method != "POST":
        return redirect("screens")
    page = sent(request.POST)
    if page is None:
        raise Http404
    if page.go == "aside" or (page.wrong and page.heavy):
        return _put_aside(request, page)
    answers = page.complete
    return _finished(request, page, answers) if answers else _question(request, page)


def wish(request: HttpRequest) -> HttpResponse:
    keeping.wish_for_short_screen(visit_of(request), wanted=request.POST.get("wanted") == "yes")
    return done_at("screens", "wish")


def put_off(request: HttpRequest) -> HttpResponse:
    what = request.POST.get("what", "")
    if what == "pause":
        return care_resumed(request)
    if what in keeping.STAYS_AWAY:
        keeping.put_off(visit_of(request), what=what)
    return care_page(request) if what == "after" and request.POST.get("go") == "show" else redirect("today")


def thought_of_help(request: HttpRequest) -> HttpResponse:
    keeping.think_of_help(visit_of(request))
    return redirect("find-help")


def _listed() -> list[tuple[str, Instrument]]:
    return list(instruments().items())


def _offered(instrument: Instrument, taken: list[Taken], begun: bool, day: date) -> Offered:
    last = taken[-1] if taken else None
    return Offered(instrument, last, last is not None and day < last.rests_until, begun)


def _question(request: HttpRequest, page: UnderWay) -> HttpResponse:
    """Before the first question it is looked whether it is time; afterwards nothing stands in the way."""
    visit = visit_of(request)
    if page.number == 0 or page.go in {"begin", "resume"}:
        pages = read(me_space(visit)) if visit.private else None
        taken = screens_in(pages)[page.instrument.key] if pages else []
        if taken and today(visit) < taken[-1].rests_until:
            return _too_soon(request, page.instrument, taken[-1].day, taken[-1].rests_until)
        kept = begun_in(pages, page.instrument.key, today(visit)) if pages and page.go == "resume" else None
        page = begun(page.instrument, kept.answers) if kept else page
    status = 422 if page.wrong else 200
    name = "mind/screen_question.html" if page.number else "mind/screen_start.html"
    context: dict[str, object] = {"page": page, "which": which_of(visit), "partner": partner_of(visit)}
    if page.about_not_living:
        context |= {"where": where(request), "international": lines().international}
    return render(request, name, context, status=status)


def _put_aside(request: HttpRequest, page: UnderWay) -> HttpResponse:
    """Help does not wait for the last answer, nor for one that is missing or was damaged. A lighter answer is followed
    by a page as well, and not by an address: whoever counts requests must not tell the two apart."""
    visit = visit_of(request)
    if page.answers:
        keeping.put_aside(visit, instrument=page.instrument, answers=page.answers)
    keeping.take_care(visit, instrument=page.instrument, answers=page.answers)
    if page.heavy:
        return care_page(request, kept=True)
    return _kept_unseen(request) if visit.private is None else _list(request, "aside" if page.answers else "")


def _finished(request: HttpRequest, page: UnderWay, answers: tuple[int, ...]) -> HttpResponse:
    """Kept first, then help at once if it is wanted; a screen that comes too soon is refused, its help is not. The
    status is the same whichever it is: it stands in logs."""
    visit, refused, id = visit_of(request), None, None
    keeping.take_care(visit, instrument=page.instrument, answers=page.answers)
    try:
        id = keeping.finish(visit, instrument=page.instrument, id=page.id, answers=answers)
    except TooSoon as too_soon:
        refused = too_soon
    if page.heavy:
        return care_page(request, kept=refused is None, screen=id if visit.private else None)
    if refused is not None:
        return _too_soon(request, page.instrument, refused.last, refused.again, status=200)
    if visit.private is None or id is None:
        return _kept_unseen(request)
    return screen(request, id)


def _kept_unseen(request: HttpRequest) -> HttpResponse:
    return render(request, "mind/screen_kept.html")


def _result(request: HttpRequest, series: list[Taken], taken: Taken) -> HttpResponse:
    visit = visit_of(request)
    found = reasons(today(visit), screens=[taken.scored]) if taken is series[-1] else frozenset()
    context = {
        "result": result_of(series, taken, which=which_of(visit)),
        "series": series,
        "why": why(found),
        "long_day": long_day,
        "partner": partner_of(visit),
    }
    return render(request, "mind/screen.html", context)


def _too_soon(
    request: HttpRequest, instrument: Instrument, last: date, again: date, *, status: int = 409
) -> HttpResponse:
    context = {"instrument": instrument, "last": long_day(last), "again": long_day(again)}
    return render(request, "mind/screen_too_soon.html", context, status=status)

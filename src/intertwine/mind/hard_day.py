"""A hard day: one tap, and the app is small until the day is over."""

from contextlib import suppress
from uuid import uuid4

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from intertwine.couples.queries import us_of
from intertwine.members import days
from intertwine.members.quiet import sent_away
from intertwine.mind import actions, queries
from intertwine.mind.calm import Calm, calm_of
from intertwine.mind.errors import Changed
from intertwine.mind.forms import Answers
from intertwine.web.sessions.visit import Visit, visit_of


def hard_day(request: HttpRequest) -> HttpResponse:
    """One tap, and whatever was answered before it goes along."""
    visit = visit_of(request)
    if request.method == "POST":
        return _kept(request, visit)
    return render(request, "mind/hard_day.html", {"calm": _here(visit)})


def tell(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if queries.hard_today(visit):
        actions.tell_hard_day(visit)
    return redirect("hard-day")


def untell(request: HttpRequest) -> HttpResponse:
    actions.untell_hard_day(visit_of(request))
    return redirect("hard-day")


def undo(request: HttpRequest) -> HttpResponse:
    """The buttons of Today lie side by side: what a thumb did by mistake is undone by one tap, too."""
    visit = visit_of(request)
    with suppress(Changed):  # the other phone was faster, and Today shows what it wrote
        actions.take_hard_day_back(visit)
        visit.update(calm_until=0)
    return redirect("today")


def _kept(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Never refused: what was damaged of the form is left out."""
    form = Answers(request.POST, visit=visit)
    form.full_clean()
    entry = msgspec.structs.replace(form.typed, hard=True)
    actions.check_in(visit, entry=entry, id=form.cleaned_data.get("id") or uuid4())
    if entry.day == days.today(visit):
        visit.update(calm_until=days.end_of(visit, entry.day))
    return redirect("hard-day")


def _here(visit: Visit) -> Calm:
    told = us_of(visit) is not None and queries.shown_today(visit).hard_mine
    hard = queries.hard_today(visit)
    return calm_of(visit, told=told, may_tell=hard and not sent_away(visit), hard=hard)

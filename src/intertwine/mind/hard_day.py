"""A hard day: one tap, and the app is small until the day is over."""

from uuid import uuid4

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from intertwine.couples.queries import us_of
from intertwine.members import days
from intertwine.members.quiet import couple_parts_hidden
from intertwine.mind import actions, queries
from intertwine.mind.calm import Calm, calm_of
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
    may_tell = queries.hard_today(visit) and not couple_parts_hidden(visit)
    return calm_of(visit, told=told, may_tell=may_tell)

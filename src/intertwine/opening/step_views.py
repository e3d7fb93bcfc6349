"""The step ladder: what one shows of one's private writing, and what one is shown."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from intertwine.couples.queries import us_of
from intertwine.journal.errors import Gone
from intertwine.journal.showing import heading
from intertwine.members.days import today
from intertwine.opening import step_actions, step_queries
from intertwine.opening.access import if_it_can
from intertwine.opening.entries import Open, Showing
from intertwine.opening.errors import SomethingElse
from intertwine.opening.forms import month_asked_for
from intertwine.opening.step_forms import Ladder, feeling_words
from intertwine.opening.step_queries import Rung, ends_on
from intertwine.opening.steps import (
    Lasting,
    Step,
    asked_after,
    changed_since,
    due,
    ends_before_asking,
    fingerprint,
    lasted,
    seen,
    steps_for,
)
from intertwine.web.days import long_day
from intertwine.web.sessions import clock
from intertwine.web.sessions.visit import Visit, visit_of


def shown(request: HttpRequest) -> HttpResponse:
    """Everything one shows, and what one could."""
    visit, before = visit_of(request), month_asked_for(request)
    found = step_queries.ladder(visit, before=before)
    with if_it_can(visit):
        step_actions.put_in_order(visit, found)
    context = {
        "ladder": found,
        "ask": [one for one in found.shown if one.showing and _due(visit, one.showing.entry)],
        "before": before,
        "done": request.GET.get("done", ""),
        **_words(visit),
    }
    return render(request, "opening/shown.html", context)


def show(request: HttpRequest, id: UUID) -> HttpResponse:
    try:
        found = step_queries.rung(visit_of(request), id)
    except Gone:
        return _not_there(request)
    if request.method != "POST":
        return _ladder(request, found, Ladder(part=found.part, initial=_standing(found)))
    form = Ladder(request.POST, part=found.part)
    if not form.is_valid():
        return _ladder(request, found, form, status=422)
    if request.POST.get("go") == "change":
        return _ladder(request, found, form)
    if request.POST.get("go") == "show" or form.choice.step is Step.NOTHING:
        return _show(request, found, form)
    return _preview(request, found, form)


def take_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was taken back already, with a first tap or on another phone, is taken back."""
    visit = visit_of(request)
    with suppress(Gone):
        step_actions.take_back(visit, step_queries.rung(visit, id))
    return _to_shown("taken-back")


def still(request: HttpRequest, id: UUID) -> HttpResponse:
    visit = visit_of(request)
    with suppress(Gone):
        step_actions.still_right(visit, step_queries.rung(visit, id))
        return _to_shown("still")
    return redirect("shown")


def from_partner(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    return render(request, "opening/from_partner.html", {"all": step_queries.shown_by_partner(visit), **_words(visit)})


def _show(request: HttpRequest, found: Rung, form: Ladder) -> HttpResponse:
    try:
        step_actions.show(visit_of(request), found, form.choice, previewed=form.cleaned_data["previewed"])
    except SomethingElse:
        return _preview(request, found, form, status=409)
    return _to_shown("taken-back" if form.choice.step is Step.NOTHING else "shown")


def _not_there(request: HttpRequest) -> HttpResponse:
    """Removed in another window meanwhile, or never one's own: whoever typed a gist gets it back, and may keep it.
    Raises `Gone` where nothing was typed."""
    typed = "\n".join(request.POST.get("gist", "").strip().splitlines())
    if not typed:
        raise Gone
    context = {"typed": typed, "id": uuid4(), **_words(visit_of(request))}
    return render(request, "opening/nothing_to_show.html", context, status=404)


def _ladder(request: HttpRequest, found: Rung, form: Ladder, *, status: int = 200) -> HttpResponse:
    showing = found.showing.entry if found.showing else None
    context = {
        "rung": found,
        "form": form,
        "steps": steps_for(found.part),
        "showing": showing,
        "changed": bool(showing and changed_since(found.part, showing)),
        "core_words": list(feeling_words().items()),
        **_words(visit_of(request)),
    }
    return render(request, "opening/show.html", context, status=status)


def _preview(request: HttpRequest, found: Rung, form: Ladder, *, status: int = 200) -> HttpResponse:
    visit = visit_of(request)
    would = seen(found.part, form.choice, today=today(visit), now=clock.now())
    context = {
        "rung": found,
        "form": form,
        "would": would,
        "previewed": fingerprint(would, form.choice),
        "other": status == 409,
        "too_late": ends_before_asking(form.choice),
        **_words(visit),
    }
    return render(request, "opening/preview.html", context, status=status)


def _standing(found: Rung) -> dict[str, Any]:
    """What the form shows first: what holds now, and until something does, nothing chosen."""
    if found.showing is None or not found.showing.entry.step:
        return {"lasting": str(int(Lasting.WEEK)), "review": ""}
    entry = found.showing.entry
    gist = entry.text if entry.step == Step.GIST else ""
    return {"step": str(entry.step), "gist": gist, "lasting": str(int(lasted(entry))), "review": asked_after(entry)}


def _words(visit: Visit) -> dict[str, Any]:
    us = us_of(visit)
    assert us is not None
    assert visit.identity is not None
    return {
        "us": us,
        "me": visit.identity.name,
        "which": us.my_number + 1,
        "heading": heading,
        "Step": Step,
        "days_of": _days,
        "long_day": long_day,
        "ends": lambda showing: ends_on(visit, showing),
    }


def _days(stretch: Open) -> int:
    """From a Monday to the next is seven, as whoever chose a week would say. 0 is within one day."""
    return (stretch.last - stretch.first).days


def _due(visit: Visit, showing: Showing) -> bool:
    return due(showing, today=today(visit), now=clock.now())


def _to_shown(done: str) -> HttpResponse:
    response = redirect("shown")
    response["Location"] += f"?done={done}"
    return response

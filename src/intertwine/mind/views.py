"""Today, and the few pages of a check-in."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intertwine.members import days
from intertwine.mind import actions, queries
from intertwine.mind.entries import CheckIn
from intertwine.mind.errors import Changed
from intertwine.mind.flow import answers, first_page, page_of
from intertwine.mind.forms import UNSEEN, Answers, shown
from intertwine.mind.today import today_of
from intertwine.mind.told import told, which_of
from intertwine.web.cards import FOR_TWO, today_cards
from intertwine.web.onward import done_at
from intertwine.web.sessions.visit import Visit, visit_of


def today(request: HttpRequest) -> HttpResponse:
    """On a hard day nothing but what one needs; what is for two stays away."""
    visit = visit_of(request)
    now = today_of(visit)
    actions.clear_away(visit, now.over)
    cards = today_cards(visit, below=FOR_TWO if now.calm else None)
    template = "mind/small.html" if now.calm else "mind/today.html"
    return render(request, template, {"today": now, "cards": cards, "done": request.GET.get("done", "")})


def check_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _begin(request, days.today(visit_of(request)))
    form = Answers(request.POST, visit=visit_of(request))
    if not form.is_valid():
        return _asked(request, form, form.step_to_mend, status=422)
    step = form.next_step
    return _asked(request, form, step) if step else _kept(request, form)


def yesterday(request: HttpRequest) -> HttpResponse:
    """Until noon; from then on its page is the one of today."""
    return _begin(request, days.can_be_filled_in(visit_of(request))[-1])


def _begin(request: HttpRequest, day: date) -> HttpResponse:
    visit = visit_of(request)
    written = queries.days(visit, day, day).get(day) if visit.private else None
    context = {"page": first_page(visit, day, written=written), "form": None, "which": which_of(visit)}
    return render(request, "mind/check_in.html", context)


def _asked(request: HttpRequest, form: Answers, step: str, *, status: int = 200) -> HttpResponse:
    visit = visit_of(request)
    context = {"page": page_of(visit, form, step), "form": form, "which": which_of(visit)}
    return render(request, "mind/check_in.html", context, status=status)


def _kept(request: HttpRequest, form: Answers) -> HttpResponse:
    if not form.says_something:
        return done_at("today", "nothing")
    id, seen = form.cleaned_data["id"], form.cleaned_data["seen"]
    try:
        actions.check_in(visit_of(request), entry=form.typed, id=id, seen=seen)
    except Changed as changed:
        return _choose(request, changed, id)
    _stays_small(visit_of(request), form.typed)
    return done_at("today", "kept")


def _stays_small(visit: Visit, entry: CheckIn) -> None:
    """This device knows of a hard day, also with the private space closed, until it is over or taken back. It is
    written with every check-in of today, or that it was written would tell whoever watches the sessions' database."""
    if entry.day == days.today(visit):
        visit.update(calm_until=days.end_of(visit, entry.day) if entry.hard else 0)


def _choose(request: HttpRequest, changed: Changed, id: UUID) -> HttpResponse:
    """Something else stands there now: both are shown, and nothing is lost whatever is chosen."""
    visit = visit_of(request)
    context = {
        "which": which_of(visit),
        "stands": told(visit, changed.stands.written),
        "typed": told(visit, changed.typed),
        "carried": [("day", changed.typed.day.isoformat()), ("id", str(id)), *answers(changed.typed)],
        "instead": shown(changed.stands),
        "both": UNSEEN,
    }
    return render(request, "mind/changed.html", context, status=409)

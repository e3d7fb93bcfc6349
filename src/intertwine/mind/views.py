"""Today, and the few pages of a check-in."""

from datetime import date
from typing import Any
from uuid import uuid4

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext

from intertwine.couples.queries import have_chosen, us_of
from intertwine.members import days
from intertwine.mind import actions, queries
from intertwine.mind.asking import feeling_words, questions_for
from intertwine.mind.entries import CheckIn
from intertwine.mind.errors import Changed
from intertwine.mind.flow import answers, first_page, page_of
from intertwine.mind.forms import UNSEEN, Answers, shown
from intertwine.mind.own_line import SPAN, own_line
from intertwine.mind.weather import place_of, place_of_weather
from intertwine.web.sessions.visit import Visit, visit_of

NOON = 12


def today(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    assert visit.identity is not None
    now = days.here(visit)
    day, yesterday = now.date(), days.day_before(visit, now.date())
    diary = queries.diary(visit, min(day - SPAN, yesterday), day) if visit.private else None
    written = diary.days.get(day) if diary else None
    context = {
        "greeting": greeting(visit.identity.name, now.hour),
        "weekday": date_format(day, "l"),
        "diary": diary,
        "told": _told(visit, written.written if written else None),
        "page": first_page(visit, day, written=None),
        "yesterday": date_format(yesterday, "l") if now.hour < NOON and not (diary and yesterday in diary.days) else "",
        "chart": own_line(diary.days, name=visit.identity.name, last=day) if diary else None,
        "us": us_of(visit),
        "weather": place_of_weather(queries.weather(visit)),
        "undecided": us_of(visit) is not None and not have_chosen(visit),
        "done": request.GET.get("done", ""),
    }
    return render(request, "mind/today.html", context)


def check_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _begin(request, days.today(visit_of(request)))
    form = Answers(request.POST, visit=visit_of(request))
    if not form.is_valid():
        return _asked(request, form, form.step_to_mend, status=422)
    step = form.next_step
    return _asked(request, form, step) if step else _kept(request, form)


def yesterday(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    return _begin(request, days.day_before(visit, days.today(visit)))


def hard_day(request: HttpRequest) -> HttpResponse:
    """One tap, and whatever was answered before it goes along."""
    if request.method != "POST":
        return render(request, "mind/hard_day.html")
    form = Answers(request.POST, visit=visit_of(request))
    form.full_clean()
    entry = msgspec.structs.replace(form.typed, hard=True)
    actions.check_in(visit_of(request), entry=entry, id=form.cleaned_data.get("id") or uuid4())
    return redirect("hard-day")


def _begin(request: HttpRequest, day: date) -> HttpResponse:
    visit = visit_of(request)
    written = queries.days(visit, day, day).get(day) if visit.private else None
    return render(request, "mind/check_in.html", {"page": first_page(visit, day, written=written), "form": None})


def _asked(request: HttpRequest, form: Answers, step: str, *, status: int = 200) -> HttpResponse:
    page = page_of(visit_of(request), form, step)
    return render(request, "mind/check_in.html", {"page": page, "form": form}, status=status)


def _kept(request: HttpRequest, form: Answers) -> HttpResponse:
    try:
        done = "kept" if form.says_something else "nothing"
        if form.says_something:
            actions.check_in(
                visit_of(request), entry=form.typed, id=form.cleaned_data["id"], seen=form.cleaned_data["seen"]
            )
    except Changed as changed:
        return _choose(request, changed, form)
    return _to_today(done)


def _choose(request: HttpRequest, changed: Changed, form: Answers) -> HttpResponse:
    """Something else stands there now: both are shown, and nothing is lost whatever is chosen."""
    visit = visit_of(request)
    context = {
        "stands": _told(visit, changed.stands.written),
        "typed": _told(visit, changed.typed),
        "carried": [
            ("day", changed.typed.day.isoformat()),
            ("id", str(form.cleaned_data["id"])),
            *answers(changed.typed),
        ],
        "instead": shown(changed.stands),
        "both": UNSEEN,
    }
    return render(request, "mind/changed.html", context, status=409)


def _to_today(done: str) -> HttpResponse:
    response = redirect("today")
    response["Location"] += f"?done={done}"
    return response


def _told(visit: Visit, entry: CheckIn | None) -> dict[str, Any] | None:
    """A check-in as it is read back to its author."""
    if entry is None:
        return None
    words = feeling_words()
    questions = questions_for(visit, tuple(entry.ratings))
    return {
        "entry": entry,
        "place": place_of(entry.ratings),
        "feelings": [words[key] for key in entry.feelings if key in words],
        "answers": [(question, entry.ratings[question.key]) for question in questions],
    }


def greeting(name: str, hour: int) -> str:
    if 5 <= hour < NOON:
        words = gettext("Good morning, %(name)s.")
    elif NOON <= hour < 18:
        words = gettext("Good afternoon, %(name)s.")
    elif 18 <= hour < 23:
        words = gettext("Good evening, %(name)s.")
    else:
        words = gettext("Hello, %(name)s.")
    return words % {"name": name}

"""Help now, questions for one, and the way out. They work for everyone, signed in or not, with or without script."""

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from intertwine.content.reading import ways_to_find_help
from intertwine.helping.forms import ForOne
from intertwine.helping.offline import kept
from intertwine.members.lines import elsewhere, lines, where
from intertwine.members.places import country_choices
from intertwine.members.quiet import hide_couple_parts, seal_again, show_couple_parts
from intertwine.web.days import long_day
from intertwine.web.sessions.visit import Visit, visit_of


def help_now(request: HttpRequest) -> HttpResponse:
    return render(request, "helping/help.html", whom_to_call(request))


def find_help(request: HttpRequest) -> HttpResponse:
    mine, known = where(request), ways_to_find_help()
    others = [
        (name, known[code]) for code, name in country_choices() if code in known and (not mine or code != mine.code)
    ]
    here = known.get(mine.code) if mine else None
    page = {"mine": mine, "ways": here, "others": others, "long_day": long_day}
    return render(request, "helping/find.html", page)


def for_one(request: HttpRequest) -> HttpResponse:
    """The answer comes in place of the form: no address, no history and no log tells one from the other."""
    form = ForOne(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(
            request, "helping/for_one.html", {"form": form, "again": False}, status=422 if form.errors else 200
        )
    yes = form.any_yes()
    page = {"yes": yes, "set": _kept_away(visit_of(request), yes=yes), **whom_to_call(request)}
    return render(request, "helping/for_one_heard.html", page)


def for_one_back(request: HttpRequest) -> HttpResponse:
    show_couple_parts(visit_of(request))
    return render(request, "helping/for_one.html", {"form": ForOne(), "again": True})


def no_connection(request: HttpRequest) -> HttpResponse:
    return render(request, "helping/offline.html")


def worker(request: HttpRequest) -> HttpResponse:
    response = render(request, "helping/worker.js", {"kept": kept()}, content_type="text/javascript")
    response["Cache-Control"] = "max-age=86400"
    return response


def kitchen(request: HttpRequest) -> HttpResponse:
    """What `leave` shows, for the browser to keep; asking for it ends nothing."""
    return render(request, "helping/leave.html", {"way_out": ""})


@csrf_exempt  # the way out must never answer "this page is too old"; what others could do with it is checked here
def leave(request: HttpRequest) -> HttpResponse:
    response = render(request, "helping/leave.html", {"way_out": settings.WAY_OUT})
    if request.headers.get("Sec-Fetch-Site") == "cross-site":  # another site may not sign anybody out
        return response
    visit_of(request).sign_out()
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def whom_to_call(request: HttpRequest) -> dict[str, object]:
    mine = where(request)
    others, directories = elsewhere(mine), lines().international.directories
    return {"mine": mine, "others": others, "directories": directories, "long_day": long_day}


def _kept_away(visit: Visit, *, yes: bool) -> bool:
    """Whether it could be set. The lines are shown in any case: they must not wait for a disk."""
    if visit.identity is None:
        return False
    try:
        (hide_couple_parts if yes else seal_again)(visit)
    except DatabaseError:
        return False
    return yes

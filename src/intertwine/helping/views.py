"""Help now, and the way out. Both work for everyone, signed in or not, with or without script."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from intertwine.helping import queries
from intertwine.members.lines import lines
from intertwine.members.places import country_choices
from intertwine.web.days import long_day
from intertwine.web.sessions.visit import visit_of


def help_now(request: HttpRequest) -> HttpResponse:
    page = {
        "where": queries.where(request),
        "international": lines().international,
        "countries": country_choices(),
        "long_day": long_day,
    }
    return render(request, "helping/help.html", page)


@csrf_exempt  # the way out must never answer "this page is too old"; what others could do with it is checked here
def leave(request: HttpRequest) -> HttpResponse:
    response = render(request, "helping/leave.html", {"way_out": settings.WAY_OUT})
    if request.headers.get("Sec-Fetch-Site") == "cross-site":  # another site may not sign anybody out
        return response
    visit_of(request).sign_out()
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response

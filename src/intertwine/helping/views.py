"""Help now, and the way out. Both work for everyone, signed in or not, with or without script."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from intertwine.web.sessions.visit import visit_of


def help_now(request: HttpRequest) -> HttpResponse:
    return render(request, "helping/help.html", {})


@csrf_exempt
def leave(request: HttpRequest) -> HttpResponse:
    visit_of(request).sign_out()
    response = render(request, "helping/leave.html", {})
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response

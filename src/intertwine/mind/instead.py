"""A heavy answer that comes to a closed door: signed out, an old page, somebody else's sign-in, a server in trouble.

Help does not wait until somebody has come in again. Nothing is stored; the page holds what was answered.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from intertwine.members.lines import lines, where
from intertwine.mind.screen_flow import COUNTRY, sent
from intertwine.web.instead import Refusal, instead_of_refusal
from intertwine.web.sent import from_here
from intertwine.web.sessions.visit import visit_of
from intertwine.web.whose import is_of_another


@instead_of_refusal
def help_first(request: HttpRequest, refusal: Refusal) -> HttpResponse | None:
    page = sent(request.POST) if request.path == reverse("screen-ask") and from_here(request) else None
    if page is None or not page.heavy:
        return None
    context = {
        "where": where(request, last=request.POST.get(COUNTRY, "")),
        "international": lines().international,
        "way": refusal.way,
        "stranger": is_of_another(request, visit_of(request)),
        "fields": _fields(request),
    }
    return render(request, "mind/care_unkept.html", context, status=refusal.status)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """All but the token, which this page has anew. Whose page it was goes along: nobody else's sign-in may take it."""
    return [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]

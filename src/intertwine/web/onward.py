"""Where to go after a step: only ever to a page of this server."""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

LONGEST = 1000
"""Characters: no page here has a longer address, and no browser would follow one without end."""


def onward(request: HttpRequest, *, otherwise: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(next_page(request) or reverse(otherwise))


def done_at(name: str, done: str) -> HttpResponseRedirect:
    """To the page of this name, which says above all else what was done."""
    return HttpResponseRedirect(f"{reverse(name)}?done={done}")


def next_page(request: HttpRequest) -> str:
    """The page someone was on their way to, or nothing."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted or len(wanted) > LONGEST:
        return ""
    try:
        resolve(wanted.split("?")[0])
    except Resolver404:
        return ""
    return wanted

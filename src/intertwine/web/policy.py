"""Who may do what. Every route says so where it is made; one that does not is refused here and fails the build."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from intertwine.web.errors import csrf_failure, problem
from intertwine.web.htmx import asks_for_a_part
from intertwine.web.instead import Refusal, said_instead
from intertwine.web.sent import sent_with, words_in
from intertwine.web.sessions.visit import visit_of
from intertwine.web.whose import is_for_another, is_of_another


class Who(Enum):
    ANYONE = "anyone, signed in or not"
    NEWCOMER = "signed in, even before the recovery code was typed back"
    MEMBER = "signed in; the private space may be closed"
    OWNER = "signed in, with the private space open"
    PAIRED = "signed in and paired; the private space may be closed"
    PAIRED_OWNER = "signed in and paired, with the private space open"


@dataclass(frozen=True)
class Policy:
    who: Who
    methods: tuple[str, ...]

    def allows(self, method: str | None) -> bool:
        """HEAD goes with GET and nowhere else: it asks for no token against forged forms."""
        return method in self.methods or (method == "HEAD" and "GET" in self.methods)


def route(
    where: str, view: Callable[..., HttpResponseBase], *, name: str, who: Who, methods: str = "GET"
) -> URLPattern:
    """One route and who may use it. `methods` in words: `"GET POST"`; HEAD goes with GET."""

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        return view(request, **kwargs)

    guarded.policy = Policy(who, tuple(methods.split()))  # type: ignore[attr-defined]  # functions carry attributes
    guarded.csrf_exempt = getattr(view, "csrf_exempt", False)  # type: ignore[attr-defined]  # only the way out, /leave
    guarded.__module__, guarded.__qualname__ = view.__module__, view.__qualname__
    return path(where, guarded, name=name)


class PolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        policy: Policy | None = getattr(view, "policy", None)
        if policy is None:
            raise RuntimeError("a route without a policy")
        if not policy.allows(request.method):
            return _not_allowed(request, policy)
        return refusal(request, policy.who) or (None if policy.who in OPEN_TO_ALL else stray(request))


def refusal(request: HttpRequest, who: Who) -> HttpResponseBase | None:
    """Where to send someone who may not do this; None when they may."""
    visit = visit_of(request)
    if who is Who.ANYONE:
        return None
    if visit.identity is None:
        return _send(request, "sign-in")
    if who is not Who.NEWCOMER and visit.identity.recovery_pending:
        return _send(request, "recovery-code")
    if who in {Who.PAIRED, Who.PAIRED_OWNER} and not visit.identity.us:
        return _send(request, "pairing")
    if who in {Who.OWNER, Who.PAIRED_OWNER} and visit.private is None:
        return _send(request, "open-private")
    return None


def stray(request: HttpRequest) -> HttpResponseBase | None:
    """The answer to a form from a page that was somebody else's, or about two who are not the two of now; None for any
    other."""
    visit = visit_of(request)
    if request.method != "POST" or not (is_of_another(request, visit) or is_for_another(request, visit)):
        return None
    return _apart(request) or csrf_failure(request)


def _not_allowed(request: HttpRequest, policy: Policy) -> HttpResponseBase:
    """No form of ours comes to such an address; one from a page of an earlier version may."""
    if request.method != "POST":
        return HttpResponseNotAllowed(policy.methods)
    answer = problem(request, status=405, what="bad-request")
    answer["Allow"] = ", ".join(policy.methods)
    return answer


def _send(request: HttpRequest, name: str) -> HttpResponseBase:
    """Whoever asked for a page comes back to it. A form that was on its way stays where it was typed: by
    `web/static/kept.js`, and without script by `_again`."""
    place = request.path if request.method in {"GET", "HEAD"} else ""
    query = "?" + urlencode({"next": place}) if place and place != "/" else ""
    response = HttpResponseRedirect(reverse(name) + query)
    if name == "pairing":
        return _apart(request) or response
    if request.method == "POST" and "Kept" in request.headers:  # kept.js keeps what was typed and shows the way
        return HttpResponse(status=401, headers={"Location": response.url})
    if asks_for_a_part(request):
        htmx = HttpResponse(status=204)
        htmx["HX-Redirect"] = response.url
        return htmx
    return said_instead(request, Refusal(401, "door", reverse(name))) or _again(request, name) or response


OPEN_TO_ALL = {Who.ANYONE, Who.NEWCOMER}
TO_COME_IN = {"sign-in", "open-private"}


def _apart(request: HttpRequest) -> HttpResponse | None:
    """Words for two that arrive when there are no two any more, or are others, go nowhere, and are given back; None
    where there are none."""
    visit = visit_of(request)
    typed = "" if request.method != "POST" or is_of_another(request, visit) else words_in(request.POST)
    if not typed:
        return None
    others = visit.identity is not None and bool(visit.identity.couple)
    return render(request, "web/apart.html", {"typed": typed, "id": uuid4(), "others": others}, status=409)


def _again(request: HttpRequest, name: str) -> HttpResponse | None:
    """Holds what was typed until somebody has come in again by another window; None where there is nothing to hold."""
    sent = sent_with(request) if name in TO_COME_IN else None
    return render(request, "web/again.html", {"sent": sent, "way": reverse(name)}, status=401) if sent else None

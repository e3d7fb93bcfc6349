"""Before any page: do this member's us keys still stand, and is the other one still there?"""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from intertwine.couples.access import Alone, Standing, State
from intertwine.couples.settling import standing_of, tier_of
from intertwine.members.errors import KeysChanged
from intertwine.web.errors import problem, storage
from intertwine.web.htmx import asks_for_a_part
from intertwine.web.policy import Who
from intertwine.web.sessions.visit import Visit, visit_of

# Help, signing out and what needs no couple at all stay open, whatever happened to the rows; and so does the way out.
SPARED = {Who.ANYONE, Who.NEWCOMER}


class CoupleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        visit = visit_of(request)
        if visit.identity is None:
            return None
        policy = getattr(view, "policy", None)
        spared = policy is not None and policy.who in SPARED
        try:
            standing = standing_of(visit)
        except KeysChanged:
            return None if spared or _asks(request, "space") else problem(request, status=409, what="keys-changed")
        except DatabaseError:
            return None if spared else storage(request)
        return None if spared else _told(request, visit, standing)


def _told(request: HttpRequest, visit: Visit, standing: Standing | Alone) -> HttpResponseBase | None:
    """Once in each sign-in, that the other one has gone, whatever page was asked for; a form that is on its way is
    dealt with first."""
    if not _is_news(visit, standing) or request.method not in {"GET", "HEAD"}:
        return None
    assert isinstance(standing, Standing)
    visit.learn(couple_seen=standing.digest)
    if _asks(request, "pairing", "space"):
        return None
    if not asks_for_a_part(request):
        return redirect("pairing")
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("pairing")
    return response


def _is_news(visit: Visit, standing: Standing | Alone) -> bool:
    if not isinstance(standing, Standing) or standing.state is not State.CLOSED:
        return False
    return tier_of(visit).couple_seen != standing.digest


def _asks(request: HttpRequest, *names: str) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name in names

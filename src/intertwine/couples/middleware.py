"""Before any page: do this member's us keys still stand?"""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from intertwine.couples.settling import standing_of
from intertwine.members.errors import KeysChanged
from intertwine.web.errors import problem, storage
from intertwine.web.policy import Who
from intertwine.web.sessions.visit import visit_of

# Help, signing out and what needs no couple at all stay open, whatever happened to the rows.
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
            standing_of(visit)
        except KeysChanged:
            return None if spared else problem(request, status=409, what="keys-changed")
        except DatabaseError:
            return None if spared else storage(request)
        return None

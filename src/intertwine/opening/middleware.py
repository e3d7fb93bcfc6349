"""Before anything is rendered: does an answer of this member's wait for their key?"""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from intertwine.members.errors import KeysChanged
from intertwine.opening.actions import release_due
from intertwine.web.sessions.visit import visit_of


class ReleaseMiddleware:
    """At any request whatever, so that nobody has to come to a certain page for the other one's sake. What goes wrong
    here stands in nobody's way: it is tried again at the next request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        visit = visit_of(request)
        if visit.identity is None:
            return
        try:
            release_due(visit)
        except (DatabaseError, KeysChanged):
            return

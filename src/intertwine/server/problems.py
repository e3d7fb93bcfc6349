"""Refusals that any page can meet, each with its page."""

from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from intertwine.journal.errors import Closed, Damaged, Gone
from intertwine.members.errors import Busy, KeysChanged
from intertwine.web.errors import What, problem

PAGES: dict[type[Exception], tuple[int, What]] = {
    Busy: (503, "busy"),
    KeysChanged: (409, "keys-changed"),
    Gone: (404, "not-found"),
    Closed: (409, "closed"),
    Damaged: (500, "damaged"),
    DatabaseError: (503, "storage"),
}


class ProblemsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        for kind, (status, what) in PAGES.items():
            if isinstance(exception, kind):
                response = problem(request, status=status, what=what)
                if status == 503:
                    response["Retry-After"] = "5"
                return response
        return None

"""What a mistake of ours would do in the worst place: after a page has read its form and written to the database."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from intertwine.journal.errors import Gone
from intertwine.web.sessions.visit import visit_of

KINDS = {"plain": RuntimeError, "database": DatabaseError, "value": ValueError}


class BreakingMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase:
        try:
            page = view(request, *args, **kwargs)
        except (Gone, Http404):  # what is not there breaks as well
            page = HttpResponse()
        identity = visit_of(request).identity
        told = [
            f"{name}={text}"
            for source in (request.POST, request.GET)
            for name in source
            for text in source.getlist(name)
        ]
        told += [f"{identity.name} and {identity.partner_name}"] if identity else []
        shown = page.content.decode() if isinstance(page, HttpResponse) else ""
        try:
            raise KeyError("\n".join([*told, str(kwargs), shown]))
        except KeyError as first:
            kind = KINDS[request.headers.get("Break", "plain")]
            raise kind(f"{told} {kwargs} {request.COOKIES} {shown}") from first

"""What a room shows in place of a refusal. Some forms carry an answer that must not be met with "come in again" alone.

A room's `instead.py` registers functions from a refused form to a page, or to nothing. Such a page is drawn when
anything may be broken: it asks no database.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class Refusal:
    status: int
    """Also of what is shown instead: a log of requests must not tell the two apart."""
    what: str
    """`door` where somebody has to come in first; otherwise a paragraph of web/problem.html."""
    way: str = ""
    """Where to come in."""


Source = Callable[[HttpRequest, Refusal], HttpResponse | None]

_SOURCES: list[Source] = []


def instead_of_refusal(source: Source) -> Source:
    _SOURCES.append(source)
    return source


def said_instead(request: HttpRequest, refusal: Refusal) -> HttpResponse | None:
    """None for nearly every refusal. Only what a form sent can call for it, and only where that can be read."""
    if request.method != "POST" or refusal.what in {"bad-request", "plain-http", "too-much"}:
        return None
    said: Any = (source(request, refusal) for source in _SOURCES)
    return next((page for page in said if page is not None), None)

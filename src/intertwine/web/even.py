"""Answers of one size. Whoever runs a proxy, or listens beside the router, sees how long each answer is; after some
forms that would tell what was answered.

Such a form says so itself, with a field called `even`: what is answered to it is filled up to the same size whatever it
says, refusals and mistakes of ours included.
"""

import secrets
from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase

FIELD = "even"
STEP = 32 * 1024
UNREADABLE = (BadRequest, RequestDataTooBig, SuspiciousOperation, UnreadablePostError)


class EvenMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.content and _wishes_it(request):
            response.content += _filling(-len(response.content) % STEP)
        return response


def _wishes_it(request: HttpRequest) -> bool:
    try:
        return request.method == "POST" and FIELD in request.POST
    except UNREADABLE:
        return False


def _filling(size: int) -> bytes:
    """By chance: what is all the same would be gone where a proxy packs it."""
    letters = secrets.token_urlsafe(STEP).replace("-", "_").encode()
    return b"<!--" + letters[: size - 7] + b"-->" if size >= 7 else b" " * size

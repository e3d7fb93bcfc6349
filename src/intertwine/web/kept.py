"""The server's side of `static/kept.js`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase


class KeptMiddleware:
    """A form sent from its page is told where to go. Following by itself, it would fetch the next page twice, and a
    recovery code that is shown once would be shown to nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.headers.get("Kept") != "page" or not isinstance(response, HttpResponseRedirectBase):
            return response
        told = HttpResponse(status=204, headers={"Location": response.url})
        told.cookies = response.cookies
        return told

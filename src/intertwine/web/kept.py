"""The server's side of `static/kept.js`."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase


class KeptMiddleware:
    """A form sent from its page is told where to go. Following by itself, it would fetch the next page twice, and a
    recovery code that is shown once would be shown to nobody.

    Every answer to it says that it is ours: what a proxy, or a network that wants a sign-in first, says in our place
    must not take the place of a page on which somebody has written. So this stands before nearly everything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.headers.get("Kept") != "page":
            return response
        if isinstance(response, HttpResponseRedirectBase):
            told = HttpResponse(status=204, headers={"Location": response.url})
            told.cookies = response.cookies
            response = told
        response.headers["Kept"] = "page"
        return response

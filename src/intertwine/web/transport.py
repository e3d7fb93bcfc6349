"""Plain HTTP is for this machine alone."""

from collections.abc import Callable
from ipaddress import ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

from intertwine.web.errors import plain_http


class TransportMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.is_secure() or on_this_machine(request):
            return self.get_response(request)
        return plain_http(request)


def on_this_machine(request: HttpRequest) -> bool:
    """Asked for by a name that means this machine wherever it is used: no other one comes here by it."""
    name, _port = split_domain_port(request.get_host())
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False

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
        name, _port = split_domain_port(request.get_host())
        if request.is_secure() or _is_loopback(name):
            return self.get_response(request)
        return plain_http(request)


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False

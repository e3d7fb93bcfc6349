"""A page that htmx asks for a part of."""

from django.http import HttpRequest


def asks_for_a_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"

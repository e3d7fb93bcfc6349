"""A page that htmx asks for a part of.

One header is all we want of it. `django-htmx` would tie each request into a ring with itself, and what was opened for
it, keys among it, would wait for Python's collector (`tests/security/test_nothing_stays.py`).
"""

from django.http import HttpRequest


def asks_for_a_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"

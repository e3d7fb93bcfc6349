"""Whose page a form stood on. A tab can outlive a sign-in and a couple: what was typed in it for one person must not
arrive as if it were another's, or for another.

Every form of somebody who is signed in carries two short marks beside its token against forged forms: of the member,
and of the couple they were in. To anybody without the server's secret they are numbers.
"""

import hmac
from functools import cached_property
from operator import attrgetter

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from intertwine.web.sessions.visit import IdentityTier, Visit

FIELD = "whose"


class Marks:
    """What the forms of one page carry. One token goes with all of them, and there is none where nothing is sent."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def token(self) -> str:
        return get_token(self._request)

    @cached_property
    def fields(self) -> SafeString:
        visit = getattr(self._request, "visit", None)
        token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', self.token)
        if not isinstance(visit, Visit) or visit.identity is None:
            return token
        return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, _of(visit.identity))


_token = lazy(attrgetter("token"), str)
_fields = lazy(attrgetter("fields"), SafeString)


def forms(request: HttpRequest) -> dict[str, object]:
    """For templates: in place of Django's own, made only where a page has a form."""
    marks = Marks(request)
    return {"csrf_token": _token(marks), "csrf_input": _fields(marks)}


def is_of_another(request: HttpRequest, visit: Visit) -> bool:
    """Somebody else was signed in when this page was made."""
    if visit.identity is None:
        return False
    member = _mark(visit.identity.member)
    return any(was != member for was, _ in _marks(request))


def is_for_another(request: HttpRequest, visit: Visit) -> bool:
    """The two of whom this member was one when this page was made are not the two of now."""
    if visit.identity is None or not visit.identity.couple:
        return False
    couple = _mark(visit.identity.couple)
    return any(was not in {"", couple} for _, was in _marks(request))


def _of(identity: IdentityTier) -> str:
    return f"{_mark(identity.member)}.{_mark(identity.couple) if identity.couple else ''}"


def _mark(id: bytes) -> str:
    return hmac.digest(settings.SECRETS.names, b"whose form" + id, "sha256")[:6].hex()


def _marks(request: HttpRequest) -> list[tuple[str, str]]:
    """Of the member and of the couple. A page that was open during an update of the server has none."""
    return [(member, couple) for member, _, couple in (one.partition(".") for one in request.POST.getlist(FIELD))]

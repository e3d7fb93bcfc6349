"""A calm page for someone who is thinking of not living, or of hurting themself: whom to call, first and last.

It is the answer to the form that was sent, so that it comes at once and leaves no address. What is answered to its one
question never leaves the page. Nothing on it tells anybody anything; a message to the partner takes two more taps.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intertwine.members import quiet
from intertwine.members.lines import lines, where
from intertwine.mind.plan_reading import plan
from intertwine.mind.told import partner_of
from intertwine.web.sessions.visit import Visit, visit_of


def care_page(request: HttpRequest, *, kept: bool = False, screen: UUID | None = None) -> HttpResponse:
    """`kept`: it follows answers that were just put into the private space; `screen`: what they come to, and where."""
    visit = visit_of(request)
    assert visit.identity is not None
    away = quiet.sent_away(visit)
    context = {
        "where": where(request),
        "international": lines().international,
        "kept": kept,
        "screen": screen,
        "partner": partner_of(visit),
        "may_write": bool(visit.identity.us) and not away,
        "paused": bool(visit.identity.us) and not away and quiet.couple_parts_hidden(visit),
        "people": _people(visit),
    }
    return render(request, "mind/care.html", context)


def care_resumed(request: HttpRequest) -> HttpResponse:
    """They would rather have what is for two. What they asked to stay away for another reason still does."""
    quiet.resume_couple_parts(visit_of(request))
    return care_page(request)


def _people(visit: Visit) -> str:
    """Whom they wrote down in a better hour, while their private space is open."""
    written = plan(visit).get("people") if visit.private else None
    return written.text if written else ""

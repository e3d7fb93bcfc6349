"""A message to the partner: written or edited, looked at, and sent by a tap that says so."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from intertwine.mind import message_keeping as keeping
from intertwine.mind.plan_views import plain
from intertwine.mind.told import partner_of
from intertwine.web.days import long_day
from intertwine.web.onward import done_at
from intertwine.web.sessions.visit import visit_of

LONGEST = 2000


def messages(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    context = {
        "messages": keeping.messages(visit),
        "partner": partner_of(visit),
        "name": visit.identity.name if visit.identity else "",
        "long_day": long_day,
        "done": request.GET.get("done", ""),
    }
    return render(request, "mind/messages.html", context)


def write_message(request: HttpRequest) -> HttpResponse:
    """GET: begins. POST: shows what would be sent, or, with `go`, goes back to the words or sends them."""
    if request.method != "POST":
        return _writing(request, text=_start(request), id=uuid4())
    text, id, go = plain(request.POST.get("text", "")), _id(request.POST.get("id", "")), request.POST.get("go", "")
    wrong = _wrong(text)
    if wrong or go == "edit":
        return _writing(request, text=text, id=id, wrong=wrong)
    if go != "send":
        context = {"text": text, "id": id, "partner": partner_of(visit_of(request)), "name": _name(request)}
        return render(request, "mind/message_preview.html", context)
    keeping.send_message(visit_of(request), id=id, text=text)
    return done_at("messages", "sent")


def take_back(request: HttpRequest) -> HttpResponse:
    keeping.take_back_message(visit_of(request), id=_id(request.POST.get("id", "")))
    return done_at("messages", "taken-back")


def _start(request: HttpRequest) -> str:
    """A few words to begin with, for someone who has none; to be changed or crossed out."""
    if "words" not in request.GET:
        return ""
    return gettext(
        "I'm not doing well right now, and I wanted you to know. You don't have to solve it. It would help me if you"
        " stayed close for a while."
    )


def _wrong(text: str) -> str:
    if not text:
        return gettext("There is nothing to send yet.")
    if len(text) > LONGEST:
        return gettext("This is longer than two thousand characters. Please shorten it a little.")
    return ""


def _writing(request: HttpRequest, *, text: str, id: UUID, wrong: str = "") -> HttpResponse:
    context = {"text": text, "id": id, "wrong": wrong, "longest": LONGEST, "partner": partner_of(visit_of(request))}
    return render(request, "mind/message_write.html", context, status=422 if wrong else 200)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _name(request: HttpRequest) -> str:
    identity = visit_of(request).identity
    return identity.name if identity else ""

"""Us: two lines, and what may be said about how they go together."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intertwine.members.days import today
from intertwine.patterns import coming, drawing, sentences
from intertwine.patterns.actions import Shown, Stage, settle
from intertwine.patterns.joining import Span, span_of
from intertwine.patterns.pair import Together
from intertwine.patterns.queries import own_days, together
from intertwine.patterns.telling import findings, table
from intertwine.web.sessions.visit import Visit, visit_of


def us(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    found = together(visit)
    if found is None:
        return render(request, "patterns/alone.html", _alone(visit, _span(request)))
    return render(
        request, "patterns/us.html", {**_lines(visit, found, _span(request)), **_picture(found, settle(visit, found))}
    )


def picture(request: HttpRequest) -> HttpResponse:
    """The picture alone, for a page that waits for it; nothing while it still has to wait."""
    visit = visit_of(request)
    found = together(visit, with_own=False)
    shown = settle(visit, found) if found else Shown(Stage.EARLY)
    if found is None or shown.stage is Stage.WORKING:
        return HttpResponse(status=204)
    return render(request, "patterns/picture.html", _picture(found, shown))


def _span(request: HttpRequest) -> Span:
    return span_of(request.GET.get("span", ""))


def _alone(visit: Visit, span: Span) -> dict[str, Any]:
    assert visit.identity is not None
    last, own = today(visit), own_days(visit, today(visit))
    lines = (own.days, None)
    return {
        "chart": drawing.lines_chart(lines, (visit.identity.name, ""), span=span, last=last),
        "usual": drawing.usual(own.days, span=span, last=last),
        "closed": own.days is None,
        "span": span,
        "unreadable": own.unreadable,
    }


def _lines(visit: Visit, found: Together, span: Span) -> dict[str, Any]:
    last, mine = today(visit), found.lines[found.us.my_number]
    return {
        "chart": drawing.lines_chart(found.lines, found.names, span=span, last=last),
        "usual": drawing.usual(mine, span=span, last=last) if found.paired >= coming.FIRST_LOOK else None,
        "closed": mine is None,
        "span": span,
        "unreadable": found.unreadable,
        "choices": found.choices,
        "partner": found.us.partner_name,
    }


def _picture(found: Together, shown: Shown) -> dict[str, Any]:
    picture = shown.picture
    return {
        "stage": shown.stage.name,
        "removed": shown.removed,
        "so_far": coming.so_far(found.paired),
        "coming": coming.coming(found.paired),
        "findings": findings(picture, found.names) if picture else [],
        "table": table(picture, found.names) if picture else None,
        "nothing_clear": sentences.nothing_clear(picture) if picture else "",
    }

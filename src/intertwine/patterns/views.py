"""Us: two lines, and what may be said about how they go together."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from intertwine.couples.queries import us_of
from intertwine.members.days import today
from intertwine.members.quiet import couple_parts_hidden
from intertwine.patterns import changed, coming, drawing, mapping, sentences, telling
from intertwine.patterns import good_days as own
from intertwine.patterns.actions import Shown, Stage, settle
from intertwine.patterns.joining import Span, shared_days, span_of
from intertwine.patterns.pair import Together, Unreadable, alone_with_it
from intertwine.patterns.queries import own_days, own_diary, together
from intertwine.web.charts import pillar_map
from intertwine.web.htmx import asks_for_a_part
from intertwine.web.sessions.visit import Visit, visit_of


def us(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    found = together(visit)
    if found is None:
        return render(request, "patterns/alone.html", _alone(visit, _span(request)))
    found, shown = _for(visit, found)
    lines = {**_lines(visit, found, _span(request)), "changed": _changed(found, shown)}
    return render(request, "patterns/us.html", {**lines, **_picture(found, shown), "arrives": False})


def picture(request: HttpRequest) -> HttpResponse:
    """The picture alone, for a page that waits for it; nothing while it still has to wait. Whoever comes here by
    themselves is led to the page it belongs to."""
    if not asks_for_a_part(request):
        return redirect("us")
    visit = visit_of(request)
    found = together(visit, with_own=False)
    if found is None:
        return HttpResponse(status=204)
    found, shown = _for(visit, found)
    if shown.stage is Stage.WORKING:
        return HttpResponse(status=204)
    return render(request, "patterns/picture.html", {**_picture(found, shown), "arrives": True})


def good_days(request: HttpRequest) -> HttpResponse:
    """What goes with one's own good days, paired or alone: from the private space and for nobody else."""
    visit = visit_of(request)
    diary, us = own_diary(visit), us_of(visit)
    found = own.good_days(diary, last=today(visit), who=drawing.WHO[us.my_number if us else 0]) if diary else None
    unreadable = Unreadable(diary.damaged, diary.newer) if diary else Unreadable()
    return render(request, "patterns/good_days.html", {"found": found, "unreadable": unreadable})


def _for(visit: Visit, found: Together) -> tuple[Together, Shown]:
    """Where insights for two stay away from this member, all is done as ever, and none of it shown: the partner's
    pages are the same to the last byte, whoever looks first."""
    shown = settle(visit, found)
    return (alone_with_it(found), Shown(Stage.EARLY)) if couple_parts_hidden(visit) else (found, shown)


def _span(request: HttpRequest) -> Span:
    return span_of(request.GET.get("span", ""))


def _alone(visit: Visit, span: Span) -> dict[str, Any]:
    assert visit.identity is not None
    last, mine = today(visit), own_days(visit, today(visit))
    lines, hard = (mine.days, None), (mine.hard, frozenset[date]())
    return {
        "chart": drawing.lines_chart(lines, (visit.identity.name, ""), span=span, last=last, hard=hard),
        "hard": drawing.hard_days(hard, span=span, last=last),
        "usual": drawing.usual(mine.days, span=span, last=last),
        "closed": mine.days is None,
        "span": span,
        "unreadable": mine.unreadable,
    }


def _lines(visit: Visit, found: Together, span: Span) -> dict[str, Any]:
    last, mine = today(visit), found.lines[found.us.my_number]
    return {
        "chart": drawing.lines_chart(found.lines, found.names, span=span, last=last, hard=_hard(found)),
        "hard": drawing.hard_days(_hard(found), span=span, last=last),
        "usual": drawing.usual(mine, span=span, last=last) if found.paired >= coming.FIRST_LOOK else None,
        "closed": mine is None,
        "span": span,
        "unreadable": found.unreadable,
        "choices": found.choices,
        "partner": found.us.partner_name,
    }


def _hard(found: Together) -> tuple[frozenset[date], frozenset[date]]:
    return (found.hard, frozenset()) if found.us.my_number == 0 else (frozenset(), found.hard)


def _changed(found: Together, shown: Shown) -> list[str]:
    """Only of the picture of these very days: another one counts its days from another first."""
    if shown.stage is not Stage.READY or shown.picture is None:
        return []
    me = found.us.my_number
    return changed.changed(
        shown.picture,
        shared_days(found.both),
        me=me,
        partner_name=found.us.partner_name,
        own_shown=found.lines[me] is not None,
        partner_drawn=found.lines[1 - me] is not None,
    )


def _picture(found: Together, shown: Shown) -> dict[str, Any]:
    return {
        "stage": shown.stage.name,
        "so_far": coming.so_far(found.paired),
        "coming": coming.coming(found.paired),
        "when": coming.roughly_when(found.paired, lately=found.lately),
        "map": mapping.drawn_map(shown.picture, found.names),
        "told": _told(found, shown) if shown.picture else None,
    }


def _told(found: Together, shown: Shown) -> dict[str, Any]:
    picture = shown.picture
    assert picture is not None
    return {
        "key": pillar_map.key(),
        "after": mapping.drawn_map(picture, found.names, lag=1) if 1 in telling.lags(picture) else None,
        "groups": telling.groups(picture, found.names, shown.news),
        "dots": telling.dots(picture, found.names),
        "table": telling.whole_table(picture, found.names),
        "nothing_clear": sentences.nothing_clear(picture),
        "left_out": sentences.left_out(picture),
        "gone": telling.gone(shown.news, found.names),
    }

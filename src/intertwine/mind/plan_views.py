"""A care plan: seven parts, each its author's alone until they share that part."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from intertwine.mind import plan_keeping as keeping
from intertwine.mind.errors import PartChanged
from intertwine.mind.plan_parts import BY_NUMBER, PARTS, Part
from intertwine.mind.plan_reading import Showing, plan, shared_by_me, shared_with_me
from intertwine.mind.told import partner_of
from intertwine.web.onward import done_at
from intertwine.web.sessions.visit import Visit, visit_of

LONGEST = 4000


@dataclass(frozen=True)
class Standing:
    """A part as its author sees it in the list."""

    part: Part
    text: str
    shared: str | None
    """What the partner sees right now; None where it is not shared."""

    @property
    def differs(self) -> bool:
        return self.shared is not None and self.shared != self.text


def care_plan(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    written, shared = plan(visit), shared_by_me(visit)
    parts = [
        Standing(part, written[part.key].text if part.key in written else "", shared.get(part.key)) for part in PARTS
    ]
    context = {"parts": parts, "partner": partner_of(visit), "done": request.GET.get("done", "")}
    return render(request, "mind/plan.html", context)


def plan_part(request: HttpRequest, step: int) -> HttpResponse:
    part, visit = _part(step), visit_of(request)
    if request.method != "POST":
        standing = plan(visit).get(part.key)
        text, seen = (standing.text, standing.mark) if standing else ("", "")
        return _writing(request, part, text=text, seen=seen)
    text, seen = plain(request.POST.get("text", "")), request.POST.get("seen", "")
    if len(text) > LONGEST:
        wrong = gettext("This is longer than four thousand characters. Please shorten it a little.")
        return _writing(request, part, text=text, seen=seen, wrong=wrong, status=422)
    try:
        keeping.write_part(visit, part=part, text=text, seen=seen)
    except PartChanged as changed:
        return _changed(request, part, text, changed)
    return _kept(visit, part, text)


def show_part(request: HttpRequest, step: int) -> HttpResponse:
    """The preview; and, on a second tap, what was previewed is shared."""
    part, visit = _part(step), visit_of(request)
    if request.method != "POST":
        return _preview(request, part)
    try:
        keeping.share_part(visit, part=part, seen=request.POST.get("seen", ""))
    except PartChanged:
        return _preview(request, part, changed=True)
    return done_at("plan", "shared")


def take_back_part(request: HttpRequest, step: int) -> HttpResponse:
    keeping.take_back_part(visit_of(request), part=_part(step))
    return done_at("plan", "taken-back")


def from_partner(request: HttpRequest) -> HttpResponse:
    """What the partner shares of their plan right now, and nothing about the rest of it."""
    visit = visit_of(request)
    context = {"parts": shared_with_me(visit), "partner": partner_of(visit)}
    return render(request, "mind/plan_theirs.html", context)


def plain(text: str) -> str:
    """As it is stored: one kind of line end, nothing around it."""
    return "\n".join(text.splitlines()).strip()


def _part(step: int) -> Part:
    if step not in BY_NUMBER:
        raise Http404
    return BY_NUMBER[step]


def _writing(request: HttpRequest, part: Part, *, status: int = 200, **given: str) -> HttpResponse:
    context = {"part": part, "longest": LONGEST, "wrong": "", "stands": "", **given}
    return render(request, "mind/plan_part.html", context, status=status)


def _changed(request: HttpRequest, part: Part, text: str, changed: PartChanged) -> HttpResponse:
    """What stands there now is shown, what was typed is kept, and the next press decides knowingly."""
    stands = changed.stands
    wrong = gettext("This part was changed in another window or on another phone. What you typed is still here.")
    seen, there = (stands.mark, stands.text) if stands else ("", "")
    return _writing(request, part, text=text, seen=seen, stands=there, wrong=wrong, status=409)


def _kept(visit: Visit, part: Part, text: str) -> HttpResponse:
    """Where the partner sees another text, it is asked at once what they are to see."""
    shared = shared_by_me(visit).get(part.key)
    if text and shared is not None and shared != text:
        return redirect("plan-show", step=part.number)
    return done_at("plan", "kept")


def _preview(request: HttpRequest, part: Part, *, changed: bool = False) -> HttpResponse:
    visit = visit_of(request)
    standing, shared = plan(visit).get(part.key), shared_by_me(visit).get(part.key)
    if standing is None:
        return redirect("plan-part", step=part.number)
    context = {
        "part": part,
        "showing": Showing(part, standing.text),
        "seen": standing.mark,
        "before": Showing(part, shared) if shared is not None else None,
        "same": shared == standing.text,
        "changed": changed,
        "partner": partner_of(visit),
        "name": visit.identity.name if visit.identity else "",
    }
    return render(request, "mind/plan_show.html", context, status=409 if changed else 200)

"""Together: tonight's question, what is sealed, and what has opened."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from intertwine.couples.queries import Us, since_when, us_of
from intertwine.journal.errors import Gone
from intertwine.members.quiet import couple_parts_hidden
from intertwine.opening import actions, queries
from intertwine.opening.access import if_it_can
from intertwine.opening.errors import AnsweredElsewhere, NotAsked, Settled
from intertwine.opening.forms import AnswerForm, OwnQuestion, ReactionForm
from intertwine.opening.host import host_of
from intertwine.opening.line import couples_day
from intertwine.opening.words import REACTIONS
from intertwine.web.days import long_month
from intertwine.web.sessions.visit import Visit, visit_of


def together(request: HttpRequest) -> HttpResponse:
    visit, us = _two(request)
    if couple_parts_hidden(visit):
        return render(request, "opening/nothing.html", {"sealed": queries.my_sealed(visit, us), "us": us})
    seen = queries.together(visit, us)
    if seen.short:
        with if_it_can(visit):
            actions.lengthen(visit)
        seen = queries.together(visit, us)
    done = request.GET.get("done", "")
    context = {"seen": seen, "us": us, "form": AnswerForm(), "reactions": REACTIONS, "done": done}
    return render(request, "opening/together.html", context)


def question(request: HttpRequest, id: UUID) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid():
            return _answered(request, id, form)
        return _asked(request, id, form, status=422 if request.method == "POST" else 200)
    except NotAsked:
        return _not_there(request, typed=form.data.get("text", ""))
    except Settled as settled:
        return _settled(request, settled, typed=form.data.get("text", ""))


def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    try:
        actions.withdraw(visit_of(request), question=id)
    except Settled as settled:
        return _settled(request, settled, typed="")
    return _back("withdrawn")


def aside(request: HttpRequest, id: UUID) -> HttpResponse:
    """Whoever had begun to write is asked once more."""
    typed = request.POST.get("text", "").strip()
    try:
        if typed:
            return _asked(request, id, AnswerForm(request.POST), status=422, begun=True)
        actions.lay_aside(visit_of(request), question=id)
    except NotAsked:
        return _not_there(request, typed=typed)
    except Settled as settled:
        return _settled(request, settled, typed=typed)
    return redirect("together")


def ask(request: HttpRequest) -> HttpResponse:
    visit, us = _two(request)
    if request.method == "GET" and couple_parts_hidden(visit):
        return redirect("together")
    form = OwnQuestion(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.ask_own(visit, **form.cleaned_data)
        return _back("asked")
    id = form.data.get("id", "") if form.is_bound else str(uuid4())
    context = {"form": form, "us": us, "id": id, "typed": form.data.get("text", "")}
    return render(request, "opening/ask.html", context, status=422 if request.method == "POST" else 200)


def archive(request: HttpRequest) -> HttpResponse:
    visit, us = _two(request)
    last = couples_day(visit).replace(day=1)
    first = (datetime.fromtimestamp(since_when(visit), UTC) - timedelta(days=1)).date().replace(day=1)
    month = _month(request.GET.get("month", ""), first, last)
    before, after = (month - timedelta(days=1)).replace(day=1), (month + timedelta(days=31)).replace(day=1)
    context = {
        "us": us,
        "reactions": REACTIONS,
        "month": long_month(month),
        "pairs": queries.pairs_of_month(visit, us, month),
        "before": _named(before) if before >= first else None,
        "after": _named(after) if after <= last else None,
    }
    return render(request, "opening/archive.html", context)


def opened(request: HttpRequest, id: UUID) -> HttpResponse:
    visit, us = _two(request)
    form = ReactionForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            actions.react(visit, opened=id, words=tuple(said["words"]), talk=said["talk"])
            response = redirect("opened-pair", id=id)
            response["Location"] += "?done=kept"
            return response
        pair = queries.pair(visit, us, id)
    except Gone:
        raise Http404 from None
    context = {"pair": pair, "us": us, "reactions": REACTIONS, "done": request.GET.get("done", "")}
    return render(request, "opening/opened.html", context, status=422 if request.method == "POST" else 200)


def _two(request: HttpRequest) -> tuple[Visit, Us]:
    visit = visit_of(request)
    us = us_of(visit)
    assert us is not None, "the policy of these routes lets in nobody else"
    return visit, us


def _answered(request: HttpRequest, id: UUID, form: AnswerForm) -> HttpResponse:
    try:
        pair = actions.answer(visit_of(request), question=id, **form.cleaned_data)
    except AnsweredElsewhere as elsewhere:
        return _choose(request, id, form, elsewhere)
    return redirect("opened-pair", id=pair) if pair else _back("sealed")


def _asked(request: HttpRequest, id: UUID, form: AnswerForm, *, status: int, begun: bool = False) -> HttpResponse:
    visit, us = _two(request)
    posed, mine = queries.question(visit, us, id), queries.mine(visit, us, id)
    if mine is None and request.method == "GET" and couple_parts_hidden(visit):
        return redirect("together")
    context = {
        "question": posed,
        "mine": mine,
        "us": us,
        "form": form,
        "begun": begun,
        "open": visit.private is not None,
        "first": host_of(visit, us),
        **_typed(form, mine),
    }
    return render(request, "opening/question.html", context, status=status)


def _typed(form: AnswerForm, mine: queries.Mine | None) -> dict[str, Any]:
    """What a page is filled in with: what was typed, or else what stands."""
    if form.is_bound:
        return {"typed": form.data.get("text", ""), "seen": form.data.get("seen", "0"), "tell": "tell" in form.data}
    if mine is None:
        return {"typed": "", "seen": "0", "tell": False}
    return {"typed": mine.text or "", "seen": str(mine.revision), "tell": mine.told}


def _choose(request: HttpRequest, id: UUID, form: AnswerForm, elsewhere: AnsweredElsewhere) -> HttpResponse:
    """Another answer of one's own stands there: both are shown, and nothing is lost whatever is chosen."""
    visit, us = _two(request)
    context = {
        "question": queries.question(visit, us, id),
        "stands": elsewhere.stands if visit.private else None,
        "seen": elsewhere.revision,
        "typed": form.cleaned_data["text"],
        "tell": form.cleaned_data["tell"],
    }
    return render(request, "opening/elsewhere.html", context, status=409)


def _not_there(request: HttpRequest, *, typed: str) -> HttpResponse:
    """Never asked, another couple's, or gone with an old copy of the database: whoever typed something gets it back."""
    if not typed:
        raise Http404
    return render(request, "opening/gone.html", {"typed": typed}, status=404)


def _settled(request: HttpRequest, settled: Settled, *, typed: str) -> HttpResponse:
    """Both have answered. Whoever comes with new words gets them back, to be said some other way."""
    visit, us = _two(request)
    there = queries.has_opened(visit, settled.opened)
    if request.method == "GET" and there:
        return redirect("opened-pair", id=settled.opened)
    context = {"us": us, "opened": settled.opened if there else None, "typed": typed}
    return render(request, "opening/settled.html", context, status=200 if request.method == "GET" else 409)


def _back(done: str) -> HttpResponse:
    response = redirect("together")
    response["Location"] += f"?done={done}"
    return response


def _month(text: str, first: date, last: date) -> date:
    try:
        return max(first, min(date.fromisoformat(f"{text}-01"), last))
    except ValueError:
        return last


def _named(month: date) -> dict[str, str]:
    return {"key": month.isoformat()[:7], "name": long_month(month)}

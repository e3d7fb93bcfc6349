"""How deep questions may go for one member, and about what. Private: the other one is neither told nor shown it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from intertwine.content.shapes import TOPICS
from intertwine.couples.queries import Us, us_of
from intertwine.opening import actions, queries
from intertwine.opening.forms import PaceForm
from intertwine.opening.words import DEPTH_WORDS, TOPIC_WORDS
from intertwine.web.sessions.visit import Visit, visit_of


def pace(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    us = us_of(visit)
    assert us is not None
    form = PaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.set_pace(visit, form.bounds)
        response = redirect("pace")
        response["Location"] += "?done=kept"
        return response
    chosen = form.data if form.is_bound else _chosen(visit, us)
    context = {"form": form, "chosen": chosen, "us": us, "depths": DEPTH_WORDS, "topics": TOPIC_WORDS}
    return render(request, "opening/pace.html", context, status=422 if request.method == "POST" else 200)


def _chosen(visit: Visit, us: Us) -> dict[str, str]:
    """Nothing is filled in before the first decision."""
    bounds = queries.my_bounds(visit, us)
    if bounds is None:
        return {}
    return {"depth": str(bounds.depth), **{topic: "yes" if topic in bounds.topics else "no" for topic in TOPICS}}

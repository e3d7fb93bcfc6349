"""What the other one sees: three choices, each asked for itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intertwine.couples.entries import Choices
from intertwine.couples.queries import choices_of, have_chosen, us_of
from intertwine.mind import actions
from intertwine.mind.forms import Sharing
from intertwine.web.onward import done_at
from intertwine.web.sessions.visit import Visit, visit_of


def sharing(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    form = Sharing(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_sharing(visit, form.choices)
        return done_at("sharing", "kept")
    status = 422 if request.method == "POST" else 200
    chosen = form.data if form.is_bound else _chosen(visit)
    return render(request, "mind/sharing.html", {"form": form, "chosen": chosen, "us": us_of(visit)}, status=status)


def _chosen(visit: Visit) -> dict[str, str]:
    """Nothing is filled in before the first decision."""
    us = us_of(visit)
    if us is None or not have_chosen(visit):
        return {}
    mine: Choices = choices_of(visit)[us.me]
    return {name: "yes" if getattr(mine, name) else "no" for name in ("feeds", "draws", "weather")}

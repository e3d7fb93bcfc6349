"""A yes to the questions for one that comes to a closed door: whom to call first, all the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from intertwine.helping.forms import ForOne
from intertwine.helping.views import whom_to_call
from intertwine.web.instead import Refusal, instead_of_refusal


@instead_of_refusal
def lines_first(request: HttpRequest, refusal: Refusal) -> HttpResponse | None:
    form = ForOne(request.POST)
    if request.path != reverse("for-one") or not form.is_valid() or not form.any_yes():
        return None
    page = {"yes": True, "set": False, **whom_to_call(request)}
    return render(request, "helping/for_one_heard.html", page, status=refusal.status)

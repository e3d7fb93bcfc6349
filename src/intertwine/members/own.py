"""*Mine*: what one can change about one's own account."""

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from intertwine.members import actions, pin
from intertwine.members.errors import NotRecognised
from intertwine.members.forms import ChangePassword, NewPin, OnlyPassword, Place
from intertwine.web.sessions.visit import visit_of


def mine(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    seen = {"with_pin": visit.device is not None, "done": request.GET.get("done", "")}
    return render(request, "members/mine.html", seen)


def place(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    assert visit.identity is not None
    now = {"language": visit.identity.language, "zone": visit.identity.zone, "country": visit.identity.country}
    form = Place(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.set_place(visit, **form.cleaned_data)
        return _done("place")
    return _page(request, "members/place.html", form)


def password(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    assert visit.identity is not None
    form = ChangePassword(request.POST or None, name=visit.identity.name)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(visit, old=form.cleaned_data["old"], new=form.cleaned_data["password"])
            return _done("password")
        except NotRecognised:
            form.add_error("old", gettext("This is not your password."))
    return _page(request, "members/password.html", form)


def new_code(request: HttpRequest) -> HttpResponse:
    form = OnlyPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_recovery_code(visit_of(request), password=form.cleaned_data["password"])
            return redirect("recovery-code")
        except NotRecognised:
            form.add_error("password", gettext("This is not your password."))
    return _page(request, "members/new_code.html", form)


def device_pin(request: HttpRequest) -> HttpResponse:
    form = NewPin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            pin.set_pin(visit_of(request), **form.cleaned_data)
            return _done("pin")
        except NotRecognised:
            form.add_error("password", gettext("This is not your password."))
    return _page(request, "members/pin.html", form)


def forget_pin(request: HttpRequest) -> HttpResponse:
    pin.forget_pin(visit_of(request))
    return _done("pin-forgotten")


def everywhere(request: HttpRequest) -> HttpResponse:
    actions.sign_out_everywhere(visit_of(request))
    return redirect("welcome")


def _done(what: str) -> HttpResponse:
    response = redirect("mine")
    response["Location"] += f"?done={what}"
    return response


def _page(request: HttpRequest, template: str, form: Form) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.is_bound and form.errors else 200)

"""The way in: sign up, write the code down, sign in, open the private space."""

from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from intertwine.members import actions, pin
from intertwine.members.errors import NameTaken, NotRecognised, WrongCode, WrongPin
from intertwine.members.forms import OpenPrivate, SignIn, SignInWithCode, SignUp, TypedCode
from intertwine.members.places import likely_country
from intertwine.web.onward import next_page, onward
from intertwine.web.sessions.visit import Visit, visit_of


def welcome(request: HttpRequest) -> HttpResponse:
    if visit_of(request).identity:
        return redirect("today")
    return render(request, "members/welcome.html")


def host(request: HttpRequest) -> HttpResponse:
    return render(request, "members/host.html")


def sign_up(request: HttpRequest) -> HttpResponse:
    if visit_of(request).identity:
        return onward(request, otherwise="today")
    likely = {"zone": "UTC", "country": likely_country(request), "language": get_language()}
    form = SignUp(request.POST or None, initial=likely)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_up(visit_of(request), **form.cleaned_data)
        except NameTaken:
            form.add_error("name", gettext("Somebody here uses this name already. Add an initial, or choose another."))
        else:
            return _on(request, "recovery-code")
    return _form(request, "members/sign_up.html", form)


def recovery_code(request: HttpRequest) -> HttpResponse:
    """Shown until it is typed back, and never again."""
    visit = visit_of(request)
    assert visit.identity is not None
    if not visit.identity.recovery_pending:
        return onward(request, otherwise="today")
    if visit.private is None or not visit.private.pending_code:
        return _on(request, "open-private", back_to=reverse("recovery-code"))
    code = visit.private.pending_code
    form = TypedCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_recovery_code(visit, typed=form.cleaned_data["code"])
        except WrongCode:
            form.add_error(
                "code", gettext("This is not quite the code above. Compare it group by group; capitals do not matter.")
            )
        else:
            return onward(request, otherwise="today")
    return _form(request, "members/recovery_code.html", form, code=code)


def sign_in(request: HttpRequest) -> HttpResponse:
    if visit_of(request).identity:
        return onward(request, otherwise="today")
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_in(visit_of(request), **form.cleaned_data)
        except NotRecognised:
            form.add_error(None, gettext("Name and password do not go together. Both count letter by letter."))
        else:
            return onward(request, otherwise="today")
    return _form(request, "members/sign_in.html", form)


def sign_in_with_code(request: HttpRequest) -> HttpResponse:
    form = SignInWithCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, visit = form.cleaned_data, visit_of(request)
        try:
            actions.sign_in_with_code(visit, name=data["name"], code=data["code"], new_password=data["password"])
        except NotRecognised:
            form.add_error(None, gettext("Name and recovery code do not go together."))
        else:
            return onward(request, otherwise="today")
    return _form(request, "members/sign_in_with_code.html", form)


def sign_out(request: HttpRequest) -> HttpResponse:
    visit_of(request).sign_out()
    response = redirect("welcome")
    response["Clear-Site-Data"] = '"cache"'
    return response


def open_private(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    if visit.private is not None and request.method != "POST":
        return onward(request, otherwise="today")
    form = OpenPrivate(request.POST or None)
    if request.method == "POST" and form.is_valid() and _opened(visit, form):
        return onward(request, otherwise="today")
    return _form(request, "members/open.html", form, with_pin=_pin_opens(visit))


def close_private(request: HttpRequest) -> HttpResponse:
    visit_of(request).close_private()
    return redirect("today")


def _pin_opens(visit: Visit) -> bool:
    """Not while a recovery code waits to be typed back: only the password brings the key it will lock."""
    assert visit.identity is not None
    return visit.device is not None and not visit.identity.recovery_pending


def _opened(visit: Visit, form: OpenPrivate) -> bool:
    data = form.cleaned_data
    assert visit.identity is not None
    try:
        if data["pin"] and not visit.identity.recovery_pending:
            pin.open_with_device_pin(visit, pin=data["pin"], just_mine=data["just_mine"])
        else:
            actions.open_private(visit, password=data["password"], just_mine=data["just_mine"])
    except NotRecognised:
        form.add_error("password", gettext("This is not your password."))
    except WrongPin as wrong:
        form.add_error("pin", _tries(wrong.tries_left))
    return not form.errors


def _tries(left: int) -> str:
    if left == 0:
        return gettext("That was the fifth wrong PIN. It is forgotten now; please use your password.")
    return ngettext(
        "This is not the PIN. %(left)d try is left.", "This is not the PIN. %(left)d tries are left.", left
    ) % {"left": left}


def _on(request: HttpRequest, name: str, *, back_to: str = "") -> HttpResponseRedirect:
    """To the next page, keeping in mind where someone was going."""
    place = back_to or next_page(request)
    return HttpResponseRedirect(reverse(name) + ("?" + urlencode({"next": place}) if place else ""))


def _form(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """The page of a form; a refused one comes back with everything in it but the password, and status 422."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "next": next_page(request), **context}, status=status)

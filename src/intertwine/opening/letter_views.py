"""Letters, and the page on which one is written."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intertwine.couples.queries import us_of
from intertwine.journal.errors import Gone
from intertwine.members.days import today
from intertwine.opening import letters as verbs
from intertwine.opening.entries import Letter
from intertwine.opening.errors import AlreadyOpen
from intertwine.web.days import long_day
from intertwine.web.sessions.visit import Visit, visit_of

LETTER_LENGTH = 20_000
DAMAGED = _("This page was damaged on its way. Look through it once more, then send it again.")
CHOOSE = _("Please choose whether it opens on a day or by your hand.")


class LetterForm(forms.Form):
    text = forms.CharField(
        max_length=LETTER_LENGTH,
        error_messages={
            "required": _("There is nothing in it yet. A single sentence can be a letter."),
            "max_length": _("This is longer than twenty thousand characters. Perhaps it is two letters."),
        },
    )
    id = forms.UUIDField(error_messages={"required": DAMAGED, "invalid": DAMAGED})
    how = forms.ChoiceField(
        choices=[("date", ""), ("hand", "")],
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    opens = forms.DateField(required=False, error_messages={"invalid": _("Please give the day as in 2027-02-14.")})
    tells = forms.BooleanField(required=False)

    def __init__(self, *args: Any, visit: Visit, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit, self.waits = visit, waits

    def clean_text(self) -> str:
        return "\n".join(str(self.cleaned_data["text"]).splitlines())

    def clean_opens(self) -> date | None:
        opens: date | None = self.cleaned_data["opens"]
        if self.waits and opens and opens <= max(today(self.visit), verbs.latest_day()):
            raise ValidationError(
                gettext("Please choose a day that has not begun anywhere yet: the day after tomorrow, to be safe.")
            )
        return opens

    def clean(self) -> None:
        kept = self.cleaned_data
        if self.waits and not kept.get("how") and "how" not in self.errors:
            self.add_error("how", CHOOSE)
        if self.waits and kept.get("how") == "date" and not kept.get("opens") and "opens" not in self.errors:
            self.add_error("opens", gettext("Please choose the day on which it opens."))

    def letter(self, *, written: date) -> Letter:
        kept = self.cleaned_data
        dated = kept["opens"] if kept["how"] == "date" else None
        return Letter(kept["text"], written, dated, sealed=self.waits, tells=self.waits and kept["tells"])


def letters(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    context = {"found": verbs.letters(visit), "closed": visit.private is None, "done": request.GET.get("done", "")}
    return render(request, "opening/letters.html", {**context, **_words(visit)})


def new_letter(request: HttpRequest) -> HttpResponse:
    return _written(request, {"id": uuid4(), "how": ""}, written=today(visit_of(request)))


def letter(request: HttpRequest, id: UUID) -> HttpResponse:
    visit = visit_of(request)
    try:
        found = verbs.letter(visit, id).entry
    except AlreadyOpen:
        return _too_late(request) if request.POST.get("text") else _done("open-already")
    except Gone:
        if not request.POST.get("text"):
            raise
        return _not_there(request)
    if request.method == "POST" and request.POST.get("go") in VERBS:
        return _verb(visit, id, request.POST["go"])
    how = "date" if found.opens else "hand" if found.sealed else ""
    shown = {"id": id, "text": found.text, "how": how, "opens": found.opens, "tells": found.tells}
    return _written(request, shown, written=found.written, stands=found)


VERBS = {"open": (verbs.open_now, "open"), "back": (verbs.take_back, "back"), "away": (verbs.throw_away, "away")}


def _verb(visit: Visit, id: UUID, go: str) -> HttpResponse:
    verb, done = VERBS[go]
    try:
        verb(visit, id)
    except AlreadyOpen:
        return _done("open-already")
    return _done(done)


def _written(
    request: HttpRequest, shown: dict[str, Any], *, written: date, stands: Letter | None = None
) -> HttpResponse:
    visit = visit_of(request)
    waits = request.POST.get("go") == "wait"
    form = LetterForm(request.POST or None, visit=visit, waits=waits, initial=shown)
    if request.method == "POST" and form.is_valid():
        return _kept(visit, form, written)
    status = 422 if form.is_bound else 200
    context = {"form": form, "stands": stands, "id": shown["id"], **_words(visit)}
    return render(request, "opening/letter.html", context, status=status)


def _kept(visit: Visit, form: LetterForm, written: date) -> HttpResponse:
    """A new letter goes by the id its form carries, so that sending it twice leaves one."""
    try:
        verbs.keep(visit, form.letter(written=written), id=form.cleaned_data["id"])
    except AlreadyOpen:
        return _done("open-already")
    return _done("waits" if form.waits else "kept")


def _too_late(request: HttpRequest) -> HttpResponse:
    """It opened while its author was still writing: what was typed can be kept as another letter."""
    wrong = gettext("This letter is open already, so it stays as it is. You can keep what you typed as another one.")
    return _another(request, wrong, status=409)


def _not_there(request: HttpRequest) -> HttpResponse:
    """Opened or thrown away in another window or on another phone, or never one's own."""
    wrong = gettext("This letter does not wait any more. You can keep what you typed as another one.")
    return _another(request, wrong, status=404)


def _another(request: HttpRequest, wrong: str, *, status: int) -> HttpResponse:
    visit = visit_of(request)
    typed = request.POST.copy()
    typed["id"] = str(uuid4())
    form = LetterForm(typed, visit=visit, waits=False)
    form.full_clean()
    form.add_error(None, wrong)
    context = {"form": form, "stands": None, "id": typed["id"], **_words(visit)}
    return render(request, "opening/letter.html", context, status=status)


def _words(visit: Visit) -> dict[str, Any]:
    us = us_of(visit)
    assert us is not None
    assert visit.identity is not None
    return {"us": us, "me": visit.identity.name, "which": us.my_number + 1, "long_day": long_day}


def _done(what: str) -> HttpResponse:
    response = redirect("letters")
    response["Location"] += f"?done={what}"
    return response

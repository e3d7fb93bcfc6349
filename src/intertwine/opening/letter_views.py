"""Letters, and the page on which one is written."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intertwine.couples.queries import us_of
from intertwine.journal.errors import Conflict, Gone
from intertwine.journal.sealing import Stored
from intertwine.members.days import today
from intertwine.opening import letters as verbs
from intertwine.opening.access import couple_of, if_it_can
from intertwine.opening.entries import Letter
from intertwine.opening.errors import AlreadyOpen
from intertwine.opening.forms import page_asked_for
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
    seen = forms.CharField(required=False)

    def __init__(self, *args: Any, visit: Visit, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visit, self.waits = visit, waits

    def clean_text(self) -> str:
        return "\n".join(str(self.cleaned_data["text"]).splitlines())

    def clean_seen(self) -> int:
        seen = str(self.cleaned_data["seen"])
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0

    def clean_opens(self) -> date | None:
        opens: date | None = self.cleaned_data["opens"]
        if self.waits and opens and opens <= max(today(self.visit), verbs.latest_day()):
            raise ValidationError(
                gettext("Please choose a day that has not begun anywhere yet: the day after tomorrow, to be safe.")
            )
        if self.waits and opens and opens > today(self.visit) + verbs.AT_MOST:
            raise ValidationError(
                gettext("Please choose a day within ten years. Nobody can promise that this place is there after that.")
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
        tells, couple = self.waits and kept["tells"], couple_of(self.visit)
        return Letter(kept["text"], written, dated, sealed=self.waits, tells=tells, couple=couple)


def letters(request: HttpRequest) -> HttpResponse:
    visit, page = visit_of(request), page_asked_for(request)
    found = verbs.letters(visit, page=page)
    if found.unlisted:
        with if_it_can(visit):
            verbs.list_anew(visit)
    context = {"found": found, "page": page, "closed": visit.private is None, "done": request.GET.get("done", "")}
    return render(request, "opening/letters.html", {**context, **_words(visit), "today": today(visit)})


def new_letter(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    return _written(request, {"id": verbs.new_id(visit), "how": ""}, written=today(visit))


def letter(request: HttpRequest, id: UUID) -> HttpResponse:
    visit = visit_of(request)
    if request.method == "POST" and request.POST.get("go") == "forget":
        verbs.forget(visit, id)
        return _done("forgotten")
    try:
        found = verbs.letter_of(visit, id)
    except AlreadyOpen:
        return _too_late(request) if request.POST.get("text") else _done("open-already")
    except Gone:
        if request.POST.get("go") in VERBS:  # with a first tap, perhaps
            return _done("gone")
        if not request.POST.get("text"):
            raise
        return _not_there(request)
    if request.method == "POST" and request.POST.get("go") in VERBS:
        return _verb(visit, id, request.POST["go"])
    return _written(request, _as_it_stands(found), written=found.entry.written, stands=found)


def _as_it_stands(found: Stored[Letter]) -> dict[str, Any]:
    letter = found.entry
    how = "date" if letter.opens else "hand" if letter.sealed else ""
    return {
        "id": found.id,
        "text": letter.text,
        "how": how,
        "opens": letter.opens,
        "tells": letter.tells,
        "seen": found.revision,
    }


VERBS = {"open": (verbs.open_now, "open"), "back": (verbs.take_back, "back"), "away": (verbs.throw_away, "away")}


def _verb(visit: Visit, id: UUID, go: str) -> HttpResponse:
    verb, done = VERBS[go]
    try:
        verb(visit, id)
    except AlreadyOpen:
        return _done("open-already")
    except Gone:
        return _done("gone")
    return _done(done)


def _written(
    request: HttpRequest, shown: dict[str, Any], *, written: date, stands: Stored[Letter] | None = None
) -> HttpResponse:
    visit = visit_of(request)
    waits = request.POST.get("go") == "wait"
    form = LetterForm(request.POST or None, visit=visit, waits=waits, initial=shown)
    if request.method == "POST" and form.is_valid():
        return _kept(request, form, written, stands)
    return _page(request, form, stands=stands, status=422 if form.is_bound else 200)


def _kept(request: HttpRequest, form: LetterForm, written: date, stands: Stored[Letter] | None) -> HttpResponse:
    visit, letter = visit_of(request), form.letter(written=written)
    try:
        if stands is None:
            verbs.begin(visit, letter, id=form.cleaned_data["id"])
        else:
            verbs.change(visit, letter, id=stands.id, seen=form.cleaned_data["seen"])
    except AlreadyOpen:
        return _too_late(request)
    except Gone:
        return _not_there(request)
    except Conflict as conflict:
        return _page(request, form, stands=cast("Stored[Letter]", conflict.stands), elsewhere=True, status=409)
    return _done("waits" if form.waits else "kept")


def _page(
    request: HttpRequest,
    form: LetterForm,
    *,
    stands: Stored[Letter] | None = None,
    elsewhere: bool = False,
    status: int,
) -> HttpResponse:
    context = {"form": form, "stands": stands, "elsewhere": elsewhere, **_words(visit_of(request))}
    return render(request, "opening/letter.html", context, status=status)


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
    typed["id"] = str(verbs.new_id(visit))
    form = LetterForm(typed, visit=visit, waits=False)
    form.full_clean()
    form.add_error(None, wrong)
    return _page(request, form, status=status)


def _words(visit: Visit) -> dict[str, Any]:
    us = us_of(visit)
    assert us is not None
    assert visit.identity is not None
    return {"us": us, "me": visit.identity.name, "which": us.my_number + 1, "long_day": long_day}


def _done(what: str) -> HttpResponse:
    response = redirect("letters")
    response["Location"] += f"?done={what}"
    return response

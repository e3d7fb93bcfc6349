"""Notes: private writing about nothing in particular."""

from contextlib import suppress
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intertwine.journal.actions import id_made_from, remove, replace, write
from intertwine.journal.errors import Conflict, Gone
from intertwine.journal.marks import marked
from intertwine.journal.queries import read_one
from intertwine.journal.sealing import Stored
from intertwine.journal.spaces import me_space
from intertwine.members.days import today
from intertwine.opening import notes as queries
from intertwine.opening.access import if_it_can
from intertwine.opening.entries import Note
from intertwine.opening.forms import page_asked_for
from intertwine.web.days import long_day
from intertwine.web.sessions.visit import visit_of

NOTE_LENGTH = 10_000


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Your note"),
        help_text=_("Only you can read it, unless you show something of it."),
        max_length=NOTE_LENGTH,
        error_messages={
            "required": _("There is nothing in it yet. Write a word or two, or leave it be."),
            "max_length": _("This is longer than ten thousand characters. Please make two notes of it."),
        },
    )
    id = forms.UUIDField(
        error_messages={
            "required": _("This page was damaged. Send it once more."),
            "invalid": _("This page was damaged. Send it once more."),
        }
    )
    revision = forms.IntegerField(required=False)

    def clean_text(self) -> str:
        return "\n".join(str(self.cleaned_data["text"]).splitlines())


def notes(request: HttpRequest) -> HttpResponse:
    visit, page = visit_of(request), page_asked_for(request)
    found = queries.notes(visit, page=page)
    with if_it_can(visit):
        if queries.put_in_order(visit, found):
            found = queries.notes(visit, page=page)
    context = {"found": found, "page": page, "long_day": long_day, "done": request.GET.get("done", "")}
    return render(request, "opening/notes.html", context)


def new_note(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    form = NoteForm(request.POST or None, initial={"id": uuid4()})
    if request.method == "POST" and form.is_valid():
        day, text = today(visit), form.cleaned_data["text"]
        id = marked(visit, Note, id_made_from(form.cleaned_data["id"], text))
        write(me_space(visit), Note(day, text), day=day, id=id)
        return _done("kept")
    return _page(request, form)


def note(request: HttpRequest, id: UUID) -> HttpResponse:
    try:
        stands = read_one(me_space(visit_of(request)), Note, id=id)
    except Gone:
        if not request.POST.get("text"):
            raise
        return _gone(request)
    if request.method != "POST":
        form = NoteForm(initial={"id": id, "text": stands.entry.text, "revision": stands.revision})
        return _page(request, form, id=id, revision=stands.revision)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, form, id=id, revision=form.data.get("revision", ""))
    return _changed(request, form, stands)


def _changed(request: HttpRequest, form: NoteForm, stands: Stored[Note]) -> HttpResponse:
    changed = Note(stands.entry.day, form.cleaned_data["text"])
    if changed == stands.entry:
        return _done("kept")  # the second tap
    space, revision = me_space(visit_of(request)), form.cleaned_data["revision"] or 0
    try:
        replace(space, changed, id=stands.id, revision=revision)
    except Gone:
        return _gone(request)
    except Conflict:
        return _page(request, form, id=stands.id, revision=stands.revision, stands=stands.entry.text)
    return _done("kept")


def remove_note(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is gone already, with a first tap or on another phone, is gone."""
    space = me_space(visit_of(request))
    with suppress(Gone):
        remove(space, id=read_one(space, Note, id=id).id)
    return _done("removed")


def _gone(request: HttpRequest) -> HttpResponse:
    """Removed in another window or on another phone, or never one's own: what was typed can become another note."""
    typed = request.POST.copy()
    typed["id"] = str(uuid4())
    form = NoteForm(typed)
    form.add_error(None, gettext("This note is not there any more. You can keep what you typed as another one."))
    context = {"form": form, "id": None, "gone": True, "stands": None}
    return render(request, "opening/note.html", context, status=404)


def _page(
    request: HttpRequest, form: NoteForm, *, id: UUID | None = None, revision: int | str = "", stands: str | None = None
) -> HttpResponse:
    status = 409 if stands is not None else 422 if form.is_bound else 200
    context = {"form": form, "id": id, "revision": revision, "stands": stands, "gone": False}
    return render(request, "opening/note.html", context, status=status)


def _done(what: str) -> HttpResponse:
    response = redirect("notes")
    response["Location"] += f"?done={what}"
    return response

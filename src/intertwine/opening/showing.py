"""Notes can be shown in steps, too."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from intertwine.journal.queries import Pages
from intertwine.journal.showing import Part, showable
from intertwine.opening.entries import Note


@showable({"note": gettext_lazy("A note")})
def notes(pages: Pages) -> Iterable[Part]:
    for stored in pages.of(Note):
        yield Part(key=f"note/{stored.id}", kind="note", text=stored.entry.text, day=stored.entry.day)

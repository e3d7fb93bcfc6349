"""Addresses of the step ladder, notes and letters. They stay in a browser's history: none says what it is about."""

from intertwine.opening import letter_views, note_views, step_views
from intertwine.web.policy import Who, route

urlpatterns = [
    route("shown", step_views.shown, name="shown", who=Who.PAIRED_OWNER),
    route("shown/<uuid:id>", step_views.show, name="show", who=Who.PAIRED_OWNER, methods="GET POST"),
    route("shown/<uuid:id>/back", step_views.take_back, name="show-take-back", who=Who.PAIRED_OWNER, methods="POST"),
    route("shown/<uuid:id>/still", step_views.still, name="show-still", who=Who.PAIRED_OWNER, methods="POST"),
    route("shown-to-you", step_views.from_partner, name="from-partner", who=Who.PAIRED),
    route("notes", note_views.notes, name="notes", who=Who.OWNER),
    route("notes/new", note_views.new_note, name="new-note", who=Who.OWNER, methods="GET POST"),
    route("notes/<uuid:id>", note_views.note, name="note", who=Who.OWNER, methods="GET POST"),
    route("notes/<uuid:id>/remove", note_views.remove_note, name="remove-note", who=Who.OWNER, methods="POST"),
    route("letters", letter_views.letters, name="letters", who=Who.PAIRED),
    route("letters/new", letter_views.new_letter, name="new-letter", who=Who.PAIRED_OWNER, methods="GET POST"),
    route("letters/<uuid:id>", letter_views.letter, name="letter", who=Who.PAIRED_OWNER, methods="GET POST"),
]

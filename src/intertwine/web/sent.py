"""What a form sent, for a page that gives it back. Without script a refused form has left its own page by then, and
going back brings nothing: our pages are kept by no browser."""

from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict

from intertwine.web.even import UNREADABLE
from intertwine.web.sessions.visit import Visit
from intertwine.web.whose import is_for_another, is_of_another

WORDS = ("text", "gist", "line", "own_words", "tags", "care_what")
"""The fields in which people write. A test finds each of them, and no other, on the pages."""
UNSENT = {"csrfmiddlewaretoken"}
NEVER_SHOWN = {"password", "old", "code", "pin"}


@dataclass(frozen=True)
class Sent:
    to: str
    fields: tuple[tuple[str, str], ...] = field(repr=False)
    """To send it again as it was; of whose page it stood on, too. The token against forged forms is made anew."""
    words: str = field(repr=False)
    """What somebody wrote in it, to read and to copy."""
    fits: bool = True
    """It can be sent again: the two it was about are the two of now."""


def sent_with(request: HttpRequest) -> Sent | None:
    """None where there is nothing to give back, or no page should: a password, another member's form, another site's.
    Files a browser does not give twice."""
    posted, visit = _posted(request), _visit(request)
    if not from_here(request) or NEVER_SHOWN & {*posted} or request.FILES or is_of_another(request, visit):
        return None
    fields = tuple((name, value) for name, values in posted.lists() for value in values if value and name not in UNSENT)
    if {name for name, _ in fields} <= {"whose"}:
        return None
    return Sent(request.get_full_path(), fields, words_in(posted), fits=not is_for_another(request, visit))


def words_in(posted: QueryDict) -> str:
    typed = [words for name in WORDS for words in posted.getlist(name) if words.strip()]
    return "\n\n".join("\n".join(words.strip().splitlines()) for words in typed)


def _posted(request: HttpRequest) -> QueryDict:
    """Of a body that cannot be read there is nothing to give back."""
    try:
        return request.POST
    except UNREADABLE:
        return QueryDict()


def from_here(request: HttpRequest) -> bool:
    """What another site has a browser send is never shown as if somebody had typed it here."""
    origin = request.headers.get("Origin")
    return request.method == "POST" and origin in {None, f"{request.scheme}://{request.get_host()}"}


def _visit(request: HttpRequest) -> Visit:
    """A refusal may come before anybody was recognised."""
    visit = getattr(request, "visit", None)
    return visit if isinstance(visit, Visit) else Visit()

"""Pages as a browser has them: the form that is on a page, filled in and sent."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

from tests.cast import Person

Fields = dict[str, list[str]]


class _Forms(HTMLParser):
    """Every form's action and the fields a browser would send with it, buttons aside."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Fields]] = []
        self._textarea = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "form":
            self.forms.append((has.get("action") or "", {}))
        elif tag == "textarea":
            self._textarea = name
            self._fields.setdefault(name, []).append("")
        elif tag == "select":
            self._select = name
            self._fields[name] = [""]
        elif tag == "option" and "selected" in has:
            self._fields[self._select] = [has.get("value") or ""]
        elif tag == "input" and name and (has.get("type") not in {"radio", "checkbox"} or "checked" in has):
            self._fields.setdefault(name, []).append(has.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._fields[self._textarea][-1] = data.removeprefix("\n")
            self._textarea = ""

    @property
    def _fields(self) -> Fields:
        return self.forms[-1][1]


def every_form(page: HttpResponse) -> list[tuple[str, Fields]]:
    """Where each goes, and what it would send, from the top of the page down."""
    parser = _Forms()
    parser.feed(page.content.decode())
    return parser.forms


def forms_on(page: HttpResponse) -> dict[str, Fields]:
    """By where they go; of several with one address the last."""
    return dict(every_form(page))


def send(person: Person, page: HttpResponse, *, to: str = "/today/check-in", **typed: Any) -> HttpResponse:
    """The page's form with these answers; a name given takes the place of what stands in the page."""
    return person.post(to, **{**forms_on(page)["/today/check-in"], **typed})


def has(page: HttpResponse, words: str) -> bool:
    return words in page.content.decode()


def answered(item: str, points: int = 6) -> dict[str, Any]:
    """What a form sends for an item, whichever way it is answered."""
    return {"care_act": {"care_act": "yes"}, "event": {"event": ["affection"]}}.get(item, {item: str(points)})

"""What stands on the pages of the way in and of *Mine*, as somebody in front of the screen would read it."""

import re
from html import unescape
from typing import Protocol


class Answer(Protocol):
    """What a page and a test's browser have in common."""

    @property
    def content(self) -> bytes: ...
    @property
    def status_code(self) -> int: ...
    def __getitem__(self, header: str) -> str: ...


def text(answer: Answer) -> str:
    return unescape(answer.content.decode())


def heading(answer: Answer) -> str:
    (found,) = re.findall(r"<h1>(.*?)</h1>", text(answer))
    return str(found)


def notices(answer: Answer) -> list[str]:
    return re.findall(r'<div class="notice done"[^>]*>\s*<h2>(.*?)</h2>', text(answer))


def told(answer: Answer) -> list[str]:
    """What the form still needs, as it stands above it."""
    above = text(answer).partition("data-errors>")[2].partition("</div>")[0]
    return [re.sub("<[^>]+>", "", line) for line in re.findall(r"<li>(.*?)</li>", above)]


def told_at(answer: Answer, field: str) -> list[str]:
    """The same, where the field is."""
    return re.findall(rf'<p class="wrong" id="e-{field}">(.*?)</p>', text(answer))


def fields(answer: Answer) -> list[str]:
    """What the page asks for."""
    form = text(answer).partition("data-keep>")[2].partition("</form>")[0]
    return [
        name
        for name in re.findall(r'<(?:input|select)[^>]* name="(\w+)"', form)
        if name not in {"next", "csrfmiddlewaretoken", "whose"}
    ]


def chosen(answer: Answer, field: str) -> list[str]:
    options = text(answer).partition(f'<select id="f-{field}"')[2].partition("</select>")[0]
    return re.findall(r'value="([^"]*)" selected', options)


def shown_code(answer: Answer) -> str:
    (found,) = re.findall(r'id="code"[^>]*>([^<]+)<', text(answer))
    return str(found)


def ways(answer: Answer) -> list[str]:
    return re.findall(r">(\w+)</a>", text(answer).partition("<nav")[2].partition("</nav>")[0])

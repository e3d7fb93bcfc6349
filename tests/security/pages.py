"""Every page there is, in each state a visitor can be in, as the browser gets it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

from tests.access.test_matrix import ROLES, ROUTES, address, ask
from tests.cast import Browser

STATES = tuple(role for role in ROLES if "cookies" not in role.name)
JUNK = {
    "name": "Mallory",
    "password": "short",
    "old": "no",
    "code": "no",
    "pin": "12",
    "zone": "Nowhere/At_all",
    "country": "ZZ",
    "language": "tlh",
    "day": "2026-13-01",
    "id": "no",
    "seen": "no",
    "valence": "11",
    "feelings": "no",
    "line": "x" * 3000,
    "feeds": "perhaps",
}


@dataclass(frozen=True)
class Got:
    asked: str
    response: HttpResponse

    @property
    def is_html(self) -> bool:
        return self.response.get("Content-Type", "").startswith("text/html")

    @property
    def text(self) -> str:
        return self.response.content.decode()


def answers_to(client: Browser, state: str) -> Iterator[Got]:
    """Each route asked, and each form of it sent with nonsense in it."""
    for route in ROUTES:
        where = address(route)
        yield Got(f"GET {where} by {state}", ask(client, "GET", where))
        yield Got(f"PUT {where} by {state}", ask(client, "PUT", where))
        if "POST" in route.callback.policy.methods:
            yield Got(f"POST {where} by {state}", ask(client, "POST", where))
            yield Got(f"POST {where} with nonsense by {state}", ask(client, "POST", where, JUNK))


LINKS = {"href", "src", "action", "formaction", "poster", "data", "srcset", "xlink:href", "hx-get", "hx-post"}
WAYS_OUT = ("https://", "tel:", "sms:")
FORBIDDEN = {"style", "iframe", "object", "embed", "base", "applet", "frame"}


@dataclass
class Wrong(HTMLParser):
    """What a page must not hold. Feed it a page, then read `found` and `title`."""

    found: list[str] = field(default_factory=list)
    title: str = ""
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.inside = tag if tag in {"script", "title"} else ""
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        self.found += [name for name in given if name == "style" or name.startswith(("on", "hx-on", "hx-vals"))]
        self.found += [f"{tag} {name}={given[name]}" for name in LINKS & given.keys() if not _stays(tag, given, name)]
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.found.append("a page that goes elsewhere by itself")

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title += data
        if self.inside == "script" and data.strip():
            self.found.append("script in the page")


def wrong_with(page: str) -> Wrong:
    wrong = Wrong()
    wrong.feed(page)
    wrong.close()
    return wrong


def _stays(tag: str, given: dict[str, str], name: str) -> bool:
    """On this server; or a link to help outside, followed only by a tap and without saying where from."""
    to = given[name]
    if to.startswith(("/", "?", "#")) and not to.startswith("//"):
        return True
    if tag != "a" or name != "href" or not to.startswith(WAYS_OUT):
        return False
    return not to.startswith("https://") or {"noopener", "noreferrer"} <= set(given.get("rel", "").split())

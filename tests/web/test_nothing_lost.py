"""Whatever a server, a sign-in or the other one does meanwhile: nothing somebody typed is lost.

Every form in which one writes, found by walking through the pages, is sent to every refusal, with script and without.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import override_settings

from intertwine.couples.actions import leave_two
from intertwine.couples.queries import Us
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space, pool_space, us_space
from intertwine.members.models import Member
from intertwine.opening import sealing
from intertwine.opening.models import SealedAnswer
from intertwine.vault.identity import Identity
from intertwine.web import sent
from intertwine.web.sessions.visit import Visit
from tests.access.test_matrix import undone
from tests.cast import Browser, Person, become_two, paired, signed_up
from tests.opening.pages import answers, tonight, us

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

NOT_WORDS = {"name"}
"""Fields one types into that are no sentences."""
BREAKING = "tests.canary.breaking.BreakingMiddleware"
THIS_ONE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+")

Fields = dict[str, list[str]]


@dataclass
class Form:
    action: str
    fields: Fields
    written: set[str]
    """Names of the fields one writes in."""
    kept: bool
    """`kept.js` sends it."""
    short: set[str]
    """Names of fields that have an end, so that no browser sends more than the server takes."""


class Forms(HTMLParser):
    """Everything that can be sent from a page, as a browser would, and the ways on from it."""

    def __init__(self, html: str, where: str) -> None:
        super().__init__()
        self.where, self.forms, self.ways = where, list[Form](), set[str]()
        self.elsewhere = list[tuple[Form, str]]()
        self._textarea = ""
        self.feed(html)
        self.forms += [replace(form, action=action) for form, action in self.elsewhere]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name, kind = has.get("name") or "", has.get("type") or "text"
        if tag == "a":
            self.ways.add((has.get("href") or "").partition("#")[0])
        elif tag == "form":
            action = has.get("action") or self.where
            self.forms.append(Form(action, {}, set(), "data-keep" in has, set()))
        elif tag == "button" and has.get("formaction"):
            self.elsewhere.append((self.forms[-1], has["formaction"] or ""))
        elif tag in {"input", "textarea"} and name and self.forms:
            self._field(tag, name, kind, has)

    def _field(self, tag: str, name: str, kind: str, has: dict[str, str | None]) -> None:
        form = self.forms[-1]
        if kind in {"radio", "checkbox"} and "checked" not in has:
            form.fields.setdefault(name, [])
            return
        form.fields.setdefault(name, []).append(has.get("value") or "")
        if tag == "textarea" or kind in {"text", "search"} or (kind == "hidden" and name in sent.WORDS):
            form.written.add(name)
        if kind == "hidden" or "hidden" in has or "maxlength" in has:
            form.short.add(name)
        self._textarea = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.forms[-1].fields[self._textarea][-1] = data.removeprefix("\n")
            self._textarea = ""


def on(page: HttpResponse, where: str) -> Forms:
    html = page["Content-Type"].startswith("text/html")
    return Forms(page.content.decode() if html else "", where)


def alice_who_has_everything() -> tuple[Person, Person]:
    """So that no form stays away for want of anything it is about."""
    alice, bob = paired("Alice", "Bob")
    answers(alice, tonight(alice), "sealed")
    both = tonight(alice)
    for one in (alice, bob):
        answers(one, both, "open")
    alice.get("/today")
    alice.post("/notes/new", id=str(uuid4()), text="a note")
    alice.post("/letters/new", id=str(uuid4()), text="a letter", go="keep")
    alice.post("/messages/write", id=str(uuid4()), text="a message", go="send")
    alice.post("/plan/1", text="a part", seen="")
    return alice, bob


def walked(person: Person) -> list[Form]:
    """Every form on every page a way leads to, one of a kind."""
    found, ways, seen = dict[str, Form](), ["/today"], set[str]()
    while ways:
        where = ways.pop()
        kind = THIS_ONE.sub("id", where.partition("?")[0])
        if kind in seen or not where.startswith("/") or kind.startswith("/static"):
            continue
        seen.add(kind)
        page = on(person.get(where), where)
        ways += sorted(page.ways)
        for form in [*page.forms, *check_in(person, page.forms), *previews(person, page.forms)]:
            found.setdefault(f"{THIS_ONE.sub('id', form.action)} {sorted(form.written)}", form)
    return [form for form in found.values() if form.written]


def check_in(person: Person, forms: list[Form]) -> Iterator[Form]:
    """The questions of a check-in stand behind one another."""
    form = next((one for one in forms if one.action == "/today/check-in" and "at" in one.fields), None)
    for _ in range(12):
        if form is None:
            return
        page = person.browser.post(
            "/today/check-in", {**form.fields, "care_act": "yes", "care_what": "a walk", "go": "next"}
        )
        form = next((one for one in on(page, "/today/check-in").forms if "at" in one.fields), None)
        if form:
            yield form


def previews(person: Person, forms: list[Form]) -> Iterator[Form]:
    """What one wrote goes along in the form that sends it."""
    filled_in = {
        "/messages/write": {"text": "a message"},
        "/shown/id": {"step": "2", "gist": "the gist", "lasting": "0"},
        "/hand-off": {"span": "28", "own_words": "in my words"},
    }
    for form in forms:
        typed = filled_in.get(THIS_ONE.sub("id", form.action), {})
        if typed.keys() & form.written:
            page = person.browser.post(form.action, {**form.fields, **typed})
            yield from on(page, form.action).forms


# what can be in the way


@contextmanager
def stale(alice: Person, bob: Person) -> Iterator[None]:
    """The token against forged forms is gone."""
    alice.browser.handler.enforce_csrf_checks = True
    yield


@contextmanager
def signed_out(alice: Person, bob: Person) -> Iterator[None]:
    alice.post("/sign-out")
    yield


@contextmanager
def private_closed(alice: Person, bob: Person) -> Iterator[None]:
    alice.close_private()
    yield


@contextmanager
def bob_left(alice: Person, bob: Person) -> Iterator[None]:
    leave_two(bob.visit(), taking=False)
    yield


@contextmanager
def with_charlie(alice: Person, bob: Person) -> Iterator[None]:
    visit = alice.visit()
    leave_two(visit, taking=False)
    alice.save(visit)
    become_two(alice, signed_up("Charlie"))
    yield


@contextmanager
def keys_changed(alice: Person, bob: Person) -> Iterator[None]:
    identity = bob.visit().identity
    assert identity is not None
    Member.objects.filter(id=UUID(bytes=identity.member)).update(card=Identity.new().card.to_bytes())
    yield


@contextmanager
def no_storage(alice: Person, bob: Person) -> Iterator[None]:
    """Nothing of what people write can be read or kept."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE entry RENAME TO elsewhere")
    yield


@contextmanager
def no_couples(alice: Person, bob: Person) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE seat RENAME TO elsewhere")
    yield


@contextmanager
def broken(alice: Person, bob: Person) -> Iterator[None]:
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, BREAKING]):
        alice.browser = same_cookies(alice.browser)
        yield


class Refusing:
    """Whatever is asked for is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, *_: object) -> None:
        raise Http404


@contextmanager
def gone(alice: Person, bob: Person) -> Iterator[None]:
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, f"{__name__}.Refusing"]):
        alice.browser = same_cookies(alice.browser)
        yield


@contextmanager
def nothing(alice: Person, bob: Person) -> Iterator[None]:
    yield


Trouble = Callable[[Person, Person], AbstractContextManager[None]]
TROUBLES: list[Trouble] = [
    nothing,
    stale,
    signed_out,
    private_closed,
    bob_left,
    with_charlie,
    keys_changed,
    no_storage,
    no_couples,
    broken,
    gone,
]


def same_cookies(other: Browser) -> Browser:
    browser = Browser()
    browser.cookies.load({name: morsel.value for name, morsel in other.cookies.items()})
    browser.raise_request_exception = False
    return browser


def filled(form: Form) -> Fields:
    typed = {name: values[-1:] for name, values in form.fields.items() if values and name != "csrfmiddlewaretoken"}
    return {**typed, **{name: [f"what goes into {name} <&> “so”"] for name in form.written & {*sent.WORDS}}}


def everything_kept(alice: Visit, two: Us) -> str:
    """Whatever she could read a moment ago."""
    entries = [one.entry for space in (me_space, us_space, pool_space) for one in read(space(alice)).entries]
    rows = SealedAnswer.objects.filter(couple_id=two.couple, number=two.my_number)
    return "\n".join([*map(repr, entries), *(sealing.open_mine(alice, two, row).text for row in rows)])


def is_lost(page: HttpResponse, words: list[str], stored: Callable[[], str], *, script: bool) -> bool:
    """`script`: as `kept.js` takes it, which leaves a page as it is unless the answer is a better one."""
    if script and ("Kept" not in page.headers or page.status_code in {401, 403, 429} or page.status_code >= 500):
        return False
    shown = unescape(page.content.decode())
    if script and "<main" in shown and "data-problem=" in shown:
        return False
    if page.status_code in {302, 204}:
        shown = stored()
    return not all(one in shown for one in words)


def sent_to(alice: Person, form: Form, *, stored: Callable[[], str]) -> list[bool]:
    """Whether what she wrote is lost, with script and without."""
    typed = filled(form)
    words = [words for name in form.written & {*sent.WORDS} for words in typed[name]]
    lost = []
    for headers in ({"Kept": "page"}, {}):
        cookies = alice.browser.cookies.copy()
        with undone():
            page = alice.browser.post(form.action, typed, headers={"Origin": "http://localhost", **headers})
            lost.append(is_lost(page, words, stored, script=bool(headers)))
        alice.browser.cookies = cookies
    return lost


def test_whatever_refuses_a_form_nothing_written_in_it_is_lost() -> None:
    alice, bob = alice_who_has_everything()
    forms, kept, before, two = walked(alice), alice.browser, alice.visit(), us(alice)
    lost = []
    for trouble in TROUBLES:
        alice.browser = same_cookies(kept)
        with undone(), trouble(alice, bob):
            for form in forms:
                both = sent_to(alice, form, stored=lambda: everything_kept(before, two))
                lost += [(form.action, trouble.__name__, both)] if any(both) else []
    assert lost == []
    assert {THIS_ONE.sub("…", form.action) for form in forms} == {
        *("/today/check-in", "/plan/…", "/messages/write", "/notes/new", "/notes/…", "/letters/new", "/letters/…"),
        *("/shown/…", "/together/ask", "/together/question/…", "/together/question/…/aside"),
        *("/hand-off", "/hand-off/paper", "/hand-off/record", "/hand-off/data"),
    }


def test_every_field_one_writes_in_is_known_has_an_end_and_is_sent_by_the_page() -> None:
    alice, _ = alice_who_has_everything()
    forms = walked(alice)
    written = {name for form in forms for name in form.written} - NOT_WORDS
    assert {"text", "gist", "line", "own_words"} <= written <= {*sent.WORDS}  # not every day asks for the others
    assert [(form.action, form.written - form.short) for form in forms if form.written - form.short] == []
    typed = [form for form in forms if form.written]
    assert [form.action for form in typed if not form.kept and "/hand-off" not in form.action] == []


def test_what_would_be_lost_is_found() -> None:
    """The control: pages that forget, one for every way of forgetting."""
    words, page = ["so many words"], "<main>{}</main>"
    for answer in (
        HttpResponse(page.format("Not found."), status=404),
        HttpResponse(page.format("Done.")),
        HttpResponse(status=204, headers={"Location": "/today"}),
    ):
        answer["Kept"] = "page"
        assert is_lost(answer, words, lambda: "nothing", script=True)
    for answer in (HttpResponse(page.format("Busy."), status=503), HttpResponse(status=302), HttpResponse(status=405)):
        assert is_lost(answer, words, lambda: "nothing", script=False)
        assert not is_lost(answer, words, lambda: "so many words", script=True)

"""What holds for every page: its frame, its problems, its weight."""

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

import intertwine
from intertwine.server.problems import PAGES, ProblemsMiddleware
from intertwine.web.errors import What, problem, server_error
from tests.cast import Browser, signed_up

STATIC = settings.STATICFILES_DIRS[0]
PROBLEMS = get_args(What)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def inline(self) -> list[str]:
        """Whatever the policy of the page would have to forbid."""
        styled = [tag for tag, named in self.tags if tag == "style" or "style" in named]
        handlers = [tag for tag, named in self.tags if any(name.startswith("on") for name in named)]
        scripts = [tag for tag, named in self.tags if tag == "script" and not named.get("src")]
        return styled + handlers + scripts

    def loaded(self) -> list[str]:
        """Everything a browser fetches for this page by itself."""
        sources = [named.get("src") for tag, named in self.tags if tag in {"script", "img"}]
        wanted = {"stylesheet", "icon", "manifest"}
        return [
            name
            for name in [*sources, *(n.get("href") for t, n in self.tags if t == "link" and n["rel"] in wanted)]
            if name
        ]


def asked(path: str = "/nowhere?secret=planted") -> HttpRequest:
    """As far as a request gets that is refused before anyone was recognised."""
    return RequestFactory().get(
        path, SERVER_NAME="localhost", HTTP_USER_AGENT="planted", HTTP_REFERER="https://planted"
    )


@pytest.mark.parametrize("what", PROBLEMS)
def test_every_problem_has_its_page_and_shows_nothing_of_the_request(what: str):
    html = problem(asked(), status=400, what=what).content.decode()
    assert html.count("planted") == 0
    assert Page(html).inline() == []
    assert [named["data-problem"] for tag, named in Page(html).tags if tag == "main"] == [what]
    assert html.count("<h1>") == 1


def test_every_title_says_what_kind_of_page_it_is_in_one_shape():
    told = {}
    for file in Path(intertwine.__path__[0]).glob("*/templates/**/*.html"):
        for title in re.findall(r"{% block title %}(.*?){% endblock %}", file.read_text(encoding="utf-8")):
            told[file.name] = title
    odd = {name: title for name, title in told.items() if not re.fullmatch(r'{{ _\("[^"%]+ – Intertwine"\) }}', title)}
    assert odd == {"base.html": '{{ _("Intertwine") }}'}
    assert len(told) > 40


def test_every_problem_says_something_of_its_own():
    headings = [
        re.findall("<h1>(.*?)</h1>", problem(asked(), status=400, what=what).content.decode()) for what in PROBLEMS
    ]
    assert len({heading for (heading,) in headings}) == len(PROBLEMS)


def test_a_problem_without_a_page_of_its_own_fails_before_anybody_sees_a_wrong_one():
    with pytest.raises(ValueError, match="without a page"):
        problem(asked(), status=500, what="something-new")


@pytest.mark.parametrize("what", PROBLEMS)
def test_every_problem_says_what_happened_and_what_to_do(what: str):
    main = problem(asked(), status=400, what=what).content.decode().partition("<main")[2].partition("</main>")[0]
    sentences = [told for told in re.findall("<p>(.*?)</p>", main, re.DOTALL) if told.strip()]
    assert sentences != []
    assert [told for told in sentences if "{" in told or "}" in told] == []
    own_way = {"keys-changed": ["/couple/space"], "closed": ["/open"]}.get(what, [])
    assert re.findall('href="(.*?)"', main) == [*own_way, "/", "/help"]


def test_every_refusal_any_page_can_meet_has_its_page():
    assert {what for _, what in PAGES.values()} - set(PROBLEMS) == set()
    for refusal, (status, what) in PAGES.items():
        answer = ProblemsMiddleware(lambda _: HttpResponse()).process_exception(asked(), refusal())
        assert answer is not None
        assert (answer.status_code, answer.get("Retry-After")) == (status, "5" if status == 503 else None)
        assert answer.content.decode().count(f'data-problem="{what}"') == 1


def test_what_nobody_foresaw_is_left_to_the_last_page():
    middleware = ProblemsMiddleware(lambda _: HttpResponse())
    assert middleware.process_exception(asked(), ZeroDivisionError()) is None
    answer = server_error(asked())
    assert (answer.status_code, answer.content.decode().count('data-problem="server-error"')) == (500, 1)


@pytest.mark.django_db(databases=["default", "sessions"])
@pytest.mark.parametrize("checked", [False, True], ids=["in the page", "before the page"])
def test_a_body_larger_than_any_form_gets_a_sentence(checked: bool):
    browser = Browser()
    browser.handler.enforce_csrf_checks = checked
    browser.get("/sign-up")
    answer = browser.post("/sign-up", {"name": "Alice", "password": "a" * 300_000})
    assert answer.status_code == 413
    assert re.findall("<h1>(.*?)</h1>", answer.content.decode()) == ["That was more than fits."]


@pytest.mark.django_db(databases=["default", "sessions"])
def test_more_fields_than_any_form_has_get_a_sentence():
    answer = Browser().post("/sign-up", {f"f{n}": "x" for n in range(201)})
    assert answer.status_code == 400
    assert re.findall("<h1>(.*?)</h1>", answer.content.decode()) == ["We couldn't make sense of that."]


@pytest.mark.django_db(databases=["default", "sessions"])
def test_the_way_out_is_on_every_page_and_help_too():
    for answer in (Browser().get("/help"), signed_up("Alice").get("/mine"), Browser().get("/nowhere")):
        tags = Page(answer.content.decode()).tags
        forms = [named for tag, named in tags if tag == "form" and named.get("action") == "/leave"]
        assert [(form["method"], "data-leave" in form) for form in forms] == [("post", True)]
        assert len([1 for tag, named in tags if tag == "a" and named.get("href") == "/help"]) >= 1


@pytest.mark.django_db(databases=["default", "sessions"])
def test_before_sign_in_there_is_only_help_and_afterwards_the_four_ways():
    def ways(answer) -> list[str]:
        nav = re.search(r"<nav.*?</nav>", answer.content.decode(), re.DOTALL)
        return re.findall(r">(\w+)</a>", nav[0] if nav else "")

    assert ways(Browser().get("/help")) == ["Help"]
    assert ways(signed_up("Alice").get("/help")) == ["Today", "Us", "Mine", "Help"]


@pytest.mark.django_db(databases=["default", "sessions"])
def test_no_title_holds_a_name():
    alice = signed_up("Alice")
    titles = [re.findall("<title>(.*?)</title>", alice.get(where).content.decode()) for where in ("/help", "/mine")]
    assert [title.count("Alice") for (title,) in titles] == [0, 0]


@pytest.mark.django_db(databases=["default", "sessions"])
@pytest.mark.parametrize("where", ["/help", "/sign-in", "/sign-up"])
def test_a_first_visit_weighs_at_most_sixty_kilobytes(where: str):
    page = Browser().get(where).content
    files = [Path(staticfiles_storage.path(name.removeprefix("/static/"))) for name in Page(page.decode()).loaded()]
    assert len(files) >= 4
    weight = sum(len(gzip.compress(file.read_bytes())) + 400 for file in files) + len(gzip.compress(page)) + 1000
    assert weight <= 60_000


@pytest.mark.django_db(databases=["default", "sessions"])
def test_with_htmx_it_is_still_light():
    page = signed_up("Alice").get("/help").content
    loaded = Page(page.decode()).loaded()
    files = [Path(staticfiles_storage.path(name.removeprefix("/static/"))) for name in loaded]
    assert len([name for name in loaded if "htmx" in name]) == 1
    assert sum(len(gzip.compress(file.read_bytes())) + 400 for file in files) + len(gzip.compress(page)) <= 60_000


def test_nothing_we_serve_names_another_place_to_fetch_from():
    for file in [*STATIC.glob("*.css"), *STATIC.glob("*.js"), *STATIC.glob("*.webmanifest")]:
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"(?:https?:)?//[\w.]+\.\w+|@import|data:", text) == [], file.name


def test_no_private_text_goes_to_the_browsers_storage():
    for file in STATIC.glob("*.js"):
        assert (
            re.findall(
                r"localStorage|sessionStorage|indexedDB|document\.cookie|onbeforeunload|eval\(", file.read_text()
            )
            == []
        )


def test_htmx_keeps_no_pages_and_runs_no_text():
    page = (Path(settings.PACKAGE) / "web" / "templates" / "web" / "frame.html").read_text(encoding="utf-8")
    config = re.search(r"""name="htmx-config" content='(\{.*?\})'""", page)
    told = json.loads(config[1] if config else "")
    assert {
        name: told[name] for name in ("allowEval", "allowScriptTags", "includeIndicatorStyles", "historyCacheSize")
    } == {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "historyCacheSize": 0,
    }


def test_the_base_page_sets_no_name_that_a_page_could_mean_something_else_by() -> None:
    """What it sets stands above what a view hands to a page."""
    base = Path(intertwine.__path__[0], "web", "templates", "web", "base.html").read_text(encoding="utf-8")
    assert {name for name in re.findall(r"{% set (\w+)", base) if not name.startswith("nav_")} == {"visit", "here"}

"""What a log may hold: where it broke, never what was being handled, and no address with a secret in it."""

import logging
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import resolve
from django.views.debug import get_default_exception_reporter_filter, get_exception_reporter_class

from intertwine.vault.tokens import Token
from intertwine.web.errors import WithoutContent
from tests.cast import Browser

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

SECRET = "we argued about her mother again"


@pytest.fixture
def log() -> StringIO:
    """What the server's own handler would have written."""
    return StringIO()


@pytest.fixture
def listening(log: StringIO) -> logging.Handler:
    handler = logging.StreamHandler(log)
    handler.setFormatter(WithoutContent(settings.LOGGING["formatters"]["plain"]["format"]))
    loggers = [logging.getLogger(name) for name in ("django", "")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


def fails(*_: object, **__: object) -> None:
    line = SECRET
    try:
        raise KeyError(line)
    except KeyError as first:
        raise RuntimeError(f"cannot keep {line}") from first


def test_every_handler_writes_without_content() -> None:
    formatters = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][name]["()"] for name in formatters} == {
        "intertwine.web.errors.WithoutContent"
    }
    assert settings.LOGGING["root"]["handlers"] == ["console"]


@pytest.mark.usefixtures("listening")
def test_an_exception_says_where_and_what_kind_and_nothing_else(log: StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intertwine.members.views.render", fails)
    client = Browser()
    client.raise_request_exception = False
    assert client.get("/host").status_code == 500
    told = log.getvalue()
    assert [word for word in (SECRET, "mother", "cannot keep") if word in told] == []
    assert told.splitlines()[0] == "ERROR django.request Internal Server Error: /host"
    assert told.rstrip().endswith("RuntimeError")
    assert f"{__file__}:" in told  # where


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("debug", [False, True])
def test_not_even_a_server_left_in_debug_shows_what_was_sent(
    log: StringIO, monkeypatch: pytest.MonkeyPatch, debug: bool
) -> None:
    monkeypatch.setattr(settings, "DEBUG", debug)
    monkeypatch.setattr("intertwine.members.views.render", fails)
    client = Browser()
    client.raise_request_exception = False
    response = client.post("/sign-in", {"name": SECRET, "password": ""})
    assert response.status_code == 500
    assert [
        where for where, text in (("page", response.content.decode()), ("log", log.getvalue())) if "mother" in text
    ] == []


def test_the_reporter_of_errors_tells_nothing() -> None:
    request = RequestFactory().post("/sign-in", {"line": SECRET})
    try:
        fails()
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info())
    assert {reporter.get_traceback_html(), reporter.get_traceback_text()} == {"An error happened."}
    keeps = get_default_exception_reporter_filter()
    assert keeps.get_post_parameters(request) == {}
    assert keeps.get_traceback_frame_variables(request, sys._getframe()) == []


@pytest.mark.usefixtures("listening")
def test_the_secret_of_an_invitation_is_in_no_log(log: StringIO) -> None:
    token = Token.short().text
    Browser().put(f"/join/{token}")
    Browser().get(f"/join/{token}/more")
    assert resolve(f"/join/{token}").url_name == "join-link"
    assert log.getvalue() == (
        "WARNING django.request Method Not Allowed: /join/<str:token>\n"
        "WARNING django.request Not Found: an address that leads nowhere\n"
    )


@pytest.mark.usefixtures("listening")
def test_the_control_another_formatter_would_have_told_it(
    log: StringIO, listening: logging.Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening.setFormatter(logging.Formatter())
    for handler in logging.getLogger("django").handlers:
        monkeypatch.setattr(handler, "formatter", listening.formatter)
    monkeypatch.setattr("intertwine.members.views.render", fails)
    client = Browser()
    client.raise_request_exception = False
    client.get("/host")
    assert SECRET in log.getvalue()

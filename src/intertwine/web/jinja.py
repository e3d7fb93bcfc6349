"""The Jinja2 environment of every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined

from intertwine.web.sessions.visit import Visit


def environment(**options: Any) -> Environment:
    """A misspelt name is an error, not a blank; every sentence goes through gettext."""
    env = Environment(
        **{**options, "undefined": StrictUndefined, "autoescape": True},
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext, npgettext=translation.npgettext
    )
    env.globals.update(static=static, url=url, language=translation.get_language, visit_of=visit_or_nobody)
    env.globals.update(run_by=settings.CONFIGURATION.run_by)
    return env


def url(name: str, /, **kwargs: Any) -> str:
    return reverse(name, kwargs=kwargs or None)


def visit_or_nobody(request: HttpRequest) -> Visit:
    """Error pages may be drawn before anyone was recognised."""
    visit = getattr(request, "visit", None)
    return visit if isinstance(visit, Visit) else Visit()

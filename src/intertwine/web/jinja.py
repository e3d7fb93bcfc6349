"""The Jinja2 environment of every page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from intertwine.web.sessions.visit import Visit


def environment(**options: Any) -> Environment:
    """A misspelt name is an error, not a blank; every sentence goes through gettext."""
    env = Environment(  # noqa: S701 - autoescape is on, in words the rule does not see
        **{**options, "undefined": StrictUndefined, "autoescape": True},
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    env.globals["_"] = sentence
    env.globals.update(static=address, url=url, language=translation.get_language, visit_of=visit_or_nobody)
    env.globals["still"] = Still(env)
    env.globals.update(run_by=settings.CONFIGURATION.run_by)
    return env


def sentence(words: str, /, **facts: object) -> Markup:
    """As the extension's own, which looks itself up in each template and puts facts in where there are none."""
    said = translation.gettext(words)
    return Markup(said) % facts if facts else Markup(said % ())  # noqa: S704 - sentences are ours, and facts are escaped


class Still:
    """A macro that asks for nothing, so that it is the same for everyone who reads this language: drawn once.

    It is called without a page's context; what belongs to a person cannot get into it.
    """

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.drawn: dict[tuple[str, str, str | None], Markup] = {}

    def __call__(self, template: str, macro: str) -> Markup:
        key = (template, macro, translation.get_language())
        if key not in self.drawn:
            self.drawn[key] = getattr(self.env.get_template(template).module, macro)()
        return self.drawn[key]


@cache
def address(name: str) -> str:
    """Of a file in `static/`: what it is called with its digest does not change while this process runs."""
    return str(static(name))


def url(name: str, /, **kwargs: Any) -> str:
    return reverse(name, kwargs=kwargs) if kwargs else _place(name)


@cache
def _place(name: str) -> str:
    return reverse(name)


def visit_or_nobody(request: HttpRequest) -> Visit:
    """Error pages may be drawn before anyone was recognised."""
    visit = getattr(request, "visit", None)
    return visit if isinstance(visit, Visit) else Visit()

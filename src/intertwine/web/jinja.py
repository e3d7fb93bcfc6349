"""The Jinja2 environment of every page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment, StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
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
    env.template_class = Page
    env.globals["still"] = Still(env)
    env.globals.update(run_by=settings.CONFIGURATION.run_by)
    return env


def sentence(words: str, /, **facts: object) -> Markup:
    """As the extension's own, which looks itself up in each template and puts facts in where there are none. `words`
    are ours, and stand in a template as they are (`tests/architecture`); facts are escaped."""
    language = translation.get_language()
    return _said(words, language) % facts if facts else _said_alone(words, language)


@cache
def _said(words: str, _language: str | None) -> Markup:
    return Markup(translation.gettext(words))  # noqa: S704 - as they stand in a template


@cache
def _said_alone(words: str, language: str | None) -> Markup:
    return _said(words, language) % {}


class Page(Template):
    """No page gives another one names of its own, so macros are the same for all; Jinja would compare each time."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002 - as above
        return super()._get_default_module()


FEW = frozenset({False, True, "", "today", "us", "together", "mine", "help"})
"""Yes, no, and the ways a page may belong to."""


class Still:
    """A macro that asks for nothing but yes or no, and which way a page belongs to, so that it is the same for everyone
    who reads this language: drawn once.

    It is called without a page's context; what belongs to a person cannot get into it.
    """

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.drawn: dict[tuple[object, ...], Markup] = {}

    def __call__(self, template: str, macro: str, *which: bool | str) -> Markup:
        key = (template, macro, which, translation.get_language())
        if key not in self.drawn:
            if not FEW.issuperset(which):
                raise ValueError("what is drawn once for all is told nothing of anybody")
            self.drawn[key] = getattr(self.env.get_template(template).module, macro)(*which)
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

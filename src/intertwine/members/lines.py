"""Whom to call, by country: our lines, or those of a host who knows better."""

import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from intertwine.content.errors import ContentError
from intertwine.content.reading import COUNTRIES, help_lines
from intertwine.content.shapes import CountryHelp, HelpLines
from intertwine.members.places import country_choices, likely_country
from intertwine.web.sessions.visit import visit_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Where:
    """A country, and what is known of it: a number is never shown without its country."""

    code: str
    name: str
    lines: CountryHelp | None


def where(request: HttpRequest, *, last: str = "") -> Where | None:
    """Where the member lives, else where their page said they do, else a guess from the browser's languages, else
    None."""
    identity = visit_of(request).identity
    candidates = (identity.country if identity else "", last, likely_country(request))
    code = next((code for code in candidates if code in COUNTRIES), None)
    return Where(code, dict(country_choices())[code], lines().countries.get(code)) if code else None


def elsewhere(here: Where | None) -> tuple[Where, ...]:
    """Every other country with lines, by name. All go along with the page, so that opening one asks the server for
    nothing and leaves no address behind."""
    known = lines().countries
    others = (code for code, _ in country_choices() if code in known and (here is None or code != here.code))
    return tuple(Where(code, dict(country_choices())[code], known[code]) for code in others)


def lines() -> HelpLines:
    """A host's file with a slip in it must not cost anyone this page: then ours stand alone, and the log says so."""
    override = settings.CONFIGURATION.help_lines
    try:
        return help_lines(Path(override).expanduser().resolve() if override else None)
    except ContentError:
        log.warning("the file of INTERTWINE_HELP_LINES cannot be used; our own lines are shown instead")
        return help_lines()

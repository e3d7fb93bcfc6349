"""Whom to call, by country."""

from dataclasses import dataclass

from django.http import HttpRequest

from intertwine.content.reading import COUNTRIES
from intertwine.content.shapes import CountryHelp
from intertwine.members.lines import lines
from intertwine.members.places import country_choices, likely_country
from intertwine.web.sessions.visit import visit_of


@dataclass(frozen=True)
class Where:
    """A country, and what is known of it: a number is never shown without its country."""

    code: str
    name: str
    lines: CountryHelp | None


def where(request: HttpRequest) -> Where | None:
    """What was chosen here, else where the member lives, else a guess from the browser's languages, else None."""
    chosen = request.GET.get("country", "").upper()
    identity = visit_of(request).identity
    candidates = (chosen, identity.country if identity else "", likely_country(request))
    code = next((code for code in candidates if code in COUNTRIES), None)
    return Where(code, dict(country_choices())[code], lines().countries.get(code)) if code else None

"""Countries and time zones to choose from, in the reader's language."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from django.http import HttpRequest
from django.utils.translation import get_language

from intertwine.content.reading import COUNTRIES

AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def country_choices() -> tuple[tuple[str, str], ...]:
    return _countries(get_language() or "en")


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language, sep="-").territories
    return tuple(sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda pair: pair[1]))


@cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    zones = sorted(zone for zone in available_timezones() if zone.split("/")[0] in AREAS)
    return (("UTC", "UTC"), *((zone, zone.replace("_", " ").replace("/", " / ")) for zone in zones))


def likely_country(request: HttpRequest) -> str:
    """The region of the browser's first language, as in `de-AT`; a guess to be corrected, never stored by itself."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    region = first.partition("-")[2].upper()
    return region if region in COUNTRIES else ""

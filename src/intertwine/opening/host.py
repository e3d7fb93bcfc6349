"""Which of the two runs the server, as far as the app can know.

It knows only what stands in `INTERTWINE_RUN_BY`, which everybody read before they signed up. When the name of exactly
one of the two stands there, that one's answers are released first. Whoever hides that they run it is not found out by
this; see docs/decisions."""

import re
import unicodedata
from uuid import UUID

from django.conf import settings

from intertwine.couples.queries import Us
from intertwine.web.sessions.visit import Visit


def host_among(names: dict[UUID, str], run_by: str) -> UUID | None:
    """The one whose name stands in `run_by` as whole words, if the other one's does not."""
    where = _folded(run_by)
    named = [member for member, name in names.items() if _stands_in(_folded(name), where)]
    return named[0] if len(named) == 1 else None


def host_of(visit: Visit, us: Us) -> UUID | None:
    assert visit.identity is not None
    names = {us.me: visit.identity.name, us.partner: us.partner_name}
    return host_among(names, settings.CONFIGURATION.run_by)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _stands_in(name: str, where: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", where) is not None

"""Where a member lives, on all their devices. A sign-in knows the place of its first minute; by now it may be another,
and this phone would go on with the days and the help lines of the old one for weeks."""

from uuid import UUID

from intertwine.members.models import Member
from intertwine.members.places import zone_choices
from intertwine.members.quiet import bring
from intertwine.web.sessions.visit import Visit

_COLUMNS = ("language", "zone", "country", "quiet", "quiet_revision")


def own_row(member: UUID) -> Member | None:
    """One query, where nothing has read the row along with others."""
    return Member.objects.only(*_COLUMNS).filter(id=member).first()


def in_step(visit: Visit, row: Member) -> None:
    """`row` is that of the member who visits."""
    bring(visit, row)
    tier = visit.identity
    assert tier is not None
    here, there = (tier.language, tier.zone, tier.country), (row.language, row.zone, row.country)
    if here != there and row.zone in dict(zone_choices()):  # a zone that somebody made up would stop every page
        visit.learn(language=row.language, zone=row.zone, country=row.country)

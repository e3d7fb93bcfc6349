"""Signs a member in on a data directory and prints what they find there. Run in a process of its own."""

import json
import sys
from datetime import date
from uuid import UUID

from intertwine.cli.databases import start_django


def main(name: str, password: str, code: str = "") -> None:
    """With a recovery code, the password becomes the new one."""
    start_django()
    from intertwine.couples.queries import choices_of, us_of
    from intertwine.members.actions import sign_in, sign_in_with_code
    from intertwine.mind.queries import all_days, readings
    from intertwine.patterns.pair import picture_in
    from intertwine.patterns.queries import together
    from intertwine.web.sessions.visit import Visit

    visit = Visit()
    if code:
        sign_in_with_code(visit, name=name, code=code, new_password=password)
    else:
        sign_in(visit, name=name, password=password)
    us = us_of(visit)
    mine = all_days(visit)
    pool = readings(visit, date(2000, 1, 1), date(2100, 1, 1)) if us else {}
    both = together(visit)
    picture = picture_in(both.standing.entry) if both and both.standing else None
    found = {
        "member": UUID(bytes=visit.identity.member).hex,
        "partner": us.partner_name if us else None,
        "days": {day.isoformat(): one.ratings for day, one in mine.items()},
        "words": {day.isoformat(): [list(one.feelings), one.line, one.hard] for day, one in mine.items()},
        "asked": {day.isoformat(): list(one.asked) for day, one in mine.items()},
        "shared": {day.isoformat(): given for day, given in pool.get(us.me if us else None, {}).items()},
        "choices": list(vars(choices_of(visit)[us.me]).values()) if us else None,
        "findings": len(picture.findings) if picture else None,
        "recovery_pending": visit.identity.recovery_pending,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A process that writes until it is killed: `python -m tests.reliability.writer`, one line of JSON each way.

It loads everything once and forks for each life, so that hundreds of deaths take minutes and not hours:

    {"do": "write", "cookies": {...}, "life": 7}   → {"pid": …}, then {"kept": "7.0"} for each check-in
    {"do": "read", "cookies": {...}}               → what stands in the three spaces
"""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any


def say(**told: Any) -> None:
    os.write(1, json.dumps(told).encode() + b"\n")  # at once and whole: what was said before a death is heard


def write(cookies: dict[str, str], life: int) -> None:
    from tests.cast import Browser

    browser = Browser(**cookies)
    say(pid=os.getpid())
    for turn in iterate():
        typed = {"line": f"{life}.{turn}", "valence": str(turn % 11), "arousal": str(turn * 3 % 11)}
        form = {"day": today_for(cookies), "id": new_id(), "seen": "", "at": "line", "go": "done", **typed}
        answer = browser.post("/today/check-in", form)
        assert answer.status_code == 302, answer.content
        say(kept=typed["line"])


def read(cookies: dict[str, str]) -> None:
    from intertwine.journal.queries import read as read_all
    from intertwine.journal.spaces import me_space, pool_space, us_space
    from intertwine.mind.entries import CheckIn, Reading, Weather

    visit = visit_for(cookies)
    pages = [read_all(space) for space in (me_space(visit), pool_space(visit), us_space(visit))]
    mine = pages[0].of(CheckIn)
    say(
        damaged=sum(page.damaged for page in pages),
        lines=[one.entry.line for one in mine],
        last=mine[-1].entry.ratings if mine else {},
        pool=[one.entry.ratings for one in pages[1].of(Reading)],
        weather=[[one.entry.valence, one.entry.arousal] for one in pages[2].of(Weather)],
    )


def visit_for(cookies: dict[str, str]) -> Any:
    from tests.cast import Browser, Person

    return Person("Alice", browser=Browser(**cookies)).visit()


def today_for(cookies: dict[str, str]) -> str:
    from intertwine.members.days import today

    return today(visit_for(cookies)).isoformat()


def new_id() -> str:
    from uuid import uuid4

    return str(uuid4())


def iterate() -> Iterator[int]:
    from itertools import count

    return count()


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intertwine.server.settings")
    django.setup()
    from tests.cast import Browser

    Browser().get("/health")  # loads the pages, and opens no database
    say(ready=True)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            write(asked["cookies"], asked["life"]) if asked["do"] == "write" else read(asked["cookies"])
            os._exit(0)
        os.waitpid(child, 0)
        say(gone=True)


if __name__ == "__main__":
    main()

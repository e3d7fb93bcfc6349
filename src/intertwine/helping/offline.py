"""What a browser keeps for when there is no connection. The pages are those a stranger gets; nothing else is kept."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from django.templatetags.static import static
from django.urls import reverse

from intertwine.members.lines import lines

PACKAGE = Path(__file__).resolve().parent.parent
PAGES = {"help": "help", "lost": "no-connection", "neutral": "kitchen"}
FILES = ("intertwine.css", "leave.js", "offline.js", "favicon.svg", "neutral.css", "neutral.svg")


def kept() -> dict[str, Any]:
    """Addresses by what they are for, the files they need, and a version that changes when any of them may have."""
    pages, files = {what: reverse(name) for what, name in PAGES.items()}, [static(name) for name in FILES]
    numbers = msgspec.json.encode(dict(lines().countries))
    return {"version": _version(tuple(files), numbers), "pages": pages, "files": files}


@cache
def _version(files: tuple[str, ...], numbers: bytes) -> str:
    told = hashlib.sha256(repr(files).encode() + numbers)
    for room in ("helping", "web"):
        for template in sorted((PACKAGE / room / "templates").rglob("*.*")):
            told.update(template.read_bytes())
    return told.hexdigest()[:16]

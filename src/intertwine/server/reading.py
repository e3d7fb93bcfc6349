"""Between the server and Django: a request is read to its end before it gets one of the few threads that make pages.

Whoever sends half a form and waits costs a little memory, and keeps nobody else waiting.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from intertwine.web.headers import HEADERS

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[..., Any]
"""As PEP 3333 has it."""

PATIENCE_SECONDS = 20.0
ALONE_SECONDS = 0.05
"""How long a page is made alone: several times what most of them take."""
LONGEST = 1 << 20
"""Bytes that are kept of a form. Django takes a quarter of it and refuses what is longer, with a page that says so."""
LISTENED_TO = 32 * LONGEST
"""Bytes that are listened to: a browser reads an answer only once it has been heard out."""
ROOM = 64 * LONGEST
"""Bytes of all forms that are on their way at once."""
SHARE = 16
"""A form may take up so small a part of the room that is left: a few long ones fit, and any number of short ones."""

PLAIN = [*HEADERS.items(), ("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
log = logging.getLogger("intertwine.server")


@dataclass
class Answer:
    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: Headers, exc_info: object = None) -> None:  # noqa: ARG002 - WSGI's signature
        self.status, self.headers = int(status.split(" ", 1)[0]), headers


NOT_WHOLE = Answer(408, PLAIN, b"This did not arrive whole. Nothing was saved; please send it again.")
CROWDED = Answer(
    503,
    [*PLAIN, ("Retry-After", "5")],
    b"Too much is arriving here at once. Nothing was saved; please send it again in a moment.",
)
NO_PAGE = Answer(500, PLAIN, b"Something went wrong on our side.")


@dataclass
class Room:
    """Memory for forms that are on their way, and for as long as their pages are made."""

    left: int = field(default_factory=lambda: ROOM)


@dataclass
class Form:
    """What comes with one request, as far as it is kept."""

    room: Room
    body: bytearray = field(default_factory=bytearray)
    heard: int = 0

    async def arrive(self, scope: Any, protocol: Any) -> Answer | None:
        """None when all of it is here; otherwise why it is not."""
        if scope.method in {"GET", "HEAD"}:
            return None
        try:
            crowded = not await asyncio.wait_for(self._read(protocol), PATIENCE_SECONDS)
        except TimeoutError:
            return NOT_WHOLE
        if crowded:
            return CROWDED
        return None if self.heard in {_announced(scope), LISTENED_TO} else NOT_WHOLE

    def forget(self) -> None:
        self.room.left += len(self.body)
        self.body = bytearray()

    async def _read(self, protocol: Any) -> bool:
        """False when there is no room for all of it."""
        async for part in protocol:
            self.heard = min(self.heard + len(part), LISTENED_TO)
            if len(self.body) <= LONGEST:
                self.body += part
                self.room.left -= len(part)
            if len(self.body) > self.room.left // SHARE:
                return False
            if self.heard == LISTENED_TO:
                return True
        return True


class Reader:
    """The application as the server calls it."""

    def __init__(self, application: Application, *, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._turn = asyncio.Lock()
        self._room = Room()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        form = Form(self._room)
        try:
            answer = await form.arrive(scope, protocol) or await self._in_turn(_environ(scope, bytes(form.body)))
        finally:
            form.forget()
        protocol.response_bytes(answer.status, answer.headers, answer.body)

    async def _in_turn(self, environ: Environ) -> Answer:
        """One page after the other: Python makes one at a time anyway, and threads that take turns in the middle of
        theirs cost each of them a third more. Whoever takes long, or waits, keeps nobody else waiting."""
        async with self._turn:
            making = asyncio.get_running_loop().run_in_executor(self._threads, self._answer, environ)
            await asyncio.wait({making}, timeout=ALONE_SECONDS)
        return await making

    def _answer(self, environ: Environ) -> Answer:
        answer = Answer()
        try:
            parts = self._application(environ, answer.start)
            answer.body = b"".join(parts)
            getattr(parts, "close", lambda: None)()
        except Exception:
            log.exception("not even an error page could be made")
            return NO_PAGE
        return answer


def _announced(scope: Any) -> int:
    """A line that breaks off ends like any other: without this, half a form would be taken for a whole one."""
    text = scope.headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


ALWAYS: Environ = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


def _environ(scope: Any, body: bytes) -> Environ:
    """As PEP 3333 wants it: bytes that came over the line, written as Latin-1."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        **ALWAYS,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    for header, value in scope.headers.items():
        if "_" not in header:  # a line here would pass for one with dashes, which a proxy sets or takes away
            _add(environ, header.upper().replace("-", "_"), value)
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


def _add(environ: Environ, name: str, value: str) -> None:
    if name == "CONTENT_TYPE":
        environ["CONTENT_TYPE"] = value
    elif name != "CONTENT_LENGTH":
        before = environ.get(f"HTTP_{name}")
        glue = "; " if name == "COOKIE" else ","
        environ[f"HTTP_{name}"] = value if before is None else f"{before}{glue}{value}"

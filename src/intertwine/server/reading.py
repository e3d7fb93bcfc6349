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

PLAIN = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
log = logging.getLogger("intertwine.server")


@dataclass
class Answer:
    status: int = 500
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    def start(self, status: str, headers: Headers, exc_info: object = None) -> None:  # noqa: ARG002 - WSGI's signature
        self.status, self.headers = int(status.split(" ", 1)[0]), headers


class Reader:
    """The application as the server calls it."""

    def __init__(self, application: Application, *, threads: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pages")
        self._turn = asyncio.Lock()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        body = await _whole(scope, protocol)
        if body is None:
            protocol.response_bytes(408, PLAIN, b"This did not arrive whole. Nothing was saved; please send it again.")
            return
        answer = await self._in_turn(_environ(scope, body))
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
            return Answer(500, PLAIN, b"Something went wrong on our side.")
        return answer


async def _whole(scope: Any, protocol: Any) -> bytes | None:
    """What came with the request; None when it did not come in time, or broke off."""
    if scope.method in {"GET", "HEAD"}:
        return b""
    reading = asyncio.ensure_future(_read(protocol))
    done, _ = await asyncio.wait({reading}, timeout=PATIENCE_SECONDS)
    body, heard = reading.result() if done else (b"", -1)
    return body if heard in {_announced(scope), LISTENED_TO} else None


async def _read(protocol: Any) -> tuple[bytes, int]:
    """What is kept of it, and how much there was."""
    body, heard = b"", 0
    async for part in protocol:
        heard += len(part)
        body += part if len(body) <= LONGEST else b""
        if heard >= LISTENED_TO:
            return body, LISTENED_TO
    return body, heard


def _announced(scope: Any) -> int:
    """A line that breaks off ends like any other: without this, half a form would be taken for a whole one."""
    text = scope.headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


def _environ(scope: Any, body: bytes) -> Environ:
    """As PEP 3333 wants it: bytes that came over the line, written as Latin-1."""
    name, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": name.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        _add(environ, name.upper().replace("-", "_"), value)
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

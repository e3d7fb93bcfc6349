"""The yardstick for *Today*: a bare Starlette handler that makes the same reads, opens the same records and sends the
same bytes of HTML, and does nothing else. Served by granian, as Intertwine is.

    INTERTWINE_DATA=… FLOOR_HTML=… FLOOR_MEMBER=… FLOOR_SPACE=… python -m bench.floor PORT
"""

import os
import sqlite3
import sys
import threading
from pathlib import Path
from uuid import UUID

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from intertwine.vault.padding import unpad
from intertwine.vault.records import Context, ReadKey, Ring, open_record
from intertwine.vault.secrets import Key
from intertwine.vault.tokens import Token, open_with_token

DATA = Path(os.environ["INTERTWINE_DATA"])
HTML = Path(os.environ["FLOOR_HTML"]).read_bytes()
MEMBER, SPACE = UUID(os.environ["FLOOR_MEMBER"]), UUID(os.environ["FLOOR_SPACE"])
PERIODS = [int(period) for period in os.environ["FLOOR_PERIODS"].split(",")]
_local = threading.local()


def connections() -> tuple[sqlite3.Connection, sqlite3.Connection]:
    if not hasattr(_local, "pair"):
        _local.pair = tuple(
            sqlite3.connect(DATA / name, isolation_level=None) for name in ("intertwine.sqlite3", "sessions.sqlite3")
        )
    return _local.pair


def read_page(cookies: dict[str, str]) -> int:
    entries, sessions = connections()
    tokens = {name: Token.from_text(cookies[name]) for name in ("session", "private")}
    marks = ",".join("?" * len(tokens))
    rows = {
        bytes(id): bytes(blob)
        for id, blob in sessions.execute(
            f"SELECT id, blob FROM session WHERE id IN ({marks})", [t.id for t in tokens.values()]
        )
    }
    private = {
        name: msgspec.msgpack.decode(unpad(open_with_token(token, f"session/{kind}", rows[token.id])))
        for (name, token), kind in zip(tokens.items(), ("identity", "private"), strict=True)
    }["private"]
    entries.execute(
        "SELECT * FROM seat JOIN couple ON couple.id = seat.couple_id JOIN member ON member.id = seat.member_id "
        "WHERE couple.id IN (SELECT couple_id FROM seat WHERE member_id = ?)",
        [MEMBER.hex],
    ).fetchall()
    keys = [Key.from_bytes(key) for _, key in private["me"]]
    ring = Ring.of(*keys, *(ReadKey.from_key(key) for key in keys))
    marks = ",".join("?" * len(PERIODS))
    opened = 0
    for id, revision, blob in entries.execute(
        f"SELECT id, revision, blob FROM entry WHERE space = ? AND period IN ({marks})",
        [SPACE.hex, *PERIODS],
    ):
        context = Context(space=SPACE.bytes, audience="me", entry=UUID(id).bytes, revision=revision)
        msgspec.msgpack.decode(open_record(ring, context, bytes(blob)))
        opened += 1
    return opened


async def today(request: Request) -> Response:
    opened = read_page(request.cookies)
    return Response(HTML, media_type="text/html", headers={"X-Opened": str(opened)})


async def health(_: Request) -> Response:
    return Response("ok")


app = Starlette(routes=[Route("/today", today), Route("/health", health)])

if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "bench.floor:app", address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.ASGI, log_enabled=False
    ).serve()

"""What comes over the line, in whole or in part, and what Django is given of it."""

import asyncio
import logging
import re
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from django.conf import settings

from intertwine.server import reading
from intertwine.server.reading import Environ, Headers, Reader
from intertwine.web.errors import WithoutContent
from intertwine.web.headers import HEADERS
from tests.afternoon import afternoon
from tests.live import House, Phone, signs_up
from tests.security.test_headers import PROMISED


@dataclass
class Line:
    """One request as the server hands it over."""

    parts: tuple[bytes, ...] = ()
    ends: bool = True
    answered: list[tuple[int, Headers, bytes]] = field(default_factory=list)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self.parts:
            yield part
        if not self.ends:
            await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        self.answered.append((status, headers, body))


class Several(list[tuple[str, str]]):
    """Headers, some of them more than once."""

    def items(self) -> list[tuple[str, str]]:
        return self

    def get(self, name: str, otherwise: str) -> str:
        return dict(self).get(name, otherwise)


def scope(method: str = "POST", **more: object) -> SimpleNamespace:
    usual = {
        "method": method,
        "path": "/today",
        "query_string": "a=1&b=%C3%A9",
        "server": "127.0.0.1:8000",
        "client": "127.0.0.1:50000",
        "authority": None,
        "scheme": "http",
        "http_version": "1.1",
        "headers": None,
    }
    return SimpleNamespace(**{**usual, **more})


def run(what: Coroutine[object, object, None]) -> None:
    """In a thread of its own: where a test has driven a browser before, a loop is running already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, what).result()


def told(line: Line, asked: SimpleNamespace) -> list[Environ]:
    """What the application was given."""
    given: list[Environ] = []
    asked.headers = asked.headers or {"host": "localhost:8000", "content-length": str(sum(map(len, line.parts)))}

    def application(environ: Environ, start: object) -> list[bytes]:
        given.append({**environ, "body": environ["wsgi.input"].read()})
        start("204 No Content", [("X", "y")])
        return [b"a", b"b"]

    run(Reader(application, threads=1).__rsgi__(asked, line))
    return given


def test_a_form_in_parts_arrives_whole() -> None:
    line = Line((b"line=it ", b"was a good ", b"day"))
    (given,) = told(line, scope())
    assert (given["body"], given["CONTENT_LENGTH"]) == (b"line=it was a good day", "22")
    assert line.answered == [(204, [("X", "y")], b"ab")]


def test_what_was_asked_is_given_on_as_it_came() -> None:
    headers = Several(
        [("cookie", "a=1"), ("cookie", "b=2"), ("content-length", "1"), ("content-type", "text/x"), ("hx-x", "1")]
    )
    asked = scope(path="/über", headers=headers, authority="us.example.org", scheme="https", client="[::1]:9")
    (given,) = told(Line((b"x",)), asked)
    wanted = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/über".encode().decode("latin-1"),
        "QUERY_STRING": "a=1&b=%C3%A9",
        "HTTP_COOKIE": "a=1; b=2",
        "CONTENT_LENGTH": "1",
        "CONTENT_TYPE": "text/x",
        "HTTP_HX_X": "1",
        "HTTP_HOST": "us.example.org",
        "REMOTE_ADDR": "::1",
        "wsgi.url_scheme": "https",
    }
    assert {name: given[name] for name in wanted} == wanted


def test_no_line_passes_for_one_that_a_proxy_sets() -> None:
    """Whoever comes by plain HTTP could say with it that it was HTTPS."""
    headers = Several([("x_forwarded_proto", "https"), ("x-forwarded-proto", "http"), ("content-length", "1")])
    (given,) = told(Line((b"x",)), scope(headers=headers))
    assert [text for name, text in given.items() if "FORWARDED" in name] == ["http"]


def test_a_form_that_breaks_off_never_reaches_a_page() -> None:
    for announced in ("23", "21", "", "x", "-22", "²"):
        line = Line((b"line=it ", b"was a good ", b"day"))
        assert told(line, scope(headers={"content-length": announced})) == []
        assert [status for status, _, _ in line.answered] == [408]


def test_of_a_form_without_end_no_more_is_read_than_is_refused() -> None:
    (given,) = told(Line((b"x" * 1000,) * 5000), scope())
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < len(given["body"]) <= reading.LONGEST + 1000


def test_half_a_form_never_reaches_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE_SECONDS", 0.01)
    line = Line((b"line=I was about to",), ends=False)
    assert told(line, scope()) == []
    assert [status for status, _, _ in line.answered] == [408]


def test_answers_without_a_page_carry_the_headers_of_every_page() -> None:
    line = Line((b"line=it ",))
    told(line, scope(headers={"content-length": "23"}))
    assert [status for status, _, _ in line.answered] == [408]
    for answer in (reading.NOT_WHOLE, reading.CROWDED, reading.NO_PAGE):
        carried = {name: text for name, text in answer.headers if name in PROMISED}
        assert carried == {name: text for name, text in PROMISED.items() if name in HEADERS or name == "Cache-Control"}


def crowd(forms: int, length: int) -> list[int]:
    """How each of so many forms is answered, all of which have come but for their last letter before the first ends.

    Several crowds, one after the other: what came and went leaves its room to those who come next.
    """
    lines: list[Line] = []
    last_letter, waiting = asyncio.Event(), []

    class Waiting(Line):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in self.parts:
                yield part
            waiting.append(self)
            await last_letter.wait()
            yield b"x"

    def application(_: Environ, start: Callable[..., None]) -> list[bytes]:
        start("200 OK", [])
        return []

    async def come(reader: Reader) -> None:
        lines[:] = [Waiting((b"x" * 100,) * (length // 100)) for _ in range(forms)]
        asked = scope(headers={"content-length": str(length + 1)})
        under_way = [asyncio.create_task(reader.__rsgi__(asked, line)) for line in lines]
        while len(waiting) + sum(bool(line.answered) for line in lines) < forms:
            await asyncio.sleep(0)
        last_letter.set()
        await asyncio.gather(*under_way)
        last_letter.clear()
        waiting.clear()

    async def one_after_the_other() -> None:
        reader = Reader(application, threads=1)
        for _ in range(6):
            await come(reader)

    run(one_after_the_other())
    return [status for line in lines for status, _, _ in line.answered]


def test_a_crowd_of_long_forms_takes_no_more_memory_than_there_is_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ROOM", 64_000)
    assert crowd(1, 3_000) == [200]
    many = crowd(40, 3_000)
    assert (many.count(200) + many.count(503), many.count(200) < 64_000 // 3_000) == (40, True)
    assert crowd(200, 100) == [200] * 200


def test_a_page_is_asked_for_without_a_body() -> None:
    (given,) = told(Line((b"x",), ends=False), scope("GET"))
    assert given["body"] == b""


def test_even_the_last_error_tells_nothing() -> None:
    def breaks(environ: Environ, start: object) -> list[bytes]:
        raise RuntimeError(f"could not keep {environ['wsgi.input'].read()}")

    told_to, line = StringIO(), Line((b"line=we argued again",))
    handler = logging.StreamHandler(told_to)
    handler.setFormatter(WithoutContent())
    logging.getLogger("intertwine.server").addHandler(handler)
    try:
        run(Reader(breaks, threads=1).__rsgi__(scope(headers={"content-length": "20"}), line))
    finally:
        logging.getLogger("intertwine.server").removeHandler(handler)
    assert [(status, b"argued" in body) for status, _, body in line.answered] == [(500, False)]
    assert ("argued" in told_to.getvalue(), told_to.getvalue().endswith("RuntimeError\n")) == (False, True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.open()
    yield house
    house.close()


def raw(house: House, request: bytes, *, hang_up: bool = False) -> bytes:
    with socket.create_connection(("127.0.0.1", house.port)) as line:
        line.sendall(request)
        if hang_up:
            line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.mark.slow
def test_over_a_real_line(house: House) -> None:
    silent = socket.create_connection(("127.0.0.1", house.port))
    alice = house.phone()
    signs_up(alice, "Alice", "a quiet river at noon")
    head = "".join(f"{name}: {text}\r\n" for name, text in alice.headers(b"").items()) + "Connection: close\r\n"
    form = alice.form({"country": "", "language": "en", "zone": "Asia/Kathmandu"})
    asked = f"POST /mine/place HTTP/1.1\r\n{head}Content-Length: {len(form)}\r\n\r\n".encode()
    assert raw(house, asked + form[:-10], hang_up=True)[:12] in {b"", b"HTTP/1.1 408"}
    assert zone(alice) == afternoon()
    assert raw(house, asked + form)[:12] == b"HTTP/1.1 302"
    assert zone(alice) == "Asia/Kathmandu"
    assert too_much(alice, b"x" * 10_000_000) == 413
    assert too_much(alice, b"x" * 300_000) == 413
    seen = alice.send("HEAD", "/mine")
    assert (seen.status, seen.body, int(seen.headers["Content-Length"]) > 1000) == (200, b"", True)
    assert raw(house, b"NONSENSE\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert alice.get("/%C3%BCber").status == 404
    assert alice.get("/today").status == 200
    assert b"argued" not in house.logs[1].read_bytes()
    with silent:  # a thousand of these hold every line there is
        assert silent.recv(1) == b""


def zone(phone: Phone) -> str:
    found = re.search(r'value="([^"]+)" selected', phone.get("/mine/place").text.partition('name="zone"')[2])
    assert found is not None
    return found[1]


def too_much(phone: Phone, body: bytes) -> int:
    return phone.send("POST", "/mine/place", b"zone=" + body).status


def test_a_page_that_takes_long_keeps_no_other_waiting() -> None:
    """The slow one ends only because the quick one, which came later, is answered meanwhile."""
    quick_is_done, told_in_time = Event(), []

    def application(environ: Environ, start: Callable[..., None]) -> list[bytes]:
        if environ["PATH_INFO"] == "/slow":
            told_in_time.append(quick_is_done.wait(20))
        start("200 OK", [])
        return [b""]

    async def both() -> None:
        reader = Reader(application, threads=2)
        slow = asyncio.create_task(reader.__rsgi__(scope("GET", path="/slow", headers=Several()), Line()))
        await asyncio.sleep(0)
        await reader.__rsgi__(scope("GET", path="/quick", headers=Several()), Line())
        quick_is_done.set()
        await slow

    run(both())

    assert told_in_time == [True]


def test_pages_are_made_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "ALONE_SECONDS", 20.0)
    under_way, most = [0], [0]

    def application(_: Environ, start: Callable[..., None]) -> list[bytes]:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        Event().wait(0.001)
        under_way[0] -= 1
        start("200 OK", [])
        return [b""]

    async def several() -> None:
        reader = Reader(application, threads=8)
        await asyncio.gather(*(reader.__rsgi__(scope("GET", headers=Several()), Line()) for _ in range(20)))

    run(several())

    assert most == [1]

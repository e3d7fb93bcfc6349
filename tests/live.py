"""A house of its own, as on somebody's shelf: a real server process on real files, and phones that talk to it.

Nothing is shared with the tests' own Django: own data directory, own secrets, own temporary directory, own logs.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from tests.afternoon import afternoon
from tests.ports import free_port

KEPT = ("PATH", "LANG", "PYTHONPATH")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return unescape(self.body.decode())

    @property
    def leads_to(self) -> str:
        return (self.headers["Location"] or "").split("?")[0]

    @property
    def carried(self) -> dict[str, str]:
        """What the page's forms carry unseen; of equal names the first counts."""
        return {name: unescape(value) for name, value in reversed(HIDDEN.findall(self.body.decode()))}


@dataclass
class House:
    """`home` is empty, or held a house before."""

    home: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def entries(self) -> Path:
        return self.data / "intertwine.sqlite3"

    @property
    def sessions(self) -> Path:
        return self.data / "sessions.sqlite3"

    @property
    def secrets(self) -> Path:
        return self.home / "data.secrets"

    @property
    def scratch(self) -> Path:
        return self.home / "scratch"

    @property
    def logs(self) -> tuple[Path, Path]:
        return self.home / "out.log", self.home / "err.log"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        places = {"HOME": str(self.home), "TMPDIR": str(self.scratch), "INTERTWINE_DATA": str(self.data)}
        return {**kept, **places, "INTERTWINE_DATABASE": self.database, "INTERTWINE_RUN_BY": "Heidi", **self.more}

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        self.scratch.mkdir(exist_ok=True)
        command = [sys.executable, "-P", "-m", "intertwine", *words]
        return subprocess.run(command, env=self.environment, cwd=self.home, capture_output=True, text=True, check=True)

    def open(self, *words: str) -> None:
        """Returns when the server answers; its logs go on where they ended."""
        self.scratch.mkdir(exist_ok=True)
        if not (self.database or self.data.exists()):
            shutil.copytree(prepared().data, self.data)
            shutil.copy2(prepared().secrets, self.secrets)
        self.port = self.port or free_port()
        command = [sys.executable, "-P", "-m", "intertwine", "serve", "--port", str(self.port), *words]
        out, err = self.logs
        with out.open("ab") as said, err.open("ab") as complained:
            began = said.tell()
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=self.home, stdout=said, stderr=complained, start_new_session=True
            )
        while b"Intertwine " not in out.read_bytes()[began:]:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(0.02)
                raise AssertionError(err.read_text(encoding="utf-8"))

    def close(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
        if self.process:
            self.process.wait()

    def phone(self, *, host: str = "localhost", https: bool = False) -> "Phone":
        return Phone(self, host, https)


_places: list[tempfile.TemporaryDirectory[str]] = []


@cache
def prepared() -> House:
    """Where `intertwine setup` has been, once for all; tests/cli and tests/packaging begin with nothing at all."""
    _places.append(tempfile.TemporaryDirectory(prefix="intertwine-prepared-"))
    house = House(Path(_places[0].name))
    house.command("setup")
    return house


@dataclass
class Phone:
    """A browser without script: keeps cookies, sends forms with what they carry."""

    house: House
    host: str = "localhost"
    https: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, where: str, **headers: str) -> Answer:
        return self.send("GET", where, headers=headers)

    def post(self, where: str, **typed: object) -> Answer:
        if not self.token:
            self.get("/sign-in")
        return self.send("POST", where, self.form(typed))

    def upload(self, where: str, file: bytes, **typed: str) -> Answer:
        """A form with a file in it, as browsers send one."""
        edge, line = "----edge", "\r\n"
        fields = {"csrfmiddlewaretoken": self.token, **typed}
        parts = [
            f'--{edge}{line}Content-Disposition: form-data; name="{name}"{line * 2}{text}{line}'
            for name, text in fields.items()
        ]
        named = 'Content-Disposition: form-data; name="file"; filename="a.csv"'
        about = f"--{edge}{line}{named}{line}Content-Type: text/csv{line * 2}"
        body = "".join([*parts, about]).encode() + file + f"{line}--{edge}--{line}".encode()
        return self.send("POST", where, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def form(self, typed: dict[str, object]) -> bytes:
        return urlencode({"csrfmiddlewaretoken": self.token, **typed}, doseq=True).encode()

    def send(self, method: str, where: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        line = HTTPConnection("127.0.0.1", self.house.port)
        line.request(method, where, body, {**self.headers(body), **(headers or {})})
        got = line.getresponse()
        answer = Answer(got.status, got.headers, got.read())
        line.close()
        self._learn(answer)
        return answer

    def headers(self, body: bytes | None) -> dict[str, str]:
        name = f"{self.host}:{self.house.port}" if self.host == "localhost" else self.host
        proxied = {"X-Forwarded-Proto": "https", "Referer": f"https://{self.host}/"} if self.https else {}
        cookies = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())} if self.cookies else {}
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        return {"Host": name, **proxied, **cookies, **kind}

    def _learn(self, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                if morsel.value:
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)
        found = TOKEN.search(answer.body.decode(errors="replace"))
        if found:
            self.token = found[1]


def signs_up(phone: Phone, name: str, password: str) -> str:
    """The recovery code, once it was typed back."""
    phone.get("/sign-up")
    phone.post("/sign-up", name=name, password=password, zone=afternoon(), country="DE", language="en")
    found = re.search(r'id="code"[^>]*>([^<]+)<', phone.get("/code").text)
    assert found is not None
    phone.post("/code", code=found[1])
    return found[1]


def pair_up(one: Phone, two: Phone) -> None:
    """From the invitation to the yes of both."""
    one.post("/pairing/invite")
    link = re.search(r'id="link"[^>]*>https?://[^/]+(/join/[^<]+)<', one.get("/pairing").text)
    assert link is not None
    two.get(link[1])
    two.post("/pairing/compare")
    for phone in (one, two):
        seen = phone.get("/pairing").carried["seen"]
        assert phone.post("/pairing/same", seen=seen).status == 302
    assert one.get("/couple").status == 200


def checks_in(phone: Phone, **typed: object) -> Answer:
    """Today, with everything on one page: answers, words and a line. The form's own id goes along."""
    carried = phone.get("/today/check-in").carried
    return phone.post("/today/check-in", **{**carried, "at": "line", **typed})

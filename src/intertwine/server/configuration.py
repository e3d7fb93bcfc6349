"""Every setting there is: read once, here, loudly. `docs/host.md` lists the same ones, and a test compares the two."""

import os
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from intertwine.server.secrets_file import Secrets, read_secrets


class Misconfigured(SystemExit):
    """Refuses to start, with a sentence that says what to do."""


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "intertwine"


def setting(help_text: str, *, default: str = "") -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True)
class Configuration:
    """Each field is the environment variable `INTERTWINE_<NAME>`."""

    data: str = setting("Directory for the database and the session file. Empty: the user's own data directory.")
    secrets: str = setting("File with the server's secrets. Empty: beside the data directory, named `<data>.secrets`.")
    database: str = setting(
        "Where entries are kept: empty for SQLite in the data directory, or `postgresql://user:password@host:port/name`."
    )
    hosts: str = setting("Names this server answers to, separated by commas, besides localhost.")
    run_by: str = setting("Who runs this server, as people should read it: a name, a clinic. Shown before sign-up.")
    https: str = setting("`1` when people reach this server over HTTPS. Cookies are then for HTTPS only.")
    proxy: str = setting("`1` when a reverse proxy in front sets `X-Forwarded-Proto` itself; otherwise it is ignored.")
    help_lines: str = setting("A TOML file of help lines that replaces ours, country by country.")
    leave_to: str = setting(
        "Where *Leave quickly* goes, an address that starts with https://. "
        "Empty: an everyday page of this server's own."
    )

    @property
    def data_directory(self) -> Path:
        return Path(self.data).expanduser().resolve() if self.data else _data_home()

    @property
    def secrets_path(self) -> Path:
        if self.secrets:
            return Path(self.secrets).expanduser().resolve()
        return self.data_directory.with_name(self.data_directory.name + ".secrets")

    @property
    def host_names(self) -> list[str]:
        named = [name.strip() for name in self.hosts.split(",") if name.strip()]
        return ["localhost", "127.0.0.1", "[::1]", *named]

    @property
    def served_over_https(self) -> bool:
        return self.https == "1"

    @property
    def way_out(self) -> str:
        if self.leave_to and not self.leave_to.startswith("https://"):
            raise Misconfigured(
                "INTERTWINE_LEAVE_TO must be empty or an address that starts with https://, as in https://example.org/."
            )
        return self.leave_to

    def read_secrets(self) -> Secrets:
        try:
            return read_secrets(self.secrets_path)
        except FileNotFoundError:
            raise Misconfigured(
                f"There is no secrets file at {self.secrets_path}. `intertwine setup` makes one; "
                "if you moved the data, move its secrets file too: without it nobody can sign in."
            ) from None
        except PermissionError:
            raise Misconfigured(
                f"The secrets file {self.secrets_path} cannot be read by this user. "
                "Run Intertwine as the user who made it."
            ) from None


def read_configuration() -> Configuration:
    given = {f.name: os.environ.get(f"INTERTWINE_{f.name.upper()}", "").strip() for f in fields(Configuration)}
    return Configuration(**given)

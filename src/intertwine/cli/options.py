"""Options that several commands share, and where they go: the environment, which the server's processes inherit."""

import os
from pathlib import Path
from typing import Annotated

import typer

from intertwine.server.configuration import Configuration, read_configuration

Data = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Where the database is kept. Otherwise INTERTWINE_DATA, or your own data directory."
    ),
]


def configured(*, data: Path | None, **settings: str) -> Configuration:
    """What this command runs with: its options over the environment. Everything it makes is for its owner only."""
    os.umask(0o077)
    if data is not None:
        settings["data"] = str(data.expanduser().resolve())
    for name, value in settings.items():
        os.environ[f"INTERTWINE_{name.upper()}"] = value
    return read_configuration()

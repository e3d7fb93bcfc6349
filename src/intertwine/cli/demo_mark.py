"""The mark that `intertwine demo` leaves in the data directory: which members it made, and how to sign in as them.

Only members whose ids are in it count as made up. Ids are random, so no person can have one by chance; a mark that is
missing, damaged or of another database makes everybody a real person.
"""

from pathlib import Path
from uuid import UUID

import msgspec

from intertwine.cli.errors import Refused
from intertwine.server.configuration import Configuration


class Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    member: UUID
    name: str
    password: str
    """It guards what is made up, so it may lie beside it."""


def read(configuration: Configuration) -> tuple[Made, ...]:
    """Of nobody where there is no mark, or none that can be read."""
    try:
        return msgspec.json.decode(_file(configuration).read_bytes(), type=tuple[Made, ...])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ()


def write(configuration: Configuration, couple: tuple[Made, ...]) -> None:
    """Never half of it: the old mark stays until the new one is whole."""
    file = _file(configuration)
    part = file.with_name(file.name + ".part")
    try:
        part.write_bytes(msgspec.json.format(msgspec.json.encode(couple)) + b"\n")
        part.replace(file)
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}. Nothing was made.") from None


def _file(configuration: Configuration) -> Path:
    return configuration.data_directory / "demo.json"

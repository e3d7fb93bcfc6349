"""Static files, collected beside the data with their compressed twins. Collected again only when they changed."""

import hashlib
from pathlib import Path

import intertwine
from intertwine.cli.databases import start_django
from intertwine.cli.errors import Refused
from intertwine.server.configuration import Configuration

SOURCE = Path(*intertwine.__path__) / "web" / "static"


def collect(configuration: Configuration) -> None:
    if are_up_to_date(configuration):
        return
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - Django is loaded when there is something to do

    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        _stamp(configuration).write_text(_state(), encoding="ascii")
    except OSError as error:
        raise Refused(
            f"The static files could not be written: {error.strerror}. Make room, then start again."
        ) from None


def are_up_to_date(configuration: Configuration) -> bool:
    stamp = _stamp(configuration)
    return stamp.exists() and stamp.read_text(encoding="ascii") == _state()


def _stamp(configuration: Configuration) -> Path:
    return configuration.data_directory / "static" / ".collected"


def _state() -> str:
    """Changes when a file is added, removed or edited, and with every version."""
    lines = [intertwine.__version__]
    for path in sorted(path for path in SOURCE.rglob("*") if path.is_file()):
        facts = path.stat()
        lines.append(f"{path.relative_to(SOURCE)} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

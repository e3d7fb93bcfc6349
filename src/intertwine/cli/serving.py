"""`intertwine serve`: prepares what is needed, then serves pages from one small process."""

import gc
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from intertwine.cli import listening
from intertwine.cli.errors import Refused
from intertwine.cli.listening import Asked, Place
from intertwine.cli.options import Data, configured
from intertwine.cli.preparing import is_prepared, make_directory
from intertwine.cli.saying import say
from intertwine.cli.warming import compile_in_the_background
from intertwine.cli.welcome import welcome
from intertwine.server.configuration import Configuration

# SQLite writes one at a time, and Argon2id has a queue of its own: more threads only wait.
THREADS = 8
SILENT_MILLISECONDS = 10_000
"""How long a line may take to say what it wants. There are a thousand lines, and whoever holds them all keeps everybody
else out."""


def serve(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="PORT", help="The port to listen on.")] = 8000,
    data: Data = None,
    lan: Annotated[
        bool, typer.Option("--lan", help="For the phones in your home: HTTPS with a certificate it makes.")
    ] = False,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to listen on. Otherwise this machine alone.")
    ] = "",
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Your own certificate (PEM), with --key.")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Its private key (PEM, PKCS#8).")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A reverse proxy in front speaks HTTPS.")
    ] = False,
) -> None:
    """Start Intertwine, here or for the phones in your home."""
    configuration = configured(data=data)
    make_directory(configuration.data_directory)
    place = listening.choose(Asked(port, host, lan, certificate, key, behind_proxy), configuration)
    listening.must_be_free(place)
    _make_ready(configuration)
    configured(data=None, **place.settings)
    compile_in_the_background(configuration)
    _run(place, welcome(place, at_home=lan))
    say("Intertwine has stopped.")


def _make_ready(configuration: Configuration) -> None:
    """In a process of its own, so that what it loads does not stay in this one."""
    if not is_prepared(configuration):
        done = subprocess.run([sys.executable, "-P", "-m", "intertwine", "setup"], check=False)
        if done.returncode:
            raise typer.Exit(done.returncode)


def _run(place: Place, words: str) -> None:
    from granian import Granian  # noqa: PLC0415 - what refuses to start should not wait for the server
    from granian.constants import HTTPModes, Interfaces  # noqa: PLC0415 - same
    from granian.http import HTTP1Settings  # noqa: PLC0415 - same
    from granian.log import LogLevels  # noqa: PLC0415 - same

    from intertwine.cli.worker import Ready  # noqa: PLC0415 - same

    server = Granian(
        "intertwine",
        address=place.host,
        port=place.port,
        interface=Interfaces.RSGI,
        # a line that says nothing is given up; while it might still turn out to be HTTP/2, it would be kept for ever
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=SILENT_MILLISECONDS),
        websockets=False,
        log_level=LogLevels.error,
        ssl_cert=place.certificate.file if place.certificate else None,
        ssl_key=place.certificate.key_file if place.certificate else None,
        workers_kill_timeout=10,
    )
    # what is loaded by now is shared with the process that serves, until somebody writes to it: a collection would
    gc.collect()
    gc.freeze()
    try:
        # our own loader, because theirs would look for modules in the current directory first
        server.serve(target_loader=Ready(place.host, place.port, words, THREADS), wrap_loader=False)
    except RuntimeError as error:
        raise Refused(f"The server could not start: {error}.") from None

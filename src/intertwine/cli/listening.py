"""Where the server listens and what protects the way there. Plain HTTP never leaves this machine."""

import errno
import socket
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from intertwine.cli.errors import Refused
from intertwine.server.configuration import Configuration


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line."""

    port: int
    host: str
    lan: bool
    certificate: Path | None
    key: Path | None
    behind_proxy: bool


@dataclass(frozen=True)
class Place:
    """Where to listen, what the rest of the server must know about it, and what to say once it does."""

    host: str
    port: int
    words: str
    settings: dict[str, str] = field(default_factory=dict)
    certificate: Path | None = None
    key: Path | None = None


def choose(asked: Asked, configuration: Configuration) -> Place:
    host = asked.host or "127.0.0.1"
    if not is_loopback(host):
        raise Refused(
            f"Intertwine does not speak plain HTTP on {host}: others on the network could read along. "
            "Use --lan at home, or --certificate and --key, or a reverse proxy in front with --behind-proxy."
        )
    if asked.behind_proxy:
        return _behind_proxy(asked, configuration, host)
    return Place(host, asked.port, f"Intertwine is at http://localhost:{asked.port} (Ctrl-C stops it)")


def _behind_proxy(asked: Asked, configuration: Configuration, host: str) -> Place:
    if not configuration.hosts:
        raise Refused(
            "Behind a proxy Intertwine must know the name people use: set INTERTWINE_HOSTS, as in INTERTWINE_HOSTS=us.example.org."
        )
    words = f"Intertwine waits for its proxy on {host}:{asked.port} (Ctrl-C stops it)"
    return Place(host, asked.port, words, {"https": "1", "proxy": "1"})


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def must_be_free(place: Place) -> None:
    """The server's own sockets may share a port with each other, so a second server would start unnoticed."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            raise Refused(_why(error, place)) from None


def _why(error: OSError, place: Place) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {place.port} is already in use: is Intertwine running already? Choose another with --port, as in --port {place.port + 1}."
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {place.port}. Choose one above 1023 with --port."
    return f"This machine cannot listen on {place.host}: {error.strerror}. Choose another address with --host."

"""Where the server listens and what protects the way there. Plain HTTP never leaves this machine."""

import errno
import socket
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from intertwine.cli.errors import Refused
from intertwine.cli.network import home_address, local_name
from intertwine.server.configuration import Configuration

if TYPE_CHECKING:  # plain HTTP on this machine starts without it
    from intertwine.cli.certificates import Certificate


@dataclass(frozen=True)
class Asked:
    """What was asked for on the command line."""

    port: int = 8000
    host: str = ""
    lan: bool = False
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False


@dataclass(frozen=True)
class Place:
    """Where to listen, how people get there, and what the rest of the server must know about it."""

    host: str
    port: int
    address: str
    """What people type into a browser; empty behind a proxy."""
    settings: dict[str, str] = field(default_factory=dict)
    certificate: "Certificate | None" = None


def choose(asked: Asked, configuration: Configuration) -> Place:
    behind_proxy = asked.behind_proxy or configuration.proxy == "1"
    if asked.lan and behind_proxy:
        raise Refused(
            "Choose one: --lan for the phones in your home, or --behind-proxy when a reverse proxy is in front."
        )
    host = asked.host or (home_address() if asked.lan else "127.0.0.1")
    certificate = _certificate(asked, configuration, host)
    if certificate is None and not is_loopback(host):
        raise Refused(
            f"Intertwine does not speak plain HTTP on {host}: others on the network could read along. "
            "Use --lan at home, or --certificate and --key, or a reverse proxy on this machine with --behind-proxy."
        )
    if behind_proxy:
        return _behind_proxy(asked, configuration, host, certificate)
    if certificate:
        return _encrypted(asked, configuration, host, certificate)
    return Place(host, asked.port, f"http://localhost:{asked.port}")


def _certificate(asked: Asked, configuration: Configuration, host: str) -> "Certificate | None":
    if (asked.certificate is None) != (asked.key is None):
        raise Refused("--certificate and --key belong together: give both, or neither.")
    from intertwine.cli.certificates import given_certificate, own_certificate  # noqa: PLC0415 - as above

    if asked.certificate and asked.key:
        return given_certificate(asked.certificate, asked.key)
    if asked.lan:
        return own_certificate(configuration.data_directory, [host, local_name(), "localhost", "127.0.0.1"])
    return None


def _behind_proxy(asked: Asked, configuration: Configuration, host: str, certificate: "Certificate | None") -> Place:
    if not configuration.hosts:
        raise Refused(
            "Behind a proxy Intertwine must know the name people use: "
            "set INTERTWINE_HOSTS, as in INTERTWINE_HOSTS=us.example.org."
        )
    return Place(host, asked.port, "", {"https": "1", "proxy": "1"}, certificate)


def _encrypted(asked: Asked, configuration: Configuration, host: str, certificate: "Certificate") -> Place:
    # Django spells a wildcard `.example.org`
    names = [*filter(None, configuration.hosts.split(",")), *(name.removeprefix("*") for name in certificate.names)]
    at = host if asked.lan and not asked.certificate else next((name for name in names if name[0] != "."), host)
    address = f"https://{f'[{at}]' if ':' in at else at}:{asked.port}"
    return Place(host, asked.port, address, {"https": "1", "hosts": ",".join(names)}, certificate)


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
        return (
            f"Port {place.port} is in use already, perhaps by Intertwine itself. "
            f"Choose another one, as in --port {place.port % 65535 + 1}."
        )
    if error.errno == errno.EACCES:
        return f"This user may not listen on port {place.port}. Choose one above 1023 with --port."
    return f"This machine cannot listen on {place.host}: {error.strerror}. Choose another address with --host."

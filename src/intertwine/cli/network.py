"""What this machine is called at home."""

import re
import socket
from ipaddress import ip_address

from intertwine.cli.errors import Refused

# Nothing is sent: connecting a datagram socket only asks the system which of its addresses it would use.
# TEST-NET-1, then the private ranges, for a home that is not connected to the internet.
SOMEWHERE = ("192.0.2.1", "192.168.0.1", "10.0.0.1", "172.16.0.1")


def home_address() -> str:
    """The address phones in the same home reach this machine at."""
    for somewhere in SOMEWHERE:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((somewhere, 9))
            except OSError:
                continue
            address = str(probe.getsockname()[0])
        if not ip_address(address).is_loopback:
            return _at_home(address)
    raise Refused(
        "This machine is in no network that phones could be in, too. Connect it, or name its address with --host."
    )


def local_name() -> str:
    """The name that multicast DNS gives this machine in most homes."""
    label = re.sub(r"[^a-z0-9-]", "", socket.gethostname().split(".")[0].lower()).strip("-")
    return f"{label or 'intertwine'}.local"


def _at_home(address: str) -> str:
    if ip_address(address).is_global:
        raise Refused(
            f"This machine is on the internet itself ({address}), not in a home network. "
            "Use a domain of your own with a reverse proxy (--behind-proxy), or --host with --certificate and --key."
        )
    return address

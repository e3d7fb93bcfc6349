"""What the host reads once the server is there: where to go next, and how to know it is really this one."""

import io
from importlib.resources import files
from typing import TYPE_CHECKING

from intertwine.cli.listening import Place

if TYPE_CHECKING:  # see listening
    from intertwine.cli.certificates import Certificate


def welcome(place: Place, *, at_home: bool) -> str:
    if not place.address:
        return f"Intertwine waits for its proxy on {place.host}:{place.port} (Ctrl-C stops it)"
    here = f"Intertwine is at {place.address} (Ctrl-C stops it)"
    if not at_home or place.certificate is None:
        return here
    return "\n".join([here, "", _picture(place.address), *_how_to_trust(place.certificate)])


def _picture(address: str) -> str:
    import segno  # noqa: PLC0415 - only for phones at home

    drawn = io.StringIO()
    segno.make(address, micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue()


def _how_to_trust(certificate: "Certificate") -> list[str]:
    pairs = certificate.fingerprint.hex(":").upper()
    return [
        "Point a phone's camera at the picture. The browser will warn once, because this certificate was made here",
        "and no authority vouches for it. Before you continue, open the warning's details and compare its",
        "SHA-256 fingerprint:",
        f"  {pairs[:47]}",
        f"  {pairs[48:]}",
        f"In words, the same at every start: {' '.join(fingerprint_words(certificate.fingerprint))}",
        "Without a warning, and with reminders and offline pages: a domain of your own, with a reverse proxy",
        "(--behind-proxy) or with its certificate (--certificate and --key).",
    ]


def fingerprint_words(fingerprint: bytes) -> list[str]:
    from intertwine.vault.words import numbers_of  # noqa: PLC0415 - only for phones at home

    words = (files("intertwine.content") / "words" / "safety.txt").read_text(encoding="utf-8").split()
    return [words[number] for number in numbers_of(fingerprint)]

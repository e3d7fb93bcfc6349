"""Marked words, the ways they could be written down, and a search that knows all of them.

Every canary holds the same rare word, so that one search finds any of them, whole or in part. What cannot hold it
(recovery codes, PINs, tokens) is searched for by itself.
"""

import base64
import gzip
import html
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

RARE = "Quillwortbarley"
AWKWARD = "é<&\" '"
"""Letters that every way of writing down treats in its own way."""

ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-16, little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: text.encode("utf-16-be"),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte on": lambda text: base64.b64encode(b"?" + text.encode()),
    "base64, two bytes on": lambda text: base64.b64encode(b"??" + text.encode()),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "hex in capitals": lambda text: text.encode().hex().upper().encode(),
    "an address": lambda text: quote_plus(text).encode(),
    "HTML": lambda text: html.escape(text).encode(),
    "JSON": lambda text: json.dumps(text).encode(),
    "Python": lambda text: repr(text.encode()).encode(),
    "deflate": lambda text: zlib.compress(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
}

STREAMS = ((b"\x78\x01", 15), (b"\x78\x5e", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15), (b"\x1f\x8b\x08", 31))


@dataclass
class Canaries:
    """Everything that was typed or shown and must be nowhere."""

    marked: list[str] = field(default_factory=list)
    bare: dict[str, str] = field(default_factory=dict)
    """What it is → the word itself, where no mark can be put into it."""

    def __call__(self, what: str) -> str:
        """A new marked word, never longer than a name may be."""
        self.marked.append(f"{what[:8]}{len(self.marked):03}{RARE}{AWKWARD}")
        return self.marked[-1].strip()

    def secret(self, what: str, word: str) -> str:
        self.bare[word] = what
        return word

    def found_in(self, text: bytes) -> list[str]:
        """What of them is in it, and how it is written there."""
        words = {RARE: "a marked word", **self.bare}
        return [
            f"{what}, as {way}"
            for part in (text, *inflated(text))
            for word, what in words.items()
            for way, needle in needles(word)
            if needle in part
        ]


def needles(word: str) -> Iterator[tuple[str, bytes]]:
    """What is left of `word` in the middle of any text, each way that leaves anything of it."""
    raw = word.encode()
    yield "itself", raw
    yield "UTF-16", word.encode("utf-16-le")
    yield "UTF-16, big end first", word.encode("utf-16-be")
    yield "hex", raw.hex().encode()
    yield "hex in capitals", raw.hex().upper().encode()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        first, last = (0, 2, 3)[shift], (len(raw) + shift) * 8 // 6  # what the neighbours have no part in
        yield "base64", whole[first:last]
        yield "base64 for addresses", whole[first:last].translate(bytes.maketrans(b"+/", b"-_"))


def inflated(text: bytes) -> Iterator[bytes]:
    """Whatever can be read as compressed, wherever it begins."""
    for start, window in STREAMS:
        at = text.find(start)
        while at >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(window).decompress(text[at:], 1 << 20)
            at = text.find(start, at + 1)


def leaks(canaries: Canaries, places: Iterable[Path]) -> list[str]:
    return [f"{path.name}: {found}" for path in places for found in canaries.found_in(path.read_bytes())]

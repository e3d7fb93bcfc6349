"""Making a short secret that a person remembers expensive to guess."""

from __future__ import annotations

import unicodedata

from intertwine.vault import primitives
from intertwine.vault.hidden import Hidden


def stretch(
    text: str, *, salt: bytes, memory_kib: int = primitives.MEMORY_KIB, passes: int = primitives.PASSES
) -> Hidden:
    """Argon2id of `text`, to 32 bytes. NFKC first, so that every keyboard spells the same password the same way.

    Raises `Refused` for less than the hard minimum.
    """
    secret = Hidden(unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass"))
    return primitives.argon2id(secret, salt=salt, memory_kib=memory_kib, passes=passes)

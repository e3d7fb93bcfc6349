"""A space and what opens it. Made from a visit, lives as long as the request."""

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.conf import settings

from intertwine.journal.registry import Audience
from intertwine.vault.encoding import prefixed
from intertwine.vault.records import ReadKey, Ring, WriteKey
from intertwine.vault.secrets import Key, derive
from intertwine.web.sessions.visit import Visit


@dataclass(frozen=True, repr=False)
class Space:
    id: UUID
    audience: Audience
    by: UUID
    """The member on whose behalf this is read and written."""
    write_with: Key | WriteKey
    read_with: Ring | None
    """None while the space can only be written to."""
    named_with: Key | None = None
    """The oldest key, from which fixed ids are made; only a shared space has them."""

    def fixed_id(self, *what: bytes) -> UUID:
        """The same id for the same thing every time, and nobody without the key can tell which thing it is."""
        assert self.named_with is not None, "a space that may be closed has no fixed ids"
        return UUID(bytes=derive(self.named_with, "fixed-id", prefixed(*what)).reveal()[:16])


def me_space(visit: Visit) -> Space:
    """The private space; write-only while it is closed."""
    identity = visit.identity
    assert identity is not None
    where, who = UUID(bytes=identity.me_space), UUID(bytes=identity.member)
    if visit.private is None:
        return Space(where, Audience.ME, who, WriteKey.from_bytes(identity.me_write), None)
    keys = [Key.from_bytes(key) for _, key in visit.private.me]
    ring = Ring.of(*keys, *(ReadKey.from_key(key) for key in keys))
    return Space(where, Audience.ME, who, keys[-1], ring)


def us_space(visit: Visit) -> Space:
    return _shared(visit, Audience.US)


def pool_space(visit: Visit) -> Space:
    """Where ratings wait for the pattern. See docs/decisions for why it needs the server's secret too."""
    return _shared(visit, Audience.POOL)


def _shared(visit: Visit, audience: Audience) -> Space:
    identity = visit.identity
    assert identity is not None
    assert identity.us, "only a paired member has a shared space"
    keys = [Key.from_bytes(key) for _, key in identity.us]
    if audience is Audience.POOL:
        keys = [derive(key, "pool", _outside()) for key in keys]
    where = identity.us_space if audience is Audience.US else identity.pool_space
    return Space(UUID(bytes=where), audience, UUID(bytes=identity.member), keys[-1], Ring.of(*keys), keys[0])


@cache
def _outside() -> bytes:
    outside: bytes = settings.SECRETS.outside
    return outside

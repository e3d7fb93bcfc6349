"""A space and what opens it. Made from a visit, lives as long as the request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

from django.conf import settings

from intertwine.journal.registry import Audience
from intertwine.vault.encoding import prefixed
from intertwine.vault.records import ReadKey, Ring, WriteKey
from intertwine.vault.secrets import Key, derive
from intertwine.web.sessions.visit import IdentityTier, PrivateTier, Visit


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

    _fixed: dict[tuple[bytes, ...], UUID] = field(default_factory=dict, compare=False)

    def fixed_id(self, *what: bytes) -> UUID:
        """The same id for the same thing every time, and nobody without the key can tell which thing it is."""
        assert self.named_with is not None, "a space that may be closed has no fixed ids"
        if what not in self._fixed:
            self._fixed[what] = UUID(bytes=derive(self.named_with, "fixed-id", prefixed(*what)).reveal()[:16])
        return self._fixed[what]


def me_space(visit: Visit) -> Space:
    """The private space; write-only while it is closed."""
    return _once(visit, Audience.ME, _me)


def us_space(visit: Visit) -> Space:
    return _once(visit, Audience.US, _shared)


def pool_space(visit: Visit) -> Space:
    """Where ratings wait for the pattern. See docs/decisions for why it needs the server's secret too."""
    return _once(visit, Audience.POOL, _shared)


@dataclass(frozen=True, repr=False)
class _Made:
    """A space, and the two tiers that opened it."""

    space: Space
    identity: IdentityTier
    private: PrivateTier | None


def _once(
    visit: Visit, audience: Audience, make: Callable[[IdentityTier, PrivateTier | None, Audience], Space]
) -> Space:
    """Once a request, and again when what opens it has changed."""
    identity, private, known = visit.identity, visit.private, visit.spaces.get(audience)
    assert identity is not None
    if isinstance(known, _Made) and known.identity is identity and known.private is private:
        return known.space
    made = _Made(make(identity, private, audience), identity, private)
    visit.spaces[audience] = made
    return made.space


def _me(identity: IdentityTier, private: PrivateTier | None, audience: Audience) -> Space:
    where, who = UUID(bytes=identity.me_space), UUID(bytes=identity.member)
    if private is None:
        return Space(where, audience, who, WriteKey.from_bytes(identity.me_write), None)
    keys = [Key.from_bytes(key) for _, key in private.me]
    ring = Ring.of(*keys, *(ReadKey.from_key(key) for key in keys))
    return Space(where, audience, who, keys[-1], ring)


def _shared(identity: IdentityTier, _: PrivateTier | None, audience: Audience) -> Space:
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

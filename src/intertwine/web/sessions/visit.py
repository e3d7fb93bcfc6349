"""What one request may open. Lives on the request and nowhere else."""

from dataclasses import dataclass, field
from enum import Enum

import msgspec
from django.http import HttpRequest

from intertwine.vault.tokens import Token


class Change(Enum):
    IDENTITY = "what the identity tier holds"
    LEARNT = "what the identity tier holds of rows that can be read again"
    PRIVATE = "what the private tier holds"
    SIGNED_IN = "a new sign-in: new tokens, new family"
    SIGNED_OUT = "every row of this sign-in goes"
    OPENED = "the private space was opened: tokens rotate"
    CLOSED = "the private space was closed"
    DEVICE = "a PIN was set on this device, or taken away"


class IdentityTier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sealed under the session cookie: who I am, what belongs to us, and a way to write privately while closed."""

    member: bytes
    name: str
    identity: bytes
    me_space: bytes
    me_write: bytes
    language: str = "en"
    zone: str = "UTC"
    country: str = ""
    recovery_pending: bool = False
    calm_until: int = 0
    """Seconds since 1970 (UTC) until which this device stays small, because it is a hard day: known here even while the
    private space is closed."""
    couple: bytes = b""
    us_space: bytes = b""
    pool_space: bytes = b""
    us: tuple[tuple[int, bytes], ...] = ()
    """The us key of every epoch, oldest first; empty while not paired."""
    partner_name: str = ""
    couple_seen: bytes = b""
    """Digest of the couple's rows when they were last proven; while it is the same, nobody changed them."""
    quiet_seen: int = 0
    """The newest revision of the member's own `quiet` that was read here: an older one was put back by somebody."""

    def __repr__(self) -> str:
        return "<IdentityTier>"


class PrivateTier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sealed under the second cookie: what opens the private space."""

    me: tuple[tuple[int, bytes], ...]
    """The me key of every epoch, oldest first."""
    idle_seconds: int = 600
    pending_code: str = ""
    pending_root: bytes = b""
    """While the recovery code has not been typed back: the code to show, and the root key its slot will hold."""

    def __repr__(self) -> str:
        return "<PrivateTier>"


@dataclass(repr=False)
class Visit:
    identity: IdentityTier | None = None
    private: PrivateTier | None = None
    changed: set[Change] = field(default_factory=set)
    """What the middleware writes back when the response is ready."""
    device: Token | None = None
    """The token of this device, when it has a PIN set."""
    sealed: object | None = None
    """Which answers are sealed between the two, read once a request by the room `opening`, and by it alone."""
    couple: object | None = None
    """Where this member's couple stands, read once a request; the room `couples` puts it here and reads it alone."""
    recent: dict[object, object] = field(default_factory=dict)
    """The last weeks of each space and what rooms make of them, once for a page that is drawn; `journal.recent` alone
    puts them here."""
    spaces: dict[object, object] = field(default_factory=dict)
    """What opens each space, made once a request; `journal.spaces` alone puts it here."""
    quiet: object | None = None
    """The member's own columns for `members/quiet`, which alone reads them."""

    def forget(self) -> None:
        """At the end of a request. Forms and templates point at each other in rings, and what hangs on one stays in
        memory until Python looks for them: no key and nothing that was opened hangs there."""
        self.identity = self.private = self.device = None
        self.sealed = self.couple = self.quiet = None
        self.recent, self.spaces = {}, {}

    def know_device(self, device: Token | None) -> None:
        self.device = device
        self.changed.add(Change.DEVICE)

    def sign_in(self, identity: IdentityTier, private: PrivateTier) -> None:
        self.identity, self.private, self.quiet = identity, private, None
        self.changed |= {Change.SIGNED_IN, Change.IDENTITY, Change.PRIVATE}

    def sign_out(self) -> None:
        self.identity = self.private = None
        self.changed = {Change.SIGNED_OUT}

    def open_private(self, private: PrivateTier) -> None:
        self.private = private
        self.changed |= {Change.OPENED, Change.PRIVATE}

    def close_private(self) -> None:
        self.private = None
        self.changed |= {Change.CLOSED}

    def update(self, **changes: object) -> None:
        assert self.identity is not None
        self.identity = msgspec.structs.replace(self.identity, **changes)
        self.changed.add(Change.IDENTITY)

    def learn(self, **changes: object) -> None:
        """What was read from rows and will be read again where it cannot be kept: no page is refused for it."""
        assert self.identity is not None
        self.identity = msgspec.structs.replace(self.identity, **changes)
        self.changed.add(Change.LEARNT)

    def update_private(self, **changes: object) -> None:
        assert self.private is not None
        self.private = msgspec.structs.replace(self.private, **changes)
        self.changed.add(Change.PRIVATE)


def visit_of(request: HttpRequest) -> Visit:
    visit = getattr(request, "visit", None)
    assert isinstance(visit, Visit), "SessionMiddleware runs before anything asks who visits"
    return visit

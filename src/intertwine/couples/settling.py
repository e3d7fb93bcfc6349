"""What a visit knows about its couple is brought in step with the rows, and only with rows that prove themselves."""

from uuid import UUID

from intertwine.couples.access import Alone, Standing, State, look_up
from intertwine.couples.proofs import Proven, ended, meet, prove
from intertwine.members.errors import KeysChanged
from intertwine.members.living import in_step, own_row
from intertwine.web.sessions.visit import IdentityTier, Visit


def standing_of(visit: Visit) -> Standing | Alone:
    """Read and proven once a request. Raises `KeysChanged`, each time it is asked."""
    member, known = tier_of(visit).member, visit.couple
    if isinstance(known, (Standing, Alone)) and known.me.bytes == member:
        return known
    found = look_up(UUID(bytes=member))
    row = found.mine.member if isinstance(found, Standing) else own_row(found.me)
    if row is not None:
        in_step(visit, row)
    _settle(visit, found)
    visit.couple = found
    return found


def settle_again(visit: Visit) -> Standing | Alone:
    """After rows were written."""
    visit.couple = None
    return standing_of(visit)


def tier_of(visit: Visit) -> IdentityTier:
    assert visit.identity is not None
    return visit.identity


def _settle(visit: Visit, found: Standing | Alone) -> None:
    tier = tier_of(visit)
    if isinstance(found, Alone):
        _forget(visit, seen=b"")
        return
    if tier.couple_seen == found.digest:
        return
    if found.state is State.PAIRED:
        _learn(visit, found, prove(tier, found))
        return
    _never_back(tier, found)
    if found.state is State.CLOSED:
        _forget(visit, seen=b"")  # until they have been told: `middleware`
        return
    if found.state is State.ENDED:
        ended(found)
    else:
        meet(tier, found)
    _forget(visit, seen=found.digest)


def _learn(visit: Visit, found: Standing, proven: Proven) -> None:
    couple = found.couple
    visit.learn(
        couple=couple.id.bytes,
        us_space=couple.us_space.bytes,
        pool_space=couple.pool_space.bytes,
        us=proven.keys,
        partner_name=proven.faces[found.other.member_id].name,
        couple_seen=found.digest,
    )


def _never_back(tier: IdentityTier, found: Standing) -> None:
    """Two who are paired stay so until one of them goes; nothing makes them strangers again."""
    if tier.us and tier.couple == found.couple.id.bytes and found.partner is not None:
        raise KeysChanged


def _forget(visit: Visit, *, seen: bytes) -> None:
    tier = tier_of(visit)
    if tier.couple or tier.couple_seen != seen:
        visit.learn(couple=b"", us_space=b"", pool_space=b"", us=(), partner_name="", couple_seen=seen)

"""The two members are exchangeable: calling member 0 member 1 changes the names in a picture and nothing else."""

import msgspec
import numpy as np

from intertwine.insights.types import SERIES, Change, Diagnostics, Diary, Effect, Picture, Preview


def out_of_order(diary: Diary) -> bool:
    """Whether the members stand the other way round than the order their answers give them."""
    return column_bytes(diary, 0) > column_bytes(diary, 1)


def column_bytes(diary: Diary, member: int) -> bytes:
    """All that one member answered, the same bytes for the same answers."""
    columns = np.array([diary.series(name)[:, member] for name in SERIES], dtype=np.float64) + 0.0  # −0 is 0
    columns[np.isnan(columns)] = np.nan  # one NaN of the many there are
    return columns.tobytes()


def diary(of: Diary) -> Diary:
    """The same diary with the members' numbers exchanged."""
    return Diary(days=of.days, **{name: of.series(name)[:, ::-1] for name in SERIES})


def picture(of: Picture) -> Picture:
    """The same picture with the members' numbers exchanged."""
    return msgspec.structs.replace(
        of,
        effects=tuple(_effect(of.effects[i ^ 1]) for i in range(len(of.effects))),  # they come in pairs, 0 before 1
        findings=tuple(msgspec.structs.replace(found, effect=_effect(found.effect)) for found in of.findings),
        diagnostics=tuple(_diagnostics(one) for one in of.diagnostics),
        changes=tuple(sorted((_change(one) for one in of.changes), key=clearest_first)),
    )


def previews(of: tuple[Preview, ...]) -> tuple[Preview, ...]:
    """The same with the members' numbers exchanged."""
    return tuple(msgspec.structs.replace(of[i ^ 1], member=of[i].member) for i in range(len(of)))


def _effect(of: Effect) -> Effect:
    return msgspec.structs.replace(of, member=1 - of.member)


def _change(of: Change) -> Change:
    return msgspec.structs.replace(of, member=1 - of.member)


def clearest_first(change: Change) -> tuple[float, str, int, int]:
    """The order changes are told in."""
    return change.p, change.series, change.day, change.member


def _diagnostics(of: Diagnostics) -> Diagnostics:
    other = {"0": "1", "1": "0"}
    tails = {name[:-1] + other[name[-1]]: tail for name, tail in of.predictive.items()}
    return msgspec.structs.replace(of, predictive=tails)

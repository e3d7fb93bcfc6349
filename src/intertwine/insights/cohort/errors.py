"""What can be wrong with what was handed to a cohort fit. Each says what to do."""

import copyreg
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from intertwine.insights.errors import InsightsError


class CohortError(InsightsError):
    """The base of them; `str()` is a sentence for people."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent home by a worker, it is made again from its sentence and its facts."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]  # not in its stubs


SHOWN = 20
"""Columns that are listed where none is like the one that was asked for."""


def nearest(name: str, there: Sequence[str]) -> tuple[str, ...]:
    """The three most like it, whether in capitals or not."""
    small: dict[str, list[str]] = {}
    for one in there:
        small.setdefault(one.casefold(), []).append(one)
    close = get_close_matches(name.casefold(), small, n=3, cutoff=0.5)
    return tuple(one for word in close for one in small[word])[:3]


class NoSuchColumnError(CohortError):
    """`nearest`: the columns whose names are most like it."""

    def __init__(self, name: str, there: Sequence[str]) -> None:
        self.name = name
        self.nearest = nearest(name, there)
        more = f" and {len(there) - SHOWN} more" if len(there) > SHOWN else ""
        listed = f"There are: {', '.join(there[:SHOWN])}{more}."
        hint = f"The nearest: {', '.join(self.nearest)}." if self.nearest else listed
        super().__init__(f"There is no column “{name}”. {hint}")


class SettingError(CohortError):
    """A setting of a model that cannot be what it is. `setting`: its name; `wanted`: what it may be."""

    def __init__(self, setting: str, given: object, wanted: str) -> None:
        self.setting, self.wanted = setting, wanted
        shown = f"“{given}”" if isinstance(given, str) else repr(given)
        super().__init__(f"{setting} cannot be {shown}: it is {wanted}.")


def one_of(words: Sequence[str]) -> str:
    """A choice, in words: a, b or c."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


class EmptyColumnError(CohortError):
    """A column without a single usable value."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"The column “{name}” has no usable value at all. Leave it out of the model, or mend the file."
        )


class NothingLeftError(CohortError):
    """No row counts. `reasons`: the flow's sentences."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("No row of the file can be used: " + "; ".join(self.reasons) + ".")


class NoVarianceError(CohortError):
    """A column that is the same everywhere (after centring)."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"“{name}” does not vary, so nothing can be related to it. Leave it out of the model; if it differs from "
            "person to person only, centre it on everybody (“grand”) or not at all (“none”)."
        )


class NothingToExplainError(CohortError):
    """An outcome that is the same everywhere, or exactly what the other columns say."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"“{name}” is the same in every row that counts, or exactly what the other columns say: there is nothing "
            "to explain. Take another outcome."
        )


class CollinearError(CohortError):
    """A fixed effect that is a combination of others. `name`: the one to leave out."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"“{name}” is a combination of the other effects. Leave it, or one of them, out of the model.")


class ItselfError(CohortError):
    """An outcome among what is to explain it."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"“{name}” is the outcome and cannot explain itself. Take another column, or it as a driver with lag 1."
        )


class NotConstantError(CohortError):
    """A moderator that changes within a couple."""

    def __init__(self, name: str, couples: int) -> None:
        self.name, self.couples = name, couples
        super().__init__(
            f"“{name}” is not one number per couple in {couples:,} couples, as a moderator must be. "
            "Take it as a covariate, or mend the file."
        )


class RolesError(CohortError):
    """Not exactly two roles where two are needed, or not those that were named."""

    def __init__(self, found: Sequence[str], named: Sequence[str] | None = None) -> None:
        self.found = tuple(found)
        holds = f"it holds: {', '.join(self.found)}" if found else "it is empty, or the file has no rows"
        if named is None:
            super().__init__(
                f"The role column must tell two members apart; {holds}. Name the two that count (roles A,B)."
            )
        else:
            super().__init__(f"The role column has not both of the roles {', '.join(named)}; {holds}.")


class NotSortedError(CohortError):
    """A couple whose rows are not together in a file that is read as a stream."""

    def __init__(self, couple: str) -> None:
        self.couple = couple
        super().__init__(
            f"The rows of couple “{couple}” are not together, so the file cannot be read as a stream. "
            'Sort it once: polars.scan_parquet(old).sort("couple", "day").sink_parquet(new); a CSV with scan_csv(old).'
        )


class TooFewCouplesError(CohortError):
    """Fewer couples than effects that are to vary between them. `terms`: what varies; `simpler`: those of them
    that may; None where there is no simpler model."""

    def __init__(self, couples: int, effects: int, terms: Sequence[str], simpler: Sequence[str] | None) -> None:
        self.couples, self.effects, self.terms, self.simpler = couples, effects, tuple(terms), simpler
        super().__init__(
            f"{couples} couples cannot show how {effects} effects vary from couple to couple "
            f"({what_varies(effects, terms)}). {fewer(simpler)}"
        )


class TooManyEffectsError(CohortError):
    """As many random effects as rows. `terms`, `simpler`: as above."""

    def __init__(
        self, rows: int, effects: int, couples: int, terms: Sequence[str], simpler: Sequence[str] | None
    ) -> None:
        self.rows, self.effects, self.terms, self.simpler = rows, effects, tuple(terms), simpler
        super().__init__(
            f"{rows:,} rows cannot carry {effects} random effects of each of {couples:,} couples "
            f"({what_varies(effects, terms)}) and what is left besides. {fewer(simpler)}"
        )


def what_varies(effects: int, terms: Sequence[str]) -> str:
    """By name."""
    return f"{', '.join(terms)}{' of each of the two' if effects > len(terms) else ''}"


class NoCohortError(CohortError):
    """Too few couples to learn what is typical of couples."""

    def __init__(self, couples: int, fewest: int) -> None:
        self.couples = couples
        super().__init__(f"{couples} couples do not show what is typical of couples. It takes at least {fewest}.")


def fewer(simpler: Sequence[str] | None) -> str:
    """What to do where too much was asked to vary."""
    if simpler is None:
        return "Nothing simpler is left: it takes more data."
    return f"The next simpler model that they carry: random = {', '.join(simpler) or 'none'}."


class UnknownEffectError(CohortError):
    """A random effect that the model does not have."""

    def __init__(self, name: str, there: Sequence[str]) -> None:
        self.name, self.there = name, tuple(there)
        super().__init__(f"The model has no effect “{name}”. It has: {', '.join(there)}.")


class NotPossibleError(CohortError):
    """The likelihood cannot be computed at all."""

    def __init__(self) -> None:
        super().__init__(
            "The likelihood of this model cannot be computed from these data. "
            "Look for values that are far off the others, and let fewer effects be random."
        )

"""From what was asked to columns: which products of values make a member's row, and which effects they carry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from intertwine.insights.cohort.covariance import (
    ALONG_MEMBERS,
    ALONG_ONE_MEMBER,
    ALONG_SUM_AND_DIFFERENCE,
    Structure,
)
from intertwine.insights.cohort.errors import ItselfError, SettingError, UnknownEffectError, one_of
from intertwine.insights.cohort.moments import Wiring
from intertwine.insights.cohort.types import Apim, Center, Dyads, Method, Model, Residual, Single

FloatArray = NDArray[np.float64]
Part = Literal["value", "mean"]


@dataclass(frozen=True, kw_only=True)
class Value:
    """One number of a member's day: a column's value of their own or of the partner, or that person's mean of it."""

    column: str
    partner: bool = False
    lag: int = 0
    center: Center = "none"
    part: Part = "value"
    of_couple: bool = False


@dataclass(frozen=True, kw_only=True)
class Term:
    """A local column: the product of some values; the intercept is the product of none. `may_vary`: between couples."""

    name: str
    values: tuple[Value, ...] = ()
    may_vary: bool = True


@dataclass(frozen=True, kw_only=True)
class Varying:
    """One block of random effects: a name ("" if there is but one) and the names of its effects."""

    name: str
    effects: tuple[str, ...]

    def called(self, which: int) -> str:
        """One of them, as the table has it."""
        return f"{self.name} {self.effects[which]}".strip()


@dataclass(frozen=True, kw_only=True, eq=False)
class Design:
    """Everything the estimator must know, without any data. Local columns are the terms, then the outcome. chosen: the
    terms that vary between couples; always: how many of them are no choice."""

    outcome: Value
    terms: tuple[Term, ...]
    members: int
    fixed: tuple[str, ...]
    varying: tuple[Varying, ...]
    wiring: Wiring
    maps: tuple[FloatArray, FloatArray]
    structure: Structure
    residual: Residual
    roles: tuple[str, ...]
    chosen: tuple[str, ...]
    always: int = 0

    def carried_by(self, effects: int) -> tuple[str, ...] | None:
        """The first of the chosen terms that make no more than so many random effects; None where even what always
        varies does."""
        most = effects * len(self.chosen) // self.structure.size_of_g
        return self.chosen[:most] if most >= self.always else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that hold numbers."""
        named = [self.outcome, *(value for term in self.terms for value in term.values)]
        return tuple(dict.fromkeys(value.column for value in named))


CHOICES: Mapping[str, tuple[str, ...]] = {
    "center": get_args(Center), "dyads": get_args(Dyads), "residual": get_args(Residual), "method": get_args(Method),
}  # fmt: skip
LISTS = ("drivers", "covariates", "moderators", "fixed")


def check_settings(model: object) -> None:
    """Raise SettingError for a word that is none of its choices, a list that is a word, and a lag that is no number of
    days: each would otherwise be taken for something else."""
    for name, choices in CHOICES.items():
        if (word := getattr(model, name, choices[0])) not in choices:
            raise SettingError(name, word, one_of(choices))
    for name in LISTS:
        if isinstance(given := getattr(model, name, ()), str):
            raise SettingError(name, given, f"a list of columns, as in {name}=[{given!r}]")
    lag = getattr(model, "lag", 0)
    if not isinstance(lag, int) or lag < 0:
        raise SettingError("lag", lag, "a whole number of days, 0 or more")
    if isinstance(model, Single) and isinstance(model.random, str):
        raise SettingError("random", model.random, f"a list of effects, as in random=[{model.random!r}]")


def design_of(model: Model, roles: Sequence[str] = ()) -> Design:
    """The design of a model; `roles` are the two labels of distinguishable members."""
    check_settings(model)
    design = _of_single(model) if isinstance(model, Single) else _of_apim(model, tuple(roles))
    if any(value.column == model.outcome and not value.lag for term in design.terms for value in term.values):
        raise ItselfError(model.outcome)
    return design


def terms_of(model: Apim) -> tuple[Term, ...]:
    """The effects one member's outcome may have."""
    level = [Term(name="intercept")]
    trend = [Term(name="time", values=(Value(column=model.time),))] if model.time else []
    links, means = [], []
    for name in model.drivers:
        for kind, partner in (("actor", False), ("partner", True)):
            value = Value(column=name, partner=partner, lag=model.lag, center=model.center)
            links.append(Term(name=f"{kind}:{name}", values=(value,)))
            mean = Value(column=name, partner=partner, lag=model.lag, part="mean", center="grand")
            means.append(Term(name=f"{kind}:mean:{name}", values=(mean,), may_vary=False))
    others = [Term(name=name, values=(Value(column=name),), may_vary=False) for name in model.covariates]
    moderated = [
        Term(
            name=moderator if not term.values else f"{term.name}:{moderator}",
            values=(*term.values, Value(column=moderator, of_couple=True)),
            may_vary=False,
        )
        for moderator in model.moderators
        for term in [*level, *trend, *links]
    ]
    return (*level, *trend, *links, *(means if model.between else []), *others, *moderated)


def _chosen(asked: object, terms: Sequence[Term]) -> tuple[str, ...]:
    may = tuple(term.name for term in terms if term.may_vary)
    named = {"all": may, "intercept": ("intercept",), "none": ()}
    if isinstance(asked, str):
        if asked not in named:
            raise UnknownEffectError(asked, [*named, *may])
        return named[asked]
    assert isinstance(asked, Sequence)
    for name in asked:
        if name not in may:
            raise UnknownEffectError(str(name), may)
    return tuple(name for name in may if name in set(asked))


def _of_apim(model: Apim, roles: tuple[str, ...]) -> Design:
    terms = terms_of(model)
    chosen = _chosen(model.random, terms)
    made = _distinguishable(terms, chosen, roles) if model.dyads == "distinguishable" else _exchangeable(terms, chosen)
    fixed, varying, wiring, maps, structure = made
    return Design(
        outcome=Value(column=model.outcome),
        terms=terms,
        members=2,
        fixed=fixed,
        varying=varying,
        wiring=wiring,
        maps=maps,
        structure=structure,
        residual=model.residual,
        roles=roles if model.dyads == "distinguishable" else ("each",),
        chosen=chosen,
    )


Made = tuple[tuple[str, ...], tuple[Varying, ...], Wiring, tuple[FloatArray, FloatArray], Structure]


def _distinguishable(terms: tuple[Term, ...], chosen: tuple[str, ...], roles: tuple[str, ...]) -> Made:
    """Every effect once for each role."""
    k = len(terms)
    maps = np.zeros((2, 2 * k + 1, k + 1))
    for member in (0, 1):
        maps[member, member : 2 * k : 2, :k] = np.eye(k)
        maps[member, 2 * k, k] = 1
    fixed = tuple(f"{role}:{term.name}" for term in terms for role in roles)
    z = [2 * i + member for i, term in enumerate(terms) if term.name in chosen for member in (0, 1)]
    structure = Structure(random=_block(z), residual=ALONG_MEMBERS)
    varying = (Varying(name="", effects=tuple(fixed[i] for i in z)),) if z else ()
    pair = (maps[0], maps[1])
    return fixed, varying, Wiring.of(pair, z=z, x=range(2 * k + 1)), pair, structure


def _exchangeable(terms: tuple[Term, ...], chosen: tuple[str, ...]) -> Made:
    """One effect for both. What the two share, and what sets one apart from the other, vary independently: then
    calling the first second changes nothing."""
    k = len(terms)
    which = [i for i, term in enumerate(terms) if term.name in chosen]
    r = len(which)
    maps = np.zeros((2, k + r + 1, k + 1))
    for member, sign in ((0, 1.0), (1, -1.0)):
        maps[member, :k, :k] = np.eye(k)
        for at, i in enumerate(which):
            maps[member, k + at, i] = sign
        maps[member, k + r, k] = 1
    z = [*which, *range(k, k + r)]
    blocks = (np.arange(r), np.arange(r, 2 * r)) if r else ()
    varying = tuple(Varying(name=name, effects=chosen) for name in ("shared", "difference")) if r else ()
    pair = (maps[0], maps[1])
    wiring = Wiring.of(pair, z=z, x=[*range(k), k + r])
    structure = Structure(random=blocks, residual=ALONG_SUM_AND_DIFFERENCE)
    return tuple(term.name for term in terms), varying, wiring, pair, structure


def _of_single(model: Single) -> Design:
    names = ["intercept", *model.fixed]
    for name in model.random:
        if name not in names:
            raise UnknownEffectError(name, names)
    terms = tuple(Term(name=name, values=_factors(name)) for name in names)
    z = [i for i, name in enumerate(names) if i == 0 or name in model.random]
    k = len(terms)
    maps = (np.eye(k + 1), np.zeros((k + 1, k + 1)))
    return Design(
        outcome=Value(column=model.outcome),
        terms=terms,
        members=1,
        fixed=tuple(names),
        varying=(Varying(name="", effects=tuple(names[i] for i in z)),),
        wiring=Wiring.of(maps, z=z, x=range(k + 1)),
        maps=maps,
        structure=Structure(random=_block(z), residual=ALONG_ONE_MEMBER),
        residual=model.residual,
        roles=("each",),
        chosen=tuple(names[i] for i in z),
        always=1,
    )


def _factors(name: str) -> tuple[Value, ...]:
    return () if name == "intercept" else tuple(Value(column=part) for part in name.split(":"))


def _block(z: Sequence[int]) -> tuple[NDArray[np.int64], ...]:
    return (np.arange(len(z)),) if z else ()

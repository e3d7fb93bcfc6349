"""Priors are data: a small TOML beside this file, with its provenance, read as it stands."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

Normal = tuple[float, float]
"""(mean, standard deviation)."""


class Priors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is typical before a couple's own days are looked at. In steps of 2 points unless the name says points."""

    name: str
    provenance: str
    mind_inertia: Normal
    own_carry_over: Normal
    partner_carry_over: Normal
    same_day_actor: Normal
    same_day_partner: Normal
    next_day_actor: Normal
    next_day_partner: Normal
    log_innovation_sd: Normal
    atanh_innovation_correlation: Normal
    level_points: Normal
    reliability: tuple[float, float]  # a and b of a Beta distribution
    smallest_error_variance_points: float


@cache
def priors(name: str) -> Priors:
    """The priors of that name. FileNotFoundError where there are none."""
    return msgspec.toml.decode((files(__name__) / f"{name}.toml").read_bytes(), type=Priors)


def read_priors(path: Path) -> Priors:
    """The priors of a file. FileNotFoundError, or msgspec.DecodeError (ValidationError) that says what is wrong."""
    return msgspec.toml.decode(path.read_bytes(), type=Priors)


def as_toml(of: Priors) -> str:
    """As a file of its own, to be read back."""
    lines = [f'name = "{_escaped(of.name)}"', f'provenance = """\n{_escaped(of.provenance.strip())}\n"""', ""]
    numbers = {field: getattr(of, field) for field in of.__struct_fields__[2:]}
    lines += [f"{field} = {list(value) if isinstance(value, tuple) else value}" for field, value in numbers.items()]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    """As it stands between quotation marks: names of files and columns may hold what TOML takes for its own."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def fingerprint(of: Priors) -> bytes:
    """SHA-256 of every number and word of the priors."""
    return hashlib.sha256(msgspec.json.encode(of)).digest()

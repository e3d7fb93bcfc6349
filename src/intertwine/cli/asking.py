"""What `intertwine study fit` and `report` are both asked: these options, in the order of their help."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intertwine.cli.errors import Refused
from intertwine.cli.refusing import refusing

if TYPE_CHECKING:  # the start of a server does not wait for it
    from intertwine.studies.settings import Settings

Texts = list[str] | None
SettingsFile = Annotated[
    Path | None,
    typer.Option("--settings", metavar="TOML", help="The same settings in a file; what is typed here counts."),
]
Couple = Annotated[str | None, typer.Option(metavar="COLUMN", help="Which couple a row belongs to.")]
DayColumn = Annotated[str | None, typer.Option("--day", metavar="COLUMN", help="The day: a whole number or a date.")]
Role = Annotated[str | None, typer.Option(metavar="COLUMN", help="What tells the two members apart.")]
Roles = Annotated[str | None, typer.Option(metavar="A,B", help="The two roles, in the order to report.")]
PersonColumn = Annotated[
    str | None, typer.Option("--person", metavar="COLUMN", help="Names the person, so that changing roles are found.")
]
Outcome = Annotated[str | None, typer.Option(metavar="COLUMN", help="What is to be explained.")]
Driver = Annotated[Texts, typer.Option(metavar="COLUMN", help="What it may go with, own and partner's. Repeatable.")]
Lag = Annotated[str | None, typer.Option(metavar="DAYS", help="Take drivers that many days before.")]
Center = Annotated[str | None, typer.Option(help="person, grand or none: what is subtracted from drivers.")]
Time = Annotated[str | None, typer.Option(metavar="COLUMN", help="A trend over this column.")]
Between = Annotated[bool | None, typer.Option("--between", help="Also the persons' own means of each driver.")]
Covariate = Annotated[Texts, typer.Option(metavar="COLUMN", help="Taken as it is. Repeatable.")]
Moderator = Annotated[Texts, typer.Option(metavar="COLUMN", help="One number per couple; changes effects. Repeatable.")]
Random = Annotated[str | None, typer.Option(help="all, intercept, none, or names of effects with commas.")]
Exchangeable = Annotated[bool | None, typer.Option("--exchangeable", help="The two members are alike.")]
ResidualKind = Annotated[
    str | None, typer.Option("--residual", help="day, or ar1: residuals carry over to the next day.")
]
Method = Annotated[str | None, typer.Option(help="reml or ml.")]
Single = Annotated[bool | None, typer.Option("--single", help="One person per unit, not two; --couple names the unit.")]
Fixed = Annotated[
    Texts, typer.Option(metavar="COLUMN", help="With --single: a column, or a product as a:b. Repeatable.")
]


def settings_asked(
    *,
    settings: SettingsFile = None,
    couple: Couple = None,
    day: DayColumn = None,
    role: Role = None,
    roles: Roles = None,
    person: PersonColumn = None,
    outcome: Outcome = None,
    driver: Driver = None,
    lag: Lag = None,
    center: Center = None,
    time: Time = None,
    between: Between = None,
    covariate: Covariate = None,
    moderator: Moderator = None,
    random: Random = None,
    exchangeable: Exchangeable = None,
    residual: ResidualKind = None,
    method: Method = None,
    single: Single = None,
    fixed: Fixed = None,
) -> "Settings":
    """What was typed, and nothing that was not, over what stands in the file."""
    given = {name: value for name, value in locals().items() if name != "settings" and value not in (None, [])}
    if roles:
        given["roles"] = _both(roles)
    with refusing():
        from intertwine.studies.settings import settings_of  # noqa: PLC0415 - the start of a server does not wait for it

        return settings_of(settings, given)


def _both(roles: str) -> tuple[str, ...]:
    named = tuple(part.strip() for part in roles.split(","))
    if len(set(named)) != 2 or "" in named:
        raise Refused(f"“{roles}” names no two roles. Write both with a comma between them, as in --roles man,woman.")
    return named


def asks(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command these options where it has the parameter `asked`, and it the settings they make."""
    options = signature(settings_asked).parameters

    @wraps(command)
    def typed(**given: Any) -> None:
        asked = settings_asked(**{name: given.pop(name) for name in options})
        command(asked=asked, **given)

    own = signature(command)
    words = [word for name, one in own.parameters.items() for word in (options.values() if name == "asked" else [one])]
    typed.__signature__ = own.replace(parameters=words)  # type: ignore[attr-defined]  # typer reads it here
    typed.__annotations__ = {word.name: word.annotation for word in words}
    return typed

"""`intertwine demo`: a couple who never lived, to look around with."""

from typing import TYPE_CHECKING, Annotated

import typer

from intertwine.cli import databases
from intertwine.cli.errors import Refused
from intertwine.cli.options import Data, configured
from intertwine.cli.preparing import prepare
from intertwine.cli.saying import say
from intertwine.server.configuration import Configuration

if TYPE_CHECKING:  # the start of a server does not wait for it
    from intertwine.cli.demo_mark import Made


def demo(
    *,
    again: Annotated[
        bool, typer.Option("--again", help="Make the couple anew. What was written there since is thrown away.")
    ] = False,
    data: Data = None,
) -> None:
    """Make a couple who never lived, Alice and Bob, with ninety days to look around in. Never beside real people."""
    configuration = configured(data=data)
    if databases.entries_exist(configuration) and not databases.are_up_to_date(configuration):
        raise Refused("Run `intertwine setup` first: this database is not up to date.")
    prepare(configuration)
    databases.start_django()
    from intertwine.cli import demo_couple, demo_mark  # noqa: PLC0415 - needs Django

    there = demo_couple.there(configuration)
    if there and not again:
        say("The couple of the demonstration is here already. `intertwine demo --again` makes it anew.")
    else:
        demo_couple.make(configuration)
    _tell(configuration, demo_mark.read(configuration))


def _tell(configuration: Configuration, couple: "tuple[Made, ...]") -> None:
    lines = [f"  {one.name:<8} password  {one.password}" for one in couple]
    say(
        "\n".join(
            [
                "Alice and Bob never lived, and all they wrote is made up. Sign in as one of them:",
                "",
                *lines,
                "",
                "For the other one, open a private window of your browser. They are served by",
                f"  intertwine serve --data {configuration.data_directory}",
            ]
        )
    )

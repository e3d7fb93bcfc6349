"""`intertwine import`: diaries that were kept elsewhere become two members' own."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intertwine.cli import databases, here
from intertwine.cli.errors import Refused
from intertwine.cli.options import Data, configured
from intertwine.cli.saying import say

if TYPE_CHECKING:  # the start of a server does not wait for it
    from intertwine.cli.diary_reading import People

Texts = list[str] | None


def import_diary(
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table (CSV, UTF-8) with one line per person and day.")
    ],
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help="Which column says what, as TOML.")
    ] = None,
    couple: Annotated[str, typer.Option(metavar="VALUE", help="Whose lines to use, by the map's couple column.")] = "",
    day: Annotated[str, typer.Option(metavar="COLUMN", help="Instead of a map: the column of the day.")] = "",
    person: Annotated[str, typer.Option(metavar="COLUMN", help="Instead of a map: the column that says who.")] = "",
    item: Annotated[
        Texts,
        typer.Option(metavar="ITEM=COLUMN:0:10", help="Instead of a map, repeated: what feeds an item, and its ends."),
    ] = None,
    only: Annotated[
        Texts, typer.Option(metavar="COLUMN=VALUE", help="Use only the lines with this value. May be repeated.")
    ] = None,
    first_day: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="The date of the first day, where days are numbers. Otherwise the last one is yesterday.",
        ),
    ] = None,
    new: Annotated[str, typer.Option(metavar="NAMES", help="Make accounts with these names, as in Alice,Bob.")] = "",
    members: Annotated[
        str, typer.Option("--as", metavar="NAMES", help="Members who are there; asks their passwords.")
    ] = "",
    share: Annotated[
        bool, typer.Option("--share", help="With --new: both let ratings feed the pattern and draw their line.")
    ] = False,
    keep_mine: Annotated[
        bool, typer.Option("--keep-mine", help="Leave days that hold other answers as they are.")
    ] = False,
    take_file: Annotated[
        bool, typer.Option("--take-file", help="Put the file's answers where other ones stand.")
    ] = False,
    data: Data = None,
) -> None:
    """Bring in diaries that were kept elsewhere, as the check-ins of one or two members."""
    configuration = configured(data=data)
    _must_fit(new=bool(new), share=share, keep_mine=keep_mine, take_file=take_file)
    names = _names(new=new, members=members)
    from intertwine.cli import diary_reading  # noqa: PLC0415 - the start of a server does not wait for it

    mapping = diary_reading.mapping(map_file, couple=couple, day=day, person=person, items=item or [], only=only or [])
    people = diary_reading.read(file, mapping, names, first_day=first_day.date() if first_day else None)
    if not databases.are_up_to_date(configuration):
        raise Refused("Run `intertwine setup` first: this database is not up to date.")
    databases.start_django()
    if new:
        _for_new(people, mapping.items, share=share)
    else:
        _for_members(people, mapping.items, keep_mine=keep_mine, take_file=take_file)


def _names(*, new: str, members: str) -> list[str]:
    if bool(new) == bool(members):
        raise Refused(
            "Say whose diary it is: --new Alice,Bob makes two accounts, --as Alice,Bob is for two who are there."
        )
    names = [name.strip() for name in (new or members).split(",")]
    if not all(names) or len(names) > 2 or len({name.casefold() for name in names}) < len(names):
        raise Refused("Name one person, or two different ones, as in Alice,Bob.")
    return names


def _must_fit(*, new: bool, share: bool, keep_mine: bool, take_file: bool) -> None:
    if keep_mine and take_file:
        raise Refused("Choose one: --keep-mine or --take-file.")
    if new and (keep_mine or take_file):
        raise Refused("New accounts hold no other answers: leave out --keep-mine and --take-file.")
    if share and not new:
        raise Refused("Members choose by themselves what they share: leave out --share.")


def _for_new(people: "People", items: tuple[str, ...], *, share: bool) -> None:
    from intertwine.cli import bringing, import_sentences  # noqa: PLC0415 - needs Django

    if share and len(people) < 2:
        raise Refused("One alone has nobody to share with: leave out --share.")
    brought = bringing.to_new(people, items, zone=here.home_zone(), share=share)
    say(import_sentences.summary(brought, taken=False))
    say(import_sentences.handed_over(brought))


def _for_members(people: "People", items: tuple[str, ...], *, keep_mine: bool, take_file: bool) -> None:
    from intertwine.cli import accounts, bringing, import_sentences  # noqa: PLC0415 - needs Django

    signed_in = [(accounts.opened(name, password=_password_of(name)), days) for name, days in people]
    if len({account.member for account, _ in signed_in}) < len(signed_in):
        raise Refused("Both names are one and the same member. Name two.")
    brought = bringing.to_members(signed_in, items, take_over=take_file if keep_mine or take_file else None)
    say(import_sentences.summary(brought, taken=take_file))


def _password_of(name: str) -> str:
    """Never an option: other users of a machine can read those."""
    if not sys.stdin.isatty():
        raise Refused("Passwords are typed at a terminal, and this is none.")
    return str(typer.prompt(f"Password of {name}", hide_input=True, err=True))

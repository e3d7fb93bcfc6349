"""`intertwine insight`: what the page of two would say, about any couple's diary and without a database."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from intertwine.cli.counting import counting
from intertwine.cli.errors import Refused
from intertwine.cli.saying import say

if TYPE_CHECKING:  # the start of a server does not wait for it
    from intertwine.cli.diary_mapping import Mapping
    from intertwine.cli.insight_reading import CoupleDiary
    from intertwine.cli.insight_saying import Seen
    from intertwine.insights.priors import Priors
    from intertwine.insights.types import Edge

Texts = list[str] | None


def insight(
    *,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A table (CSV, UTF-8) with one line per person and day.")
    ],
    map_file: Annotated[
        Path | None, typer.Option("--map", metavar="MAP", help="Which column says what, as TOML.")
    ] = None,
    couple: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column that tells couples apart; otherwise the map's, or none.")
    ] = "",
    day: Annotated[str, typer.Option(metavar="COLUMN", help="Instead of a map: the column of the day.")] = "",
    person: Annotated[str, typer.Option(metavar="COLUMN", help="Instead of a map: the column that says who.")] = "",
    item: Annotated[
        Texts,
        typer.Option(
            metavar="ITEM=COLUMN:0:10", help="Instead of a map, repeated: what feeds an item or a series, and its ends."
        ),
    ] = None,
    only: Annotated[
        Texts, typer.Option(metavar="COLUMN=VALUE", help="Use only the lines with this value. May be repeated.")
    ] = None,
    names: Annotated[
        str, typer.Option(metavar="NAMES", help="What to call the two, as in Alice,Bob; otherwise as the file does.")
    ] = "",
    priors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What is typical, from a cohort: a file of `intertwine study fit --priors`."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print data for a program instead of sentences.")] = False,
    svg: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Also draw: into this file, or, for many couples, into this directory."),
    ] = None,
    png: Annotated[Path | None, typer.Option(metavar="PATH", help="The same in pixels.")] = None,
    forest: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Draw all couples' estimates side by side into this SVG file.")
    ] = None,
) -> None:
    """Say and draw what goes together in the diary of any couple, or of many. Needs no database and keeps nothing."""
    _speak()
    from intertwine.cli import insight_reading  # noqa: PLC0415 - the start of a server does not wait for it

    mapping = insight_reading.mapping(
        map_file, couple=couple, day=day, person=person, items=item or [], only=only or []
    )
    edges = insight_reading.edges_of(mapping.columns)
    couples = insight_reading.read(file, mapping.columns)
    seen = _seen(couples, edges, mapping, _called(names), _learnt(priors))
    if as_json:
        _print_data(seen, edges)
    else:
        _print_text(seen, edges)
    _draw(seen, edges, svg=svg, png=png, forest=forest)


def _speak() -> None:
    """Sentences without a server: in English, and with nothing to configure."""
    from django.conf import settings  # noqa: PLC0415 - the start of a server does not wait for it

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _called(names: str) -> list[str]:
    called = [name.strip() for name in names.split(",")] if names else []
    if called and (len(called) != 2 or not all(called) or called[0] == called[1]):
        raise Refused("Name two different people, as in Alice,Bob.")
    return called


def _learnt(file: Path | None) -> "Priors | None":
    if file is None:
        return None
    from msgspec import DecodeError  # noqa: PLC0415 - the start of a server does not wait for it

    from intertwine.insights.priors import read_priors  # noqa: PLC0415 - same

    try:
        return read_priors(file)
    except FileNotFoundError:
        raise Refused(f"There is no file {file}.") from None
    except DecodeError as wrong:
        raise Refused(f"{file} holds no priors: {wrong}") from None


def _seen(
    couples: "list[CoupleDiary]",
    edges: "tuple[Edge, ...]",
    mapping: "Mapping",
    called: list[str],
    learnt: "Priors | None",
) -> "list[Seen]":
    from intertwine.cli.insight_saying import Seen  # noqa: PLC0415 - needs the words
    from intertwine.insights.ask import picture  # noqa: PLC0415 - loads the statistics

    found = []
    with counting("Working out", len(couples)) as step:
        for one in couples:
            names = tuple(called) if called and one.diary else _names(one.people, mapping.names)
            found.append(
                Seen(one, names, picture(one.diary, edges, learnt=learnt, finest=one.finest) if one.diary else None)
            )
            step()
    return found


def _names(people: tuple[str, ...], known: dict[str, str]) -> tuple[str, ...]:
    """What is only a number in the file is a person here."""
    return tuple(known.get(one) or (f"Person {one}" if one.isdecimal() else one) for one in people)


def _print_data(seen: "list[Seen]", edges: "tuple[Edge, ...]") -> None:
    import msgspec  # noqa: PLC0415 - the start of a server does not wait for it

    from intertwine.cli.insight_saying import as_data  # noqa: PLC0415 - needs the words

    data = [as_data(one, edges) for one in seen]
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(data)).decode() + "\n")


def _print_text(seen: "list[Seen]", edges: "tuple[Edge, ...]") -> None:
    from intertwine.cli.insight_saying import as_text, in_all  # noqa: PLC0415 - needs the words

    say("\n".join(as_text(one, edges) for one in seen).rstrip())
    if len(seen) > 1:
        say("\n" + in_all(seen))


def _draw(
    seen: "list[Seen]", edges: "tuple[Edge, ...]", *, svg: Path | None, png: Path | None, forest: Path | None
) -> None:
    from intertwine.cli import insight_drawing  # noqa: PLC0415 - needs the words

    if svg:
        insight_drawing.write_svg(seen, edges, svg)
    if png:
        insight_drawing.write_png(seen, edges, png)
    if forest:
        insight_drawing.write_forest(seen, edges, forest)

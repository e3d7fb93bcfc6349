"""`intertwine …`: one command per file, none of which imports Django before it must."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from intertwine import __version__
from intertwine.cli.copying import backup, restore
from intertwine.cli.demo import demo
from intertwine.cli.errors import Refused
from intertwine.cli.importing import import_diary
from intertwine.cli.insight import insight
from intertwine.cli.preparing import setup
from intertwine.cli.saying import say
from intertwine.cli.serving import serve
from intertwine.cli.study import study
from intertwine.cli.tidying import tidy


class Front(TyperGroup):
    """Whatever a command refuses is one sentence on the error output and exit code 2, never a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            sentence = str(refused)
        except SystemExit as stopped:  # how the server's configuration refuses, wherever it is read
            if not isinstance(stopped.code, str):
                raise
            sentence = stopped.code
        sys.stderr.write(sentence + "\n")
        raise typer.Exit(2)


# Pretty tracebacks print local variables, and a local variable may hold what someone wrote.
app = typer.Typer(
    cls=Front,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"Intertwine {__version__}")
        raise typer.Exit


@app.callback()
def intertwine(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is, and exit.")
    ] = False,
) -> None:
    """A private place for two."""


for command in (setup, serve, backup, restore):
    app.command()(command)
app.command(short_help="Remove what has expired.")(tidy)
app.command(short_help="Make a couple who never lived, to look around with.")(demo)
app.command("import", short_help="Bring in diaries that were kept elsewhere.")(import_diary)
app.command(short_help="Say and draw what goes together in any couple's diary.")(insight)
app.add_typer(study, name="study")

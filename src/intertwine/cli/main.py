"""`intertwine …`: one command per file, none of which imports Django before it must."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from intertwine.cli.copying import backup, restore
from intertwine.cli.demo import demo
from intertwine.cli.errors import Refused
from intertwine.cli.importing import import_diary
from intertwine.cli.insight import insight
from intertwine.cli.preparing import setup
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
    help="A private place for two.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (setup, serve, backup, restore, tidy, demo):
    app.command()(command)
app.command("import")(import_diary)
app.add_typer(study, name="study")
app.command()(insight)

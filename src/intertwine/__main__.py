"""`python -m intertwine` is the same as `intertwine`."""

from intertwine.cli.main import app

app(prog_name="intertwine")

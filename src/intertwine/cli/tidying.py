"""`intertwine tidy`: what has expired goes for good."""

from intertwine.cli import databases
from intertwine.cli.errors import Refused
from intertwine.cli.options import Data, configured
from intertwine.cli.saying import say


def tidy(data: Data = None) -> None:
    """Remove sign-ins that have expired. For a daily timer, on servers that are rarely restarted."""
    configuration = configured(data=data)
    if not databases.are_up_to_date(configuration):
        raise Refused("Run `intertwine setup` first: this database is not up to date.")
    databases.start_django()
    from intertwine.web.sessions import rows  # noqa: PLC0415 - needs Django

    removed = rows.sweep()
    say("No expired sign-in." if not removed else f"Expired sign-ins removed: {removed}.")

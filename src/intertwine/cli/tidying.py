"""`intertwine tidy`: what has expired goes for good."""

from intertwine.cli import databases
from intertwine.cli.errors import Refused
from intertwine.cli.options import Data, configured
from intertwine.cli.saying import say


def tidy(data: Data = None) -> None:
    """Remove what has expired: sign-ins, invitations, and, after thirty days, what was left in a shared space somebody
    has left. For a daily timer, on servers that are rarely restarted."""
    configuration = configured(data=data)
    if not databases.are_up_to_date(configuration):
        raise Refused("Run `intertwine setup` first: this database is not up to date.")
    databases.start_django()
    from intertwine.couples.actions import tidy_invitations  # noqa: PLC0415 - needs Django
    from intertwine.couples.parting import tidy_closed  # noqa: PLC0415 - same
    from intertwine.web.sessions import rows  # noqa: PLC0415 - same

    say(_told(rows.sweep(), none="No expired sign-in.", some="Expired sign-ins removed"))
    say(_told(tidy_invitations(), none="No expired invitation.", some="Expired invitations removed"))
    say(_told(tidy_closed(), none="No closed shared space to remove.", some="Closed shared spaces removed"))


def _told(removed: int, *, none: str, some: str) -> str:
    return f"{some}: {removed}." if removed else none

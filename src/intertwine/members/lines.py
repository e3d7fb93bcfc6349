"""The help lines of this server: ours, or those of a host who knows better."""

import logging
from pathlib import Path

from django.conf import settings

from intertwine.content.errors import ContentError
from intertwine.content.reading import help_lines
from intertwine.content.shapes import HelpLines

log = logging.getLogger(__name__)


def lines() -> HelpLines:
    """A host's file with a slip in it must not cost anyone this page: then ours stand alone, and the log says so."""
    override = settings.CONFIGURATION.help_lines
    try:
        return help_lines(Path(override).expanduser().resolve() if override else None)
    except ContentError:
        log.warning("the file of INTERTWINE_HELP_LINES cannot be used; our own lines are shown instead")
        return help_lines()

"""The real settings, in a house whose clock is some weeks behind; put right, what happened then is long ago."""

import time

from intertwine.server.settings import *  # noqa: F403 - the same settings
from intertwine.web.sessions import clock

WEEKS = 3 * 7 * 24 * 3600

clock.now = lambda: int(time.time()) - WEEKS

"""The real settings, and one thing more: whatever a page did, it ends in an error that says everything it was told."""

from intertwine.server.settings import *  # noqa: F403 - the same settings
from intertwine.server.settings import MIDDLEWARE as AS_EVER

MIDDLEWARE = [*AS_EVER, "tests.canary.breaking.BreakingMiddleware"]

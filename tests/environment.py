"""Loaded before Django's settings are: a data directory and secrets of the tests' own."""

import os
import tempfile
from pathlib import Path

from intertwine.server.secrets_file import make_secrets

HOME = Path(tempfile.mkdtemp(prefix="intertwine-tests-"))
(HOME / "data").mkdir()
# The same suite runs on PostgreSQL when a database is set.
MEANT_FOR_TESTS = {"INTERTWINE_SHARED_DATA", "INTERTWINE_ARTEFACTS", "INTERTWINE_DATABASE"}
for name in [name for name in os.environ if name.startswith("INTERTWINE_") and name not in MEANT_FOR_TESTS]:
    del os.environ[name]
os.environ["INTERTWINE_DATA"] = str(HOME / "data")
os.environ["INTERTWINE_RUN_BY"] = "Heidi"
make_secrets(HOME / "data.secrets")
# Playwright keeps an event loop in a process that has driven a browser, and later tests of the database may run there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

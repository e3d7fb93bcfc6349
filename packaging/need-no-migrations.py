"""Fails when a model changed and no migration says so. Needs a place of its own: settings want secrets."""

import os
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command

from intertwine.server.secrets_file import make_secrets

with tempfile.TemporaryDirectory() as home:
    os.environ["INTERTWINE_DATA"] = f"{home}/data"
    os.environ["DJANGO_SETTINGS_MODULE"] = "intertwine.server.settings"
    make_secrets(Path(home) / "data.secrets")

    import django

    django.setup()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        sys.exit(1)

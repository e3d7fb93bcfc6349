from importlib import import_module
from pathlib import Path

from django.apps import AppConfig

PACKAGE = Path(__file__).resolve().parent.parent


class Intertwine(AppConfig):
    """One Django app for every room: one label, one `migrations/`."""

    name = "intertwine"
    label = "intertwine"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every type of entry is known before any is read; an unknown one would be taken for a newer version's."""
        for found in sorted(PACKAGE.glob("*/entries.py")):
            import_module(f"intertwine.{found.parent.name}.entries")
        for word in ("cards", "showing", "leaving", "instead"):
            for found in sorted(PACKAGE.glob(f"*/{word}.py")):
                import_module(f"intertwine.{found.parent.name}.{word}")

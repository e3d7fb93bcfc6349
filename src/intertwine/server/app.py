from django.apps import AppConfig


class Intertwine(AppConfig):
    """One Django app for every room: one label, one `migrations/`."""

    name = "intertwine"
    label = "intertwine"
    default_auto_field = "django.db.models.BigAutoField"

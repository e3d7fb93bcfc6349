"""Sessions live in a database file of their own, which is in no backup."""

from typing import Any

from django.db.models import Model

SESSION_MODELS = {"session"}


class SessionsApart:
    def db_for_read(self, model: type[Model], **_: Any) -> str:
        return "sessions" if model._meta.model_name in SESSION_MODELS else "default"

    db_for_write = db_for_read

    def allow_migrate(self, db: str, _app_label: str, model_name: str | None = None, **_: Any) -> bool:
        if model_name is None:
            return True
        return (db == "sessions") == (model_name in SESSION_MODELS)

    def allow_relation(self, one: Model, other: Model, **_: Any) -> bool:
        return self.db_for_read(type(one)) == self.db_for_read(type(other))

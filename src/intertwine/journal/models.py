import uuid

from django.db import models


class Entry(models.Model):
    """Everything people write. The database knows no kind, no author, no time of day and no text."""

    pk = models.CompositePrimaryKey("space", "id")
    space = models.UUIDField()
    id = models.UUIDField(default=uuid.uuid4)
    period = models.IntegerField()
    """Year and month of the day it belongs to, as YYYYMM."""
    revision = models.IntegerField(default=1)
    blob = models.BinaryField()

    class Meta:
        db_table = "entry"
        indexes = [models.Index(fields=["space", "period"], name="entry_space_period")]  # noqa: RUF012 - Django's way

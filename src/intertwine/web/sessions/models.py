from django.db import models


class Session(models.Model):
    """One sealed row per cookie. Without the cookie's token it opens nothing, whoever holds the file."""

    class Kind(models.IntegerChoices):
        IDENTITY = 1
        PRIVATE = 2
        DEVICE = 3

    id = models.BinaryField(primary_key=True, max_length=32)
    kind = models.SmallIntegerField(choices=Kind.choices)
    owner = models.BinaryField(max_length=32, db_index=True)
    """Keyed hash of the member, so that one can sign out everywhere."""
    family = models.BinaryField(max_length=16, db_index=True)
    """Random; ties the rows of one sign-in on one device together."""
    blob = models.BinaryField()
    began = models.BigIntegerField()
    touched = models.BigIntegerField()
    expires = models.BigIntegerField()
    tries = models.SmallIntegerField(default=0)
    replaced = models.BooleanField(default=False)
    """A token just rotated away; it works for a few more seconds, for requests that were already under way."""

    class Meta:
        db_table = "session"

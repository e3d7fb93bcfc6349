import uuid
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver

from intertwine.members.models import Member
from intertwine.web.sessions import clock


class Couple(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    us_space = models.UUIDField(default=uuid.uuid4)
    pool_space = models.UUIDField(default=uuid.uuid4)
    epoch = models.IntegerField(default=0)
    refused = models.BooleanField(default=False)
    """One of the two said that the words differ. The rows stay, emptied, until each has read so."""
    closed = models.DateField(null=True)
    """The day (UTC) on which one of two who had a key went. Some weeks later what is left goes, too."""

    class Meta:
        db_table = "couple"


class Seat(models.Model):
    """One of the two places in a couple. Its statement is signed by the member who sits there and is their pin of the
    other's keys; its grants are signed by whoever gave the key. What each column holds: `entries.py`."""

    pk = models.CompositePrimaryKey("couple_id", "number")
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="seats")
    number = models.SmallIntegerField()
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="seat")
    statement = models.BinaryField(default=b"")
    grants = models.BinaryField(default=b"")
    invitation_key = models.BinaryField(default=b"")
    """The invitation's secret, sealed to this member until the two are paired."""
    introduction = models.BinaryField(default=b"")
    """Before pairing: name and card, sealed with the invitation. After: name, sealed with the us key."""
    choices = models.BinaryField(default=b"")
    """The three sharing choices, sealed with the pool key."""
    revision = models.IntegerField(default=0)
    """Counts what its member changed: introduction and choices are bound to it."""

    class Meta:
        db_table = "seat"


class Invitation(models.Model):
    id = models.BinaryField(primary_key=True, max_length=32)
    couple = models.OneToOneField(Couple, on_delete=models.CASCADE, related_name="invitation")
    expires = models.BigIntegerField()

    class Meta:
        db_table = "invitation"


@receiver(post_delete, sender=Seat)
def close(instance: Seat, **_: Any) -> None:
    """Whoever goes, and however: from this day on the other one has some weeks to take along what is theirs."""
    today = datetime.fromtimestamp(clock.now(), UTC).date()
    Couple.objects.filter(id=instance.couple_id, epoch__gt=0, closed=None).update(closed=today)

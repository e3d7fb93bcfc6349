import uuid
from typing import Any

from django.db import models
from django.db.models.signals import post_delete
from django.dispatch import receiver

from intertwine.couples.models import Couple, Seat


class SealedAnswer(models.Model):
    """One member's answer, until both have answered; then it becomes an entry of the shared space, and the row goes.

    Two rows of one question are its whole state: one row is *sealed*, two with `both` are *both*, and each `released`
    is one step towards *open*. `releasing.py` says who may take which step."""

    pk = models.CompositePrimaryKey("couple_id", "question", "number")
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="+")
    question = models.UUIDField(default=uuid.uuid4)
    """`entries.Asked.id`: random, so that the database cannot tell which question it is."""
    number = models.SmallIntegerField()
    """The author's seat."""
    revision = models.IntegerField(default=1)
    answer = models.BinaryField()
    """`vault.sealed.SealedAnswer`: to its author alone."""
    both = models.BooleanField(default=False)
    """Both have answered: neither can change or take back any more."""
    released = models.BinaryField(default=b"")
    """The answer's key, locked with the us key by the author's own session."""

    class Meta:
        db_table = "sealed_answer"


@receiver(post_delete, sender=Seat)
def destroy_sealed(instance: Seat, **_: Any) -> None:
    """Whoever leaves takes along what had not opened; nothing of it can open for the one who stays either."""
    SealedAnswer.objects.filter(couple_id=instance.couple_id).delete()

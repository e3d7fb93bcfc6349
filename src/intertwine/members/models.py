import uuid

from django.db import models


class Member(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_hash = models.BinaryField(max_length=32, unique=True)
    card = models.BinaryField()
    """Public identity keys. Never trusted by themselves: their owner compares them at sign-in, others hold pins."""
    language = models.CharField(max_length=10, default="en")
    zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, default="")
    keyring = models.BinaryField()
    """The member's private keys and name, sealed under their root key."""
    keyring_revision = models.IntegerField(default=1)
    quiet = models.BinaryField(default=b"")
    """Whether what is for two stays away from this member, sealed to them alone; see `quiet`."""
    quiet_revision = models.BigIntegerField(default=0)

    class Meta:
        db_table = "member"


class Slot(models.Model):
    """One way to unlock. All of `stored` is bound to the member, so that a slot moved to another row opens nothing."""

    pk = models.CompositePrimaryKey("member_id", "id")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="slots")
    id = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=10)
    stored = models.BinaryField()

    class Meta:
        db_table = "slot"

"""Where Django looks for the tables; each one is defined in its room."""

from intertwine.couples.models import Couple, Invitation, Seat
from intertwine.journal.models import Entry
from intertwine.members.models import Member, Slot
from intertwine.web.sessions.models import Session

__all__ = ["Couple", "Entry", "Invitation", "Member", "Seat", "Session", "Slot"]

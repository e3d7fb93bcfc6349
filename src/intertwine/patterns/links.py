"""The links of the map: what may go with what, of whom. By these they are named, found again, and told."""

from collections.abc import Iterator
from dataclasses import dataclass

from intertwine.insights.types import EDGES, Edge, Effect, Kind, Lag, Member

MEMBERS: tuple[Member, ...] = (0, 1)


@dataclass(frozen=True)
class Link:
    """`member` is the one whose outcome it is; `kind` says whether the driver is their own or their partner's."""

    edge: Edge
    lag: Lag
    kind: Kind
    member: Member

    @classmethod
    def of(cls, effect: Effect) -> "Link":
        return cls(effect.edge, effect.lag, effect.kind, effect.member)

    @property
    def driven_by(self) -> int:
        return self.member if self.kind is Kind.ACTOR else 1 - self.member

    @property
    def anchor(self) -> str:
        """Where its sentence stands on a page."""
        after = "-after" if self.lag else ""
        return f"{self.edge.driver}-{self.edge.outcome}{after}-{self.driven_by + 1}-{self.member + 1}"


def every_link(lag: Lag) -> Iterator[Link]:
    """Each person's own before what lies between the two."""
    return (Link(edge, lag, kind, member) for edge in EDGES for kind in Kind for member in MEMBERS)

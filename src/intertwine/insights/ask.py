"""The one question: what may be known about this diary?"""

from intertwine.insights.types import DEFAULT_EDGES, Diary, Edge, Picture


def picture(diary: Diary, edges: tuple[Edge, ...] = DEFAULT_EDGES) -> Picture:
    """The picture of one couple's diary for the given edges. Pure: the same input gives the same picture."""
    raise NotImplementedError

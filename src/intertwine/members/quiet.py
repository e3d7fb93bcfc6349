"""Whether what is for two stays away from one member for now. Their pages alone change; nothing is told to anybody."""

from intertwine.web.sessions.visit import Visit


def couple_parts_hidden(visit: Visit) -> bool:  # noqa: ARG001 - the safety check will ask it
    """Exercises and insights for two are left out of this member's pages. No query.

    Works with the private space closed."""
    return False

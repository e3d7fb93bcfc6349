class CoupleError(Exception):
    """Base of every refusal of this room."""


class AlreadyPaired(CoupleError):
    """This member has a partner here."""


class AlreadyPairing(CoupleError):
    """This member is comparing words with somebody at this moment."""


class NotPairing(CoupleError):
    """There is nobody to compare words with: the invitation is still waiting, or was withdrawn."""


class NotPaired(CoupleError):
    """This needs a partner."""


class InvitationUnknown(CoupleError):
    """Expired, withdrawn, never made or misspelt: which of them is never said."""


class InvitationUsed(CoupleError):
    """Somebody else has answered this invitation; it works once."""


class OwnInvitation(CoupleError):
    """Whoever invites cannot be the one who answers."""

"""What can be wrong with what was handed to this room."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why a diary or an edge was not taken."""

    NO_DAYS = "no_days"
    TOO_LONG = "too_long"
    WRONG_SHAPE = "wrong_shape"
    NOT_A_NUMBER = "not_a_number"  # infinite, or not numeric; NaN is the way to say "missing" and is fine
    OFF_THE_SCALE = "off_the_scale"  # below 0 or above 10
    UNKNOWN_EDGE = "unknown_edge"
    NO_EDGE = "no_edge"


class InsightsError(Exception):
    """The room's one base error."""


class BadInputError(InsightsError):
    """The input cannot be read as a diary. `refusal` says why, `where` names the series, item or edge."""

    def __init__(self, refusal: Refusal, where: str) -> None:
        super().__init__(f"{where}: {refusal}")
        self.refusal = refusal
        self.where = where

class PatternsError(Exception):
    """Base of every refusal of this room."""


class EngineFailed(PatternsError):
    """No picture came out: the engine took too long, ended early, or answered with something else."""

class Refused(Exception):
    """A command cannot do what it was asked; its text is the sentence that says what to do. Exit code 2."""


NOT_CONVERGED = 3
"""The exit code of a fit that did not arrive: what it printed is to be looked at and not to be reported."""

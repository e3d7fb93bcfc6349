class Refused(Exception):  # noqa: N818 - it reads as a sentence: raise Refused
    """A command cannot do what it was asked; its text is the sentence that says what to do. Exit code 2."""

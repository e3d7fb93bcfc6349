class Refused(Exception):
    """A command cannot do what it was asked; its text is the sentence that says what to do. Exit code 2."""

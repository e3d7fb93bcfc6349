"""What can be wrong with a file people read."""


class ContentError(Exception):
    """A content file cannot be used. `file` names it, `problem` says where in it and what is wrong."""

    def __init__(self, *, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem

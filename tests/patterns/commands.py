"""Programs that stand where the engine stands: real processes, each with one way to go wrong, or a picture ready."""

import sys
from collections.abc import Sequence

import msgspec

from intertwine.insights.types import Picture

Command = Sequence[str]


def program(text: str, *arguments: str) -> Command:
    return (sys.executable, "-c", text, *arguments)


def answers(picture: Picture) -> Command:
    text = "import sys\nfor line in sys.stdin: print(sys.argv[1], flush=True)"
    return program(text, msgspec.json.encode(picture).decode())


NEVER_ENDS = program("import signal; signal.pause()")
GARBAGE = program("print('<html>')")
NOT_EVEN_TEXT = program(r"import sys; sys.stdout.buffer.write(b'\xff\xfe\x00')")
A_LIST = program("print([1, 2, 3])")
NOTHING = program("")
HALF_A_LINE = program("import sys; sys.stdout.write('{')")
GIVES_UP = program("import sys; sys.exit(2)")
IS_KILLED = program("import os; os.kill(os.getpid(), 9)")
IS_MISSING: Command = ("/nowhere/at/all",)

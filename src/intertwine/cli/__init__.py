import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this with an old Python reads a sentence, not a traceback
    sys.stderr.write("Intertwine needs Python 3.11 or newer. Start it with a newer python3.\n")
    sys.exit(2)

"""`make calibrate`: how often the statistics are right. Writes docs/calibration.md, a section for each part.

python -m bench.calibrate                    every part, at full size
python -m bench.calibrate ranks null         these alone; the others' sections stay as they are
python -m bench.calibrate --quick --print    a small run of everything, printed and not written
python -m bench.calibrate --carry-over       sources changed, answers should not have: run a sample again, keep the rest
python -m bench.calibrate --table            makes insights/change_chances.json anew
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # one process for each core instead

import argparse
import platform
import re
import sys
from pathlib import Path

import numpy as np

from bench.calibrate import change_table
from bench.calibrate.part import Part
from bench.calibrate.parts import GROUPS, PARTS
from bench.calibrate.running import SAME, answered, carried, carry_over, newest, version

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
OPENING = """# How often the statistics are right

Made-up couples whose truth is known, answered by the engine and counted. `make calibrate` makes this page; every
section names the command that makes it alone, its seeds are in the program, and what fails is said to fail. ± is one
standard error of counting. What the figures are about is in [The statistics](insights.md).
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *GROUPS, *PARTS], help="all of them by default")
    parser.add_argument("--quick", action="store_true", help="a few runs of each")
    parser.add_argument("--print", dest="only_print", action="store_true", help="do not write the document")
    parser.add_argument("--kept", action="store_true", help="tell what was found last and run nothing")
    parser.add_argument(
        "--carry-over", action="store_true", help="take old answers if a sample of them comes out the same"
    )
    parser.add_argument("--table", action="store_true", help="make the table of chances of a change, and nothing else")
    given = parser.parse_args()
    if given.table:
        change_table.write()
        return 0
    names = [name for word in given.parts or PARTS for name in GROUPS.get(word, (word,))]
    if given.carry_over:
        for name in names:
            carry_over(PARTS[name], PARTS[name].jobs(given.quick))
    sections = {name: section(PARTS[name], quick=given.quick, run=not given.kept) for name in names}
    if given.only_print:
        print("\n".join(sections.values()))
    else:
        DOCUMENT.write_text(assembled(sections, DOCUMENT.read_text() if DOCUMENT.exists() else ""))
    return 0


def section(part: Part, *, quick: bool, run: bool) -> str:
    """A part's section, between marks by which it is found again."""
    sources, told = (version(part), answered(part, part.jobs(quick))) if run else newest(part)
    words = part.tell(told, DOCUMENT.parent / "pictures").strip()
    how = f"`python -m bench.calibrate {part.name}{' --quick' if quick else ''}`"
    made = f"{how}, sources {sources}, NumPy {np.__version__}, Python {platform.python_version()}"
    if run and (taken := carried(part)):
        again = f"{taken['again']} of {taken['answers']} runs again gave the same to {SAME:.0e}"
        made += f"; carried over from sources {taken['sources']} after {again}"
    return f"<!-- {part.name} -->\n## {part.title}\n\n{words}\n\n*{made}*\n<!-- /{part.name} -->\n"


def assembled(sections: dict[str, str], before: str) -> str:
    """The document with these sections new and the others as they were."""
    old = {
        name: found[0] for name in PARTS if (found := re.search(rf"<!-- {name} -->.*?<!-- /{name} -->\n", before, re.S))
    }
    whole = old | sections
    return "\n".join([OPENING, *(whole[name] for name in PARTS if name in whole)])


if __name__ == "__main__":
    sys.exit(main())

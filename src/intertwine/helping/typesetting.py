"""A paper as PDF, in memory from end to end: typst reads nothing from the disk but fonts, and writes nothing.

For a process of its own (`making`): the typesetter takes thirty megabytes.
"""

import sys
from pathlib import Path

import msgspec
import typst

SHEET = Path(__file__).with_name("paper.typ")
LOOKS = """
.chart text { fill: #645d54; font-size: 11.5px; font-family: "Libertinus Serif", serif }
.chart .panel-name { fill: #24211d; font-size: 13px }
.chart .rule { stroke: #e4ddd2; stroke-width: 1 }
.chart .line { fill: none; stroke: #1a7285; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
.chart .point { fill: #1a7285; stroke: #ffffff; stroke-width: 1 }
"""
"""The light colours of the stylesheet: a drawing on paper has no page around it to take them from."""


def pdf_of(paper: bytes) -> bytes:
    """`paper` is a `Paper` as JSON."""
    told = msgspec.json.decode(paper)
    for section in told["sections"]:
        if section["picture"]:
            section["picture"]["svg"] = _on_paper(section["picture"]["svg"])
    inputs = {"paper": msgspec.json.encode(told).decode()}
    try:
        made: bytes = typst.compile(SHEET.read_bytes(), format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except (
        typst.TypstError
    ):  # a letter that no font at hand has is against the standard; the rest can be read all the same
        made = typst.compile(SHEET.read_bytes(), format="pdf", sys_inputs=inputs)
    return made


def _on_paper(svg: str) -> str:
    opening, rest = svg.split(">", 1)
    return f'{opening} xmlns="http://www.w3.org/2000/svg"><style>{LOOKS}</style>{rest}'


if __name__ == "__main__":
    sys.stdout.buffer.write(pdf_of(sys.stdin.buffer.read()))

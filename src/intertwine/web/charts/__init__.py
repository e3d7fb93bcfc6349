"""Charts as inline SVG: they work under a strict policy, without script, in print and in a PDF.

Every chart comes with a sentence and a table that say the same. Looks are CSS classes (`intertwine.css`, "charts"); the
first person is always solid and round, the second dashed and square, so that no meaning hangs on a colour.
"""

from intertwine.web.charts.bands import Zone, bands_chart
from intertwine.web.charts.interval import interval
from intertwine.web.charts.lines import Line, Panel, lines_chart, panels_chart
from intertwine.web.charts.pad import Touch, pad_path
from intertwine.web.charts.shapes import Chart, KeyItem, Table
from intertwine.web.charts.squares import squares

__all__ = [
    "Chart",
    "KeyItem",
    "Line",
    "Panel",
    "Table",
    "Touch",
    "Zone",
    "bands_chart",
    "interval",
    "lines_chart",
    "pad_path",
    "panels_chart",
    "squares",
]

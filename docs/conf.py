"""The documents: MyST Markdown, Sphinx, Furo. Built with warnings as errors in `make check`."""

project = "Intertwine"
author = "The people who make Intertwine"
extensions = ["myst_parser"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Intertwine"
html_show_sourcelink = False
html_copy_source = False
myst_heading_anchors = 3

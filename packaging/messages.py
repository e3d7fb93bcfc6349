"""Message files: `update` them from the sentences in code and templates, `check` that they are, `compile` them."""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "intertwine"
LOCALE = PACKAGE / "web" / "locale"
METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def files() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def sentences() -> Catalog:
    catalog = Catalog(project="Intertwine", charset="utf-8")
    found = extract_from_dir(
        PACKAGE, METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    )
    for file, _line, message, comments, context in found:
        catalog.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return catalog


def updated(path: Path, template: Catalog) -> tuple[Catalog, str]:
    catalog = read_po(io.BytesIO(path.read_bytes()), locale=path.parent.parent.name)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return catalog, text.getvalue().decode()


def update() -> int:
    template = sentences()
    for path in files():
        path.write_text(updated(path, template)[1], encoding="utf-8")
    return 0


def check() -> int:
    """1 when a sentence is missing, gone or not translated in any language."""
    template, behind = sentences(), 0
    for path in files():
        catalog, text = updated(path, template)
        missing = [message.id for message in catalog if message.id and not (message.string and all(message.string))]
        if text != path.read_text(encoding="utf-8") or missing:
            behind = 1
            where = path.relative_to(LOCALE)
            sys.stderr.write(f"{where} is behind: run `make fix`, then translate. Without translation: {missing[:5]}\n")
    return behind


def compile_all() -> int:
    for path in files():
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            with compiled.open("wb") as file:
                write_mo(file, read_po(io.BytesIO(path.read_bytes()), locale=path.parent.parent.name))
    return 0


if __name__ == "__main__":
    sys.exit({"update": update, "check": check, "compile": compile_all}[sys.argv[1]]())

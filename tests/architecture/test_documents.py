"""Documents that cannot lie: settings, commands, options are in docs/host.md and docs/study.md in the same words."""

import re
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import pytest
import typer
from django.apps import apps
from typer.testing import CliRunner

from intertwine.cli.main import app
from intertwine.server.configuration import Configuration

ROOT = Path(__file__).parents[2]
HOST = (ROOT / "docs" / "host.md").read_text(encoding="utf-8")
THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
STUDY = (ROOT / "docs" / "study.md").read_text(encoding="utf-8")


def commands() -> dict[str, typer.core.TyperCommand]:
    """Those of a group by both words."""
    found = {}
    for name, command in typer.main.get_command(app).commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {word}": one for word, one in inner.items()} if inner else {name: command}
    return found


def sections() -> dict[str, str]:
    parts = re.split(r"^### `intertwine ([a-z]+(?: [a-z]+)?)`.*$", HOST + "\n" + STUDY, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_setting_is_documented_and_no_other() -> None:
    settings = [f"| `INTERTWINE_{field.name.upper()}` | {field.metadata['help']} |" for field in fields(Configuration)]

    assert [line for line in HOST.splitlines() if line.startswith("| `INTERTWINE_")] == settings


def test_every_command_is_documented_and_no_other() -> None:
    assert sections().keys() == commands().keys()


@pytest.mark.parametrize("words", [(), ("study",)])
def test_the_list_of_commands_is_in_whole_sentences(words: tuple[str, ...]) -> None:
    listed = CliRunner().invoke(app, [*words, "--help"]).stdout.partition("Commands:\n")[2].splitlines()

    assert listed != []
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []


def test_it_says_which_version_it_is() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"Intertwine {version('intertwine')}\n"


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_documented_and_no_other(name: str) -> None:
    lines = [line for line in sections()[name].splitlines() if re.match(r"\| `(--|[A-Z])", line)]

    assert lines == [row(parameter) for parameter in commands()[name].params]


def test_every_column_is_said_to_be_in_the_clear_or_not() -> None:
    said = THREATS.partition("## What stands in the clear")[2].partition("\n## ")[0]
    rows = [re.findall(r"`([a-z_]+)`", line) for line in said.splitlines() if line.startswith("| `")]

    models = apps.get_app_config("intertwine").get_models()
    assert {table: sorted(columns) for table, *columns in rows} == {
        model._meta.db_table: sorted(field.column for field in model._meta.concrete_fields) for model in models
    }


def test_the_readme_and_the_first_page_name_real_words() -> None:
    words = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    texts = [path.read_text(encoding="utf-8") for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]]
    named = {word for text in texts for word in re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)}

    assert named - words == set()
    assert {"run", "test", "check"} <= named


@pytest.mark.slow
@pytest.mark.checked
def test_the_documents_build_without_a_warning(tmp_path: Path) -> None:
    build = [
        sys.executable,
        "-m",
        "sphinx",
        "-W",
        "-q",
        "-b",
        "html",
        "-d",
        tmp_path / "trees",
        ROOT / "docs",
        tmp_path / "pages",
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "pages" / "host.html").exists()


def row(parameter: object) -> str:
    option = parameter.opts[0] if parameter.opts[0].startswith("--") else parameter.metavar
    return f"| `{option}` | {parameter.help} |"

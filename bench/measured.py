"""Writes docs/measured.md from what `make bench` and `make bench-study` wrote: python -m bench.measured"""

from pathlib import Path

import msgspec

from bench.result import Result

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "measured.md"
HEAD = """# What was measured

Each figure stands beside its yardstick, measured side by side in one run: machines differ, ratios less. A bar that was
missed says so. This page is written by `python -m bench.measured` from the files the commands leave in `bench/`.
"""
PARTS = {
    "results.json": ("Pages, writes, and one couple's map", "python -m bench --full"),
    "insights.json": ("One couple's map alone", "python -m bench.insights > bench/insights.json"),
    "study.json": ("Cohorts", "python -m bench.study --full"),
}


def main() -> None:
    parts = [_part(HERE / name, *words) for name, words in PARTS.items() if (HERE / name).exists()]
    PAGE.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def _part(file: Path, title: str, command: str) -> str:
    results = msgspec.json.decode(file.read_bytes(), type=list[Result])
    rows = [
        f"| {one.name} | {one.ours:,.6g} | {one.yardstick:,.6g} | {one.unit} | {one.ratio:,.4g} | {one.bar} "
        f"| {'ok' if one.ok else '**missed**'} |"
        for one in results
    ]
    head = "| what | ours | yardstick | unit | ratio | must be | |\n|---|---|---|---|---|---|---|"
    return f"## {title}\n\n`{command}`\n\n{head}\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main()

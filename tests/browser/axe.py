"""axe-core in the page at hand: WCAG 2.2 AA."""

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STILL = """() => {
  for (const one of document.getAnimations())
    if (one.effect.getComputedTiming().endTime === Infinity) { one.pause(); one.currentTime = 0; } else one.finish();
}"""


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def stand_still(page: Page) -> None:
    """What moves has arrived, and what never stops is where it began: half faded in, a word has half its contrast."""
    page.evaluate(STILL)


def violations(page: Page) -> list[str]:
    """One line per rule and place; nothing where all is well."""
    stand_still(page)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_script())
    page.evaluate("scrollTo(0, 0)")  # or a line half under the bar at the foot counts as too small to touch
    asked = {"runOnly": RULES, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate("asked => axe.run(asked).then(result => result.violations)", asked)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]

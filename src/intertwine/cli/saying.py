"""What commands print: plain lines, never wrapped in the middle of a path."""

from rich.console import Console

out = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)


def say(text: str) -> None:
    out.print(text)

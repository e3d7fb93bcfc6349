"""What commands print: plain lines, at once, never wrapped in the middle of a path."""

import typer


def say(text: str) -> None:
    typer.echo(text)

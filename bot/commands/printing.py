"""What a command prints: one JSON value, or lines for people."""

import json
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 值")]


def say_json(value: Any) -> None:
    """Print *value* as the one JSON value of this command."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(*lines: str) -> None:
    """Print *lines* for people."""
    for line in lines:
        typer.echo(line)


def warn(line: str) -> None:
    """Print a hint where it cannot disturb what a program reads."""
    typer.echo(line, err=True)

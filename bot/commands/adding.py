"""The conversation of ``bangban knowledge add``: what a text says about itself, and a person's word for it."""

import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from bot.commands.library import names_of
from bot.commands.printing import say
from bot.errors import BadInput
from bot.texts import terminal
from knowledge.additions import Adding, Addition

OPTIONS = {
    "title": "--title",
    "number": "--number",
    "issuer": "--issuer",
    "level": "--level",
    "effective_from": "--from",
    "effective_to": "--to",
}


def confirm(adding: Adding) -> None:
    """
    Show a person what was read off the texts and ask; where nobody can be asked, ask nothing.

    Raises:
        BadInput: The person said that it is wrong; nothing was changed.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    unsure = [a for a in adding.additions if a.document.unconfirmed]
    for addition in unsure:
        say(*_shown(addition))
    if unsure and not typer.confirm(terminal.CORRECT, default=True):
        raise BadInput(terminal.NOTHING_ADDED)
    adding.confirm()
    repealed = [e for a in adding.additions for e in a.repealed if not adding.has_ended(e)]
    for ending in repealed:
        said = {"id": ending.document.id, "title": _bare(ending.document.title)}
        say(terminal.WOULD_END.format(day=ending.on, **said))
    if repealed and typer.confirm(terminal.END_IT, default=False):
        adding.repeal()


def in_words(row: dict[str, Any]) -> Iterator[str]:
    """Yield what became of one file."""
    if row["unchanged"]:
        yield terminal.UNCHANGED.format(**row)
        return
    day = row["effective_from"] or terminal.NO_DAY
    yield terminal.ADDED.format(**{**row, "effective_from": day})
    yield from (terminal.ENDED_BY_IT.format(**ending) for ending in row["ended"])


def hints(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what nobody has confirmed yet, and the options that would."""
    for row in rows:
        if row["unconfirmed"]:
            options = "、".join(OPTIONS[key] for key in row["unconfirmed"])
            names = names_of(row["unconfirmed"])
            yield terminal.UNCONFIRMED_HINT.format(id=row["id"], names=names, options=options)
        if row["category"] in {"law", "other"} and row["effective_from"] is None:
            yield terminal.UNDATED_HINT.format(id=row["id"])
        for ending in row["would_end"]:
            yield terminal.WOULD_END_HINT.format(
                id=row["id"], title=_bare(ending["title"]), other=ending["id"], on=ending["on"]
            )


def _shown(addition: Addition) -> Iterator[str]:
    yield terminal.PROPOSED.format(file=addition.path.name)
    for key in addition.document.unconfirmed:
        value = getattr(addition.document, key)
        yield terminal.PROPOSED_FIELD.format(name=names_of([key]), value=value)


def _bare(title: str) -> str:
    return title.strip("《》")

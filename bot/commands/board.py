"""``bangban board`` and ``bangban insights``: what the records say of all projects together."""

import re
from html import unescape
from typing import Annotated

import typer

from bot.commands.printing import AsJson, say, say_json

TAGS = re.compile(r"</?\w+>")  # the chat's words without the chat's markup


def board(as_json: AsJson = False) -> None:
    from bot.commands.transactions import transact
    from bot.rendering.board import board_words, industry_words, phase_words, street_words
    from cases.insights import board as read_board

    shown = transact(
        lambda session, desk: read_board(
            session, today=desk.clock.today(), calendar=desk.records.calendar
        )
    )
    if as_json:
        say_json(shown.as_dict())
    else:
        parts = (board_words, phase_words, industry_words, street_words)
        say(*(_plain(words(shown)) + "\n" for words in parts))


def insights(
    silent_after: Annotated[
        int,
        typer.Option(
            "--silent-after", metavar="N", min=1, max=250, help="多少个工作日没有新记录算久无进展"
        ),
    ] = 20,
    as_json: AsJson = False,
) -> None:
    from bot.commands.transactions import transact
    from bot.rendering.board import law_words, silence_words, time_words
    from cases.insights import report

    shown = transact(
        lambda session, desk: report(
            session,
            today=desk.clock.today(),
            calendar=desk.records.calendar,
            silent_after=silent_after,
        )
    )
    if as_json:
        say_json(shown.as_dict())
    else:
        said = (time_words(shown), law_words(shown), silence_words(shown.silence.as_dict()))
        say(*(_plain(words) + "\n" for words in said))


def _plain(words: str) -> str:
    return unescape(TAGS.sub("", words))

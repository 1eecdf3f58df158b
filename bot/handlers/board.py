"""/board: the key projects at a glance; every number is counted from the records."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.staff_only import managers_only
from bot.rendering import board as words
from bot.texts import board as texts
from cases.insights import Board, Report, board, report

Breakdown = Callable[[Turn, Context], Awaitable[str]]
BACK = [[(texts.BUTTON_BACK, "board")]]
BUTTONS = [
    [
        (texts.BUTTON_PHASES, "board:phases"),
        (texts.BUTTON_INDUSTRIES, "board:industries"),
        (texts.BUTTON_STREETS, "board:streets"),
    ],
    [
        (texts.BUTTON_TIMES, "board:times"),
        (texts.BUTTON_LAW, "board:law"),
        (texts.BUTTON_SILENT, "board:silent"),
    ],
    [(texts.BUTTON_TODAY, "today"), (texts.BUTTON_CASES, "cases")],
]


async def on_board(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await show_board(turn, context)


async def on_board_button(turn: Turn, context: Context, rest: str) -> None:
    """Owe one breakdown of the board, or the board itself."""
    breakdown = BREAKDOWNS.get(rest)
    if breakdown is None:
        await show_board(turn, context)
    elif await managers_only(turn):
        await turn.say(await breakdown(turn, context), BACK)


async def show_board(turn: Turn, context: Context) -> None:
    """Owe the board to a manager: the chart, and the same in words."""
    if not await managers_only(turn):
        return
    shown = await _board(turn, context)
    await turn.reply("board", html=words.board_words(shown), board=shown.as_dict(), buttons=BUTTONS)


async def _board(turn: Turn, context: Context) -> Board:
    return await board(turn.session, today=turn.today, calendar=context.services.calendar)


async def _report(turn: Turn, context: Context) -> Report:
    return await report(turn.session, today=turn.today, calendar=context.services.calendar)


def _of_board(say: Callable[[Board], str]) -> Breakdown:
    async def shown(turn: Turn, context: Context) -> str:
        return say(await _board(turn, context))

    return shown


def _of_report(say: Callable[[Report], str]) -> Breakdown:
    async def shown(turn: Turn, context: Context) -> str:
        return say(await _report(turn, context))

    return shown


BREAKDOWNS: Mapping[str, Breakdown] = {
    "phases": _of_board(words.phase_words),
    "industries": _of_board(words.industry_words),
    "streets": _of_board(words.street_words),
    "times": _of_report(words.time_words),
    "law": _of_report(words.law_words),
    "silent": _of_report(lambda shown: words.silence_words(shown.silence.as_dict())),
}

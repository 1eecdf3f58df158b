"""/board: the key projects at a glance; every number is counted from the records."""

from collections.abc import Mapping
from decimal import Decimal

from telegram import Update

from bot.context import Context, Turn
from bot.handlers.staff_only import managers_only
from bot.rendering.html import escape
from bot.texts import staff as texts
from cases.insights import Board, board

WAN_IN_YI = 10_000  # 万元 in 亿元


async def on_board(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        await show_board(turn, context)


async def on_board_button(turn: Turn, context: Context, _rest: str) -> None:
    await show_board(turn, context)


async def show_board(turn: Turn, context: Context) -> None:
    """Owe the board to a manager."""
    if not await managers_only(turn):
        return
    calendar = context.services.calendar
    shown = await board(turn.session, today=turn.today, calendar=calendar)
    buttons = [[(texts.BOARD_TODAY, "today"), (texts.BOARD_CASES, "cases")]]
    await turn.say(board_words(shown), buttons)


def board_words(shown: Board) -> str:
    """Return the board as Telegram HTML."""
    return texts.BOARD.format(
        today=shown.today,
        projects=shown.projects,
        investment=f"{shown.investment / Decimal(WAN_IN_YI):.2f}",
        stages=_lines(shown.by_stage),
        levels=_lines(shown.by_key_level),
        open=shown.open_cases,
        overdue=shown.overdue_cases,
        in_time=shown.decided_in_time,
        late=shown.decided_late,
    )


def _lines(counts: Mapping[str, int]) -> str:
    return "\n".join(
        texts.BOARD_LINE.format(name=escape(name), count=count) for name, count in counts.items()
    )

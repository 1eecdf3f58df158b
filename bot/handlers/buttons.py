"""Every press of a button, by the first part of its data. Old buttons get an answer too."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import Update

from bot.context import Context, Turn
from bot.handlers import (
    answering,
    audiences,
    board,
    calls,
    lapsed,
    members,
    notice_acts,
    planning,
    preferences,
    progress,
    questions,
    records,
    salon_questions,
    salons,
    staff_cases,
    start,
)
from bot.handlers.help import ask_for_a_person, on_forget_choice
from bot.marks import unmarked
from bot.texts import errors as texts
from bot.texts.start import EXAMPLE_QUESTION

Press = Callable[[Turn, Context, str], Awaitable[None]]


async def _human(turn: Turn, _context: Context, exchange: str) -> None:
    await ask_for_a_person(turn, exchange)


async def _forget(turn: Turn, _context: Context, rest: str) -> None:
    await on_forget_choice(turn, rest)


async def _vote(turn: Turn, _context: Context, rest: str) -> None:
    vote, _, exchange = rest.partition(":")
    await questions.on_vote(turn, vote, exchange)


async def _vote_reason(turn: Turn, _context: Context, rest: str) -> None:
    number, _, exchange = rest.partition(":")
    await questions.on_vote_reason(turn, number, exchange)


PRESSES: Mapping[str, Press] = {
    "human": _human,
    "forget": _forget,
    "v": _vote,
    "w": _vote_reason,
    "leave": start.on_leave_button,
    "status": progress.on_status_button,
    "fresh": progress.on_refresh_button,
    "todo": progress.on_todo_button,
    "why": progress.on_why_button,
    "all": progress.on_all_button,
    "who": members.on_who_button,
    "m": members.on_member_button,
    "salons": salons.on_list_button,
    "s": salons.on_salon_button,
    "n": notice_acts.on_notice_button,
    "sq": salon_questions.on_question_button,
    "b": audiences.on_audience_button,
    "r": records.on_record_button,
    "i": staff_cases.on_invite_button,
    "p": staff_cases.on_project_button,
    "cases": staff_cases.on_cases_button,
    "today": staff_cases.on_today_button,
    "board": board.on_board_button,
    "a": answering.on_answer_button,
    "renew": lapsed.on_renew_button,
    "plan": planning.on_plan_button,
    "set": preferences.on_mode_button,
    "call": calls.on_made_button,
}


async def on_button(update: Update, context: Context) -> None:
    """Do what the button says; what no longer means anything says so."""
    data = update.callback_query.data if update.callback_query else None
    plain, _ = unmarked(data or "")
    name, _, rest = plain.partition(":")
    question = await _question_behind(name, rest, context)
    if question is not None:
        await questions.answer(context, question, [])
        return
    async with context.turn() as turn:
        press = PRESSES.get(name)
        if press is None:
            turn.toast = texts.BUTTON_EXPIRED
            return
        await press(turn, context, rest)


async def _question_behind(name: str, rest: str, context: Context) -> str | None:
    """Return the question that a button stands for; None for every other button."""
    if name == "example":
        return EXAMPLE_QUESTION
    if name != "q":
        return None
    number, _, exchange = rest.partition(":")
    async with context.look() as turn:
        return await questions.candidate(turn, exchange, number)

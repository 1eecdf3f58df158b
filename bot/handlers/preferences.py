"""/settings: what a person wants to hear of, and how loudly."""

from telegram import Update

from bot.context import Context, Turn
from bot.rendering.html import buttons_of
from bot.rendering.outgoing import Outgoing
from bot.texts import errors as error_texts
from bot.texts import preferences as texts
from cases import preferences
from cases.outbox import QuietHours
from cases.preferences import Category, Mode

NEXT = {Mode.ON: Mode.SILENT, Mode.SILENT: Mode.OFF, Mode.OFF: Mode.ON}


async def on_settings(update: Update, context: Context) -> None:
    async with context.turn() as turn:
        words, rows = await _settings(turn, context.services.quiet_hours)
        await turn.say(words, rows)


async def on_mode_button(turn: Turn, context: Context, rest: str) -> None:
    """Set one category to what the button says, and show the settings as they are now."""
    category, _, mode = rest.partition(":")
    if category not in list(Category) or mode not in list(Mode):
        turn.toast = error_texts.BUTTON_EXPIRED
        return
    await preferences.set_mode(
        turn.session, turn.person.id, Category(category), Mode(mode), at=turn.at
    )
    words, rows = await _settings(turn, context.services.quiet_hours)
    turn.edit = Outgoing(words, buttons_of(rows))
    turn.toast = texts.SET


async def _settings(
    turn: Turn, quiet: QuietHours | None
) -> tuple[str, list[list[tuple[str, str]]]]:
    modes = await preferences.modes_of(turn.session, turn.person.id)
    lines = [
        texts.LINE.format(category=texts.CATEGORIES[category], mode=texts.MODES[mode])
        for category, mode in modes.items()
    ]
    hours = texts.QUIET_OFF
    if quiet:
        hours = texts.QUIET.format(start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}")
    # A button says what pressing it does, and its data says the mode: pressing twice is once.
    rows = [
        [
            (
                texts.CHANGE.format(
                    category=texts.CATEGORIES[category], mode=texts.MODES[NEXT[mode]]
                ),
                f"set:{category}:{NEXT[mode]}",
            )
        ]
        for category, mode in modes.items()
    ]
    return texts.SETTINGS.format(lines="\n".join(lines), quiet=hours), rows

"""The channel port: what a chat platform must be able to do for us, and Telegram doing it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, assert_never

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    Message,
)
from telegram.error import TelegramError

from bot.rendering.outgoing import Attachment, Button, Held, Outgoing
from bot.telegram_outcomes import outcome_of
from cases.outbox import Delivered, Outcome

CALL_TIMEOUT = timedelta(seconds=20)  # shorter than the lease of an attempt


class Messenger(Protocol):
    """Sends to one channel. Never raises for what the channel says: every ending is an outcome."""

    async def send(self, address: str, message: Outgoing) -> Outcome:
        """Make exactly one call that sends *message* to *address*."""
        ...

    async def edit(self, address: str, external_id: str, message: Outgoing) -> Outcome:
        """Replace a message sent earlier. Repeating it changes nothing."""
        ...


class Channel(Messenger, Protocol):
    """A messenger that also hands out what people send us."""

    async def download(self, file_id: str) -> bytes | None:
        """Return the bytes of a file that somebody sent us; None when they cannot be had now."""
        ...


@dataclass(frozen=True)
class TelegramMessenger:
    """Telegram through python-telegram-bot, without its retries and rate limiter."""

    bot: Bot

    async def send(self, address: str, message: Outgoing) -> Outcome:
        try:
            sent = await self._send(int(address), message)
        except TelegramError as error:
            return outcome_of(error)
        return Delivered(str(sent.message_id))

    async def _send(self, chat_id: int, message: Outgoing) -> Message:
        keyboard = keyboard_of(message.buttons)
        seconds = CALL_TIMEOUT.total_seconds()
        if message.photo is not None:
            return await self.bot.send_photo(
                chat_id,
                _photo(message.photo),
                caption=message.html,
                parse_mode="HTML",
                reply_markup=keyboard,
                disable_notification=message.silent,
                read_timeout=seconds,
                write_timeout=seconds,
            )
        if message.document is not None:
            return await self.bot.send_document(
                chat_id,
                _document(message.document),
                filename=_name(message.document),
                caption=message.html,
                parse_mode="HTML",
                reply_markup=keyboard,
                disable_notification=message.silent,
                read_timeout=seconds,
                write_timeout=seconds,
            )
        return await self.bot.send_message(
            chat_id,
            message.html,
            parse_mode="HTML",
            reply_markup=keyboard,
            disable_notification=message.silent,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            read_timeout=seconds,
            write_timeout=seconds,
        )

    async def edit(self, address: str, external_id: str, message: Outgoing) -> Outcome:
        try:
            await self._edit(int(address), int(external_id), message)
        except TelegramError as error:
            if "message is not modified" in str(error).lower():
                return Delivered(external_id)
            return outcome_of(error)
        return Delivered(external_id)

    async def download(self, file_id: str) -> bytes | None:
        try:
            file = await self.bot.get_file(file_id)
            return bytes(
                await file.download_as_bytearray(read_timeout=CALL_TIMEOUT.total_seconds())
            )
        except TelegramError:
            return None

    async def _edit(self, chat_id: int, message_id: int, message: Outgoing) -> None:
        keyboard = keyboard_of(message.buttons)
        media = _media(message)
        if media is not None:
            await self.bot.edit_message_media(
                media, chat_id=chat_id, message_id=message_id, reply_markup=keyboard
            )
            return
        await self.bot.edit_message_text(
            message.html,
            chat_id=chat_id,
            message_id=message_id,
            parse_mode="HTML",
            reply_markup=keyboard,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )


def _media(message: Outgoing) -> InputMediaPhoto | InputMediaDocument | None:
    """Return the picture or file of *message* with its words, as an edit takes them."""
    if message.photo is not None:
        return InputMediaPhoto(_photo(message.photo), caption=message.html, parse_mode="HTML")
    if message.document is not None:
        return InputMediaDocument(
            _document(message.document),
            filename=_name(message.document),
            caption=message.html,
            parse_mode="HTML",
        )
    return None


def _photo(photo: bytes | Held) -> bytes | str:
    return photo.id if isinstance(photo, Held) else photo


def _document(document: Attachment | Held) -> bytes | str:
    return document.id if isinstance(document, Held) else document.content


def _name(document: Attachment | Held) -> str | None:
    """Return the name to upload under; what the channel has already keeps its own."""
    return None if isinstance(document, Held) else document.name


def keyboard_of(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """Return Telegram's keyboard for *rows*; None when there are no buttons."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in rows])


def _button(button: Button) -> InlineKeyboardButton:
    match button:
        case Button(data=str(data), url=None):
            return InlineKeyboardButton(button.label, callback_data=data)
        case Button(data=None, url=str(url)):
            return InlineKeyboardButton(button.label, url=url)
        case Button():
            msg = f"a button needs either data or a URL: {button.label}"
            raise ValueError(msg)
        case unreachable:
            assert_never(unreachable)

"""What a handler gets: the services, and a turn in which everything happens or nothing does."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Self, cast
from uuid import UUID

from telegram import CallbackQuery, Update, User
from telegram.error import TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot.marks import unmarked
from bot.messenger import Channel
from bot.rendering.outgoing import Outgoing
from bot.services import Services
from cases import inbox, outbox, people
from cases.database import Session
from cases.tables.people import Chat, Person

Data = dict[Any, Any]


@dataclass
class Turn:
    """
    One update and all that follows from it, in one transaction.

    What the person gets back is *owed*, not sent: it commits together with the effects and with the
    update being done, so a crash repeats all of it or none.
    """

    session: Session
    update: Update
    person: Person
    chat: Chat
    at: datetime
    today: date
    toast: str | None = None  # shown for a moment over the chat when a button was pressed
    edit: Outgoing | None = None  # replaces the message whose button was pressed
    _replies: int = field(default=0, repr=False)

    async def reply(self, kind: str, **payload: Any) -> None:
        """Owe the person a message of *kind*."""
        self._replies += 1
        await outbox.owe(
            self.session,
            dedupe_key=f"update:{self.update.update_id}:{self._replies}",
            message_class=outbox.MessageClass.REPLY,
            kind=kind,
            payload=payload,
            chats=[self.chat.id],
            at=self.at,
        )

    async def alert(
        self, chats: Sequence[UUID], kind: str, *, dedupe_key: str, **payload: Any
    ) -> None:
        """Owe staff a message of *kind*; never twice for the same *dedupe_key*."""
        await outbox.owe(
            self.session,
            dedupe_key=dedupe_key,
            message_class=outbox.MessageClass.STAFF_ALERT,
            kind=kind,
            payload=payload,
            chats=chats,
            at=self.at,
        )

    async def say(self, text: str, buttons: list[list[tuple[str, str]]] | None = None) -> None:
        """Owe a plain message: *text* is Telegram HTML, *buttons* rows of (label, data)."""
        await self.reply("text", html=text, buttons=buttons or [])


class Context(CallbackContext[ExtBot[None], Data, Data, Data]):
    """PTB's context with our services and the turn."""

    incoming: Update

    @classmethod
    def from_update(cls, update: object, application: Any) -> Self:
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.incoming = update
        return context

    @property
    def services(self) -> Services:
        """The parts that ``bootstrap`` built (the only cast in the bot)."""
        return cast(Services, self.application.bot_data["services"])

    @property
    def messenger(self) -> Channel:
        return self.services.messenger

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Turn]:
        """
        Open a transaction that leaves the update open: a turn will finish it.

        A press of a button settles the message that it belongs to, first of all.
        """
        services = self.services
        at, today = services.clock.now(), services.clock.today()
        async with services.sessions.begin() as session:
            await believe_the_press(session, self.incoming.callback_query, at=at)
            person, chat = await who_speaks(session, self.incoming.effective_user, at=at)
            yield Turn(session, self.incoming, person, chat, at, today)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Turn]:
        """Open the transaction of this update; afterwards wake the relay and close the button."""
        async with self.look() as turn:
            yield turn
            await inbox.done(turn.session, self.incoming.update_id, at=turn.at)
        self.services.relay.wake()
        if self.incoming.callback_query is not None:
            await self._close_button(self.incoming.callback_query, turn)

    async def _close_button(self, query: CallbackQuery, turn: Turn) -> None:
        """Neither call can be lost to anyone: a repeated press brings both again."""
        with suppress(TelegramError):  # perhaps pressed too long ago to be answered
            await query.answer(turn.toast)
        if turn.edit is not None and query.message is not None:
            await self.messenger.edit(turn.chat.address, str(query.message.message_id), turn.edit)


async def believe_the_press(session: Session, query: CallbackQuery | None, *, at: datetime) -> None:
    """Settle what was not known to have arrived: who presses a button has its message."""
    if query is None or query.message is None:
        return
    _, mark = unmarked(query.data or "")
    await outbox.prove_arrival(
        session,
        address=str(query.message.chat.id),
        external_id=str(query.message.message_id),
        mark=mark,
        at=at,
    )


async def who_speaks(session: Session, user: User | None, *, at: datetime) -> tuple[Person, Chat]:
    """Return the person and chat of *user*, registering both when they are new."""
    if user is None:
        msg = "an update without a sender reached a handler"
        raise ValueError(msg)
    chat, person = await people.register_chat(
        session, address=str(user.id), name=user.full_name, at=at
    )
    return person, chat

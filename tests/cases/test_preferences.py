"""People turn down what they do not want to hear; what they must hear always arrives."""

from uuid import UUID

import pytest
from sqlalchemy import select

from cases.database import Sessions
from cases.notices import Audience, WhyNot, preview_audience, unreached
from cases.outbox import DeliveryState, MessageClass, Opened, Refusal, Refused
from cases.preferences import Category, Mode, category_of, modes_of, set_mode
from cases.tables.people import Chat, Person
from tests.cases.outbox_builders import (
    NOON,
    claim_some,
    deliveries,
    on_sqlite,
    open_one,
    owe_one,
    some_chats,
)
from tests.cases.test_notices import an_approved_notice, count_of, send_one


async def turn(sessions: Sessions, chat: UUID, category: Category, mode: Mode) -> None:
    async with sessions.begin() as session:
        person = (await session.get_one(Chat, chat)).person_id
        await set_mode(session, person, category, mode, at=NOON)


async def open_the_next(sessions: Sessions) -> Opened | Refused:
    (claimed,) = await claim_some(sessions, limit=1)
    return await open_one(sessions, claimed)


class TestBeforeEverySend:
    async def test_what_was_turned_off_after_it_was_owed_is_not_sent(self, sessions: Sessions):
        """The last word counts, and the ledger says why."""
        (chat,) = await some_chats(sessions)
        await owe_one(sessions, [chat])
        await turn(sessions, chat, Category.MILESTONE, Mode.ON)
        await turn(sessions, chat, Category.MILESTONE, Mode.OFF)

        assert await open_the_next(sessions) == Refused(Refusal.TURNED_OFF)

        (row,) = await deliveries(sessions)
        assert row.state is DeliveryState.SUPPRESSED
        assert "已关闭" in (row.reason or "")

    @on_sqlite
    @pytest.mark.parametrize("mode", [Mode.ON, Mode.SILENT])
    async def test_silent_arrives_without_a_sound(self, sessions: Sessions, mode):
        (chat,) = await some_chats(sessions)
        await owe_one(sessions, [chat])
        await turn(sessions, chat, Category.MILESTONE, mode)

        opened = await open_the_next(sessions)

        assert isinstance(opened, Opened)
        assert opened.silent is (mode is Mode.SILENT)

    @on_sqlite
    @pytest.mark.parametrize(
        "message_class", [MessageClass.LEGAL, MessageClass.REPLY, MessageClass.STAFF_ALERT]
    )
    async def test_nobody_can_turn_off_what_they_must_hear(self, sessions, message_class):
        (chat,) = await some_chats(sessions)
        await owe_one(sessions, [chat], message_class=message_class)
        for category in Category:
            await turn(sessions, chat, category, Mode.OFF)

        opened = await open_the_next(sessions)

        assert isinstance(opened, Opened)
        assert not opened.silent

    def test_a_move_of_ones_own_salon_is_no_reminder(self):
        """Who registered hears that it moves, is called off or has a seat for them."""
        reminders = MessageClass.SALON_REMINDER

        assert category_of(reminders, "salon_reminder") is Category.SALON
        for kind in ("salon_moved", "salon_cancelled", "salon_offered"):
            assert category_of(reminders, kind) is None


class TestNotices:
    async def test_who_turned_notices_off_is_in_no_audience(self, sessions: Sessions):
        """The author sees them among those who get nothing."""
        chats = await some_chats(sessions, 1)
        await turn(sessions, chats[0], Category.NOTICE, Mode.OFF)

        async with sessions.begin() as session:
            everyone = Audience(everyone=True)
            assert (await preview_audience(session, everyone)).chats == 0
            assert [one.why for one in await unreached(session, everyone)] == [WhyNot.OFF]

    @on_sqlite
    async def test_who_turns_them_off_after_the_approval_gets_none(self, sessions: Sessions):
        """The audience stays what was approved; the one delivery is put aside."""
        bureau, notice = await an_approved_notice(sessions)
        await turn(sessions, bureau.enterprises[0], Category.NOTICE, Mode.OFF)

        for _ in range(3):
            await send_one(sessions)

        now = await count_of(sessions, notice)
        assert (now.sent, now.suppressed, now.pending) == (2, 1, 0)


@on_sqlite
async def test_without_a_word_everything_is_on(sessions: Sessions):
    await some_chats(sessions)
    async with sessions.begin() as session:
        person = (await session.scalars(select(Person.id))).one()

        assert set((await modes_of(session, person)).values()) == {Mode.ON}

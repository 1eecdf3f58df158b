"""The breaker: a fault of ours is looked for where it is, and nobody is marked as gone for it."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import func, select

from cases.database import Sessions
from cases.notices import NoticeState, resume_notice, watch_notices
from cases.outbox import (
    Delivered,
    DeliveryState,
    Fatal,
    MessageClass,
    Opened,
    Outcome,
    Rejected,
    Unreachable,
    stops_in_force,
)
from cases.tables.people import Chat, ChatStatus
from tests.cases.outbox_builders import (
    NOON,
    SECOND,
    a_chat,
    claim_some,
    deliveries,
    open_one,
    owe_one,
    settle_one,
    some_chats,
    start_one,
)
from tests.cases.test_notices import an_approved_notice, count_of, send_one

FORBIDDEN = Unreachable("Forbidden: not enough rights to send photos")
AT = NOON + SECOND


async def send_to(
    sessions: Sessions, chats: Sequence[UUID], outcome: Outcome, *, at=AT, **more
) -> None:
    """Send one message of its own to each of *chats*."""
    for chat in chats:
        await owe_one(sessions, [chat], message_class=MessageClass.REPLY, at=at, **more)
        opened = await start_one(sessions, at=at)
        await settle_one(sessions, opened.token, outcome, at=at)


async def blocked(sessions: Sessions) -> int:
    async with sessions.begin() as session:
        gone = select(func.count()).where(Chat.status == ChatStatus.BLOCKED)
        return (await session.scalars(gone)).one()


async def stopped(sessions: Sessions) -> list[str]:
    async with sessions.begin() as session:
        return [stop.scope for stop in await stops_in_force(session)]


class TestANoticeThatIsRefused:
    async def test_by_all_of_its_first_wave_is_paused_alone(self, sessions: Sessions):
        """Fault 24: its five are not gone; a reply and a legal notice leave as ever."""
        bureau, notice = await an_approved_notice(sessions, enterprises=20)
        for second in range(5):
            await send_one(sessions, FORBIDDEN, at=NOON + (second + 1) * SECOND)

        now = await count_of(sessions, notice)
        assert (now.state, now.failed, now.pending) == (NoticeState.PAUSED, 0, 20)
        assert "连续 5 个会话都拒收" in (now.reason or "")
        assert await blocked(sessions) == 0
        assert await stopped(sessions) == []
        at = NOON + 10 * SECOND
        for message_class in (MessageClass.REPLY, MessageClass.LEGAL):
            await owe_one(sessions, list(bureau.enterprises[:1]), message_class=message_class)
        taken = [await send_one(sessions, at=at + n * SECOND) for n in range(2)]
        assert [one.message_class for one in taken if isinstance(one, Opened)] == [
            MessageClass.REPLY,
            MessageClass.LEGAL,
        ]

    async def test_by_ten_in_a_row_later_on_is_paused_alone(self, sessions: Sessions):
        """Also after a good beginning; who refused gets it when it goes on."""
        bureau, notice = await an_approved_notice(sessions, enterprises=70)
        at = NOON
        for sent in range(60):  # ten of sixty: too few for its pause by share
            at += SECOND
            if sent in (5, 9):  # its second wave, and its third
                async with sessions.begin() as session:
                    assert (await watch_notices(session, at=at)).let_go == 1
            await send_one(sessions, FORBIDDEN if sent >= 50 else None, at=at)

        now = await count_of(sessions, notice)
        assert (now.state, now.sent, now.failed) == (NoticeState.PAUSED, 50, 0)
        assert "连续 10 个会话都拒收" in (now.reason or "")
        assert (await blocked(sessions), await stopped(sessions)) == (0, [])

        async with sessions.begin() as session:
            await resume_notice(session, notice, by=bureau.second, at=at + SECOND)
        # Only what is refused from now on counts: one who did leave pauses nothing.
        await send_one(sessions, FORBIDDEN, at=at + 2 * SECOND)
        assert (await count_of(sessions, notice)).state is NoticeState.SENDING
        assert await blocked(sessions) == 1

    async def test_by_the_same_five_after_somebody_let_it_go_on_goes_to_the_rest(
        self, sessions: Sessions
    ):
        """They are paused for by their share once more, and are gone; it does not stay with them for ever."""
        bureau, notice = await an_approved_notice(sessions, enterprises=20)
        at = NOON
        for pauses in range(2):
            for _ in range(2 * pauses):  # what its author and its approver were told
                await send_one(sessions, at=at)
            for _ in range(5):
                at += SECOND
                await send_one(sessions, FORBIDDEN, at=at)
            async with sessions.begin() as session:
                await watch_notices(session, at=at)
            now = await count_of(sessions, notice)
            assert now.state is NoticeState.PAUSED
            at += SECOND
            async with sessions.begin() as session:
                await resume_notice(session, notice, by=bureau.second, at=at)

        assert (now.failed, await blocked(sessions)) == (5, 5)
        assert "5 条未送达" in (now.reason or "")
        async with sessions.begin() as session:
            assert (await watch_notices(session, at=at)).let_go == 1
        for _ in range(2 + 1):  # the two are told of the second pause as well
            await send_one(sessions, at=at + SECOND)
        assert (await count_of(sessions, notice)).sent == 1

    async def test_a_picture_that_the_channel_rejects_pauses_it_at_once(self, sessions: Sessions):
        """Fault 24: it would be rejected for everybody; nothing else is held."""
        _, notice = await an_approved_notice(sessions, enterprises=20)
        await send_one(sessions, Rejected("PHOTO_INVALID_DIMENSIONS"), at=AT)

        now = await count_of(sessions, notice)
        assert (now.state, now.failed, now.pending) == (NoticeState.PAUSED, 1, 19)
        assert (await blocked(sessions), await stopped(sessions)) == (0, [])

    async def test_does_not_count_against_the_channel(self, sessions: Sessions):
        """Fault 12: nine people who left, and a notice that everybody refuses, are no dead channel."""
        _, notice = await an_approved_notice(sessions, enterprises=20)
        for _ in range(5):
            await send_one(sessions, FORBIDDEN, at=AT)
        async with sessions.begin() as session:
            chats = list((await session.scalars(select(Chat.id).order_by(Chat.address))).all())
        await send_to(sessions, chats[:9], FORBIDDEN)

        assert await stopped(sessions) == []
        assert await blocked(sessions) == 9
        assert (await count_of(sessions, notice)).state is NoticeState.PAUSED


class TestTheChannel:
    async def test_is_stopped_when_different_messages_are_refused(self, sessions: Sessions):
        """Fault 12: ten in a row, and nobody is marked as gone; all of it waits for the release."""
        chats = await some_chats(sessions, 11)
        await send_to(sessions, chats[:10], FORBIDDEN)

        assert await stopped(sessions) == ["channel:telegram"]
        assert await blocked(sessions) == 0
        assert {row.state for row in await deliveries(sessions)} == {DeliveryState.RETRY}
        await owe_one(sessions, chats[10:], message_class=MessageClass.REPLY)
        assert await claim_some(sessions, at=AT) == []

    async def test_is_not_stopped_while_a_notice_still_arrives(self, sessions: Sessions):
        """What arrives at one proves that the channel is open; the ten have left."""
        await an_approved_notice(sessions, enterprises=12)
        async with sessions.begin() as session:
            chats = [await a_chat(session) for _ in range(10)]
        await send_to(sessions, chats[:9], FORBIDDEN)
        await send_one(sessions, Delivered("1"), at=AT)
        await send_to(sessions, chats[9:], FORBIDDEN)

        assert await stopped(sessions) == []
        assert await blocked(sessions) == 10

    @pytest.mark.parametrize("message_class", [MessageClass.REPLY, MessageClass.LEGAL])
    async def test_is_stopped_at_once_by_a_token_that_is_revoked(
        self, sessions: Sessions, message_class: MessageClass
    ):
        """Fault 40: one 401 is enough; the message waits and nobody is marked as gone."""
        await owe_one(sessions, await some_chats(sessions), message_class=message_class)
        opened = await start_one(sessions)
        await settle_one(sessions, opened.token, Fatal("Unauthorized"))

        assert await stopped(sessions) == ["channel:telegram"]
        assert await blocked(sessions) == 0
        (row,) = await deliveries(sessions)
        assert row.state is DeliveryState.RETRY

    async def test_that_is_dead_pauses_a_notice_and_is_stopped_by_what_else_is_refused(
        self, sessions: Sessions
    ):
        """Fault 12: nobody can tell by one notice; by ten other messages one can."""
        _, notice = await an_approved_notice(sessions, enterprises=20)
        for _ in range(5):
            await send_one(sessions, FORBIDDEN, at=AT)
        async with sessions.begin() as session:
            chats = list((await session.scalars(select(Chat.id).order_by(Chat.address))).all())
        for number, chat in enumerate(chats[:10]):
            await send_to(sessions, [chat], FORBIDDEN, at=AT + number * SECOND)

        assert (await count_of(sessions, notice)).state is NoticeState.PAUSED
        assert await stopped(sessions) == ["channel:telegram"]
        assert await blocked(sessions) == 0


async def test_who_left_is_marked_and_nothing_is_stopped(sessions: Sessions):
    """Fault 11: one refusal among what arrives is a person, not a fault."""
    chats = await some_chats(sessions, 12)
    for number, chat in enumerate(chats):
        outcome = FORBIDDEN if number % 4 == 0 else Delivered("1")
        await owe_one(sessions, [chat], at=AT)
        (claimed,) = await claim_some(sessions, at=AT, limit=1)
        opened = await open_one(sessions, claimed, at=AT)
        assert isinstance(opened, Opened)
        await settle_one(sessions, opened.token, outcome, at=AT)

    assert (await blocked(sessions), await stopped(sessions)) == (3, [])

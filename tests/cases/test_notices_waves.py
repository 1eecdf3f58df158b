"""A notice goes to a few first, and to the rest only when that went well."""

from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from cases.database import Sessions
from cases.notices import (
    NOT_YET,
    BadNotice,
    HeldForLong,
    NoticeState,
    Watched,
    approve,
    resume_notice,
    stop_notice,
    watch_notices,
)
from cases.outbox import Delivered, MessageClass, Opened, QuietHours, Unknown, Unreachable
from cases.rules.waves import CANARY, LAST, troubled, waves_of
from cases.tables.outbox import OutboxMessage
from tests.cases.outbox_builders import NOON, SECOND, deliveries, on_sqlite
from tests.cases.test_notices import (
    a_bureau,
    an_approved_notice,
    count_of,
    draft,
    hand_in,
    send_one,
)

DAY = timedelta(days=1)


async def look(sessions: Sessions, at=NOON) -> Watched:
    async with sessions.begin() as session:
        return await watch_notices(session, at=at)


async def send_all(sessions: Sessions, outcome=None, at=NOON) -> int:
    sent = 0
    while isinstance(await send_one(sessions, outcome, at=at), Opened):
        sent += 1
    return sent


class TestTheRule:
    @given(chats=st.sets(st.uuids(), max_size=300), seed=st.text(max_size=5))
    def test_every_chat_is_in_one_wave_and_the_first_ones_are_small(self, chats, seed):
        waves = waves_of(chats, seed=seed)

        sizes = Counter(waves.values())
        assert set(waves) == chats
        assert sizes[0] == min(CANARY, len(chats))
        assert sizes[1] <= len(chats) * 0.05 + 1
        assert set(sizes) <= set(range(LAST + 1))

    def test_another_notice_is_tried_on_others(self):
        """It is not always the same five who get what is wrong first."""
        chats = [uuid4() for _ in range(200)]

        firsts = {
            tuple(chat for chat, wave in waves_of(chats, seed=str(n)).items() if wave == 0)
            for n in range(4)
        }

        assert len(firsts) == 4

    @pytest.mark.parametrize(
        ("settled", "troubles", "stop"),
        [(4, 4, False), (5, 1, False), (5, 2, True), (100, 20, False), (100, 21, True)],
    )
    def test_more_than_a_fifth_of_troubles_is_too_much(self, settled, troubles, stop):
        assert troubled(settled, troubles) is stop


class TestWaves:
    async def test_each_wave_waits_for_the_one_before(self, sessions: Sessions):
        """Five, then one in twenty, then the rest; all are owed from the beginning, once."""
        _, notice = await an_approved_notice(sessions, enterprises=60)
        assert (await count_of(sessions, notice)).total == 60

        sent = [await send_all(sessions)]
        for _ in range(3):
            await look(sessions)
            sent.append(await send_all(sessions))

        assert sent == [5, 3, 52, 0]
        assert (await count_of(sessions, notice)).sent == 60

    @on_sqlite
    async def test_nothing_more_goes_while_an_answer_is_outstanding(self, sessions: Sessions):
        """A delivery that will be tried again belongs to its wave."""
        await an_approved_notice(sessions, enterprises=20)
        for _ in range(4):
            await send_one(sessions)

        assert await look(sessions) == Watched(let_go=0, paused=0)

        await send_one(sessions)
        assert await look(sessions) == Watched(let_go=1, paused=0)

    @on_sqlite
    @pytest.mark.parametrize("outcome", [Unreachable("gone"), Unknown("answer lost")])
    async def test_too_many_troubles_pause_it_and_say_so_once(self, sessions: Sessions, outcome):
        """Nobody of the next wave is written to, and the author and the approver are told."""
        bureau, notice = await an_approved_notice(sessions, enterprises=20)
        later = NOON + SECOND
        for _ in range(3):
            await send_one(sessions, at=later)
        for _ in range(2):
            await send_one(sessions, outcome, at=later)

        for _ in range(3):
            await look(sessions, at=later)

        now = await count_of(sessions, notice)
        assert (now.state, now.pending) == (NoticeState.PAUSED, 15)
        assert "自动暂停" in (now.reason or "")
        async with sessions.begin() as session:
            alerts = select(OutboxMessage).where(OutboxMessage.kind == "notice_held")
            assert [m.message_class for m in await session.scalars(alerts)] == [
                MessageClass.STAFF_ALERT
            ]
            assert await resume_notice(session, notice, by=bureau.second, at=later)

        # What went wrong until then has been looked at.
        assert await look(sessions, at=later) == Watched(let_go=1, paused=0)

    @on_sqlite
    @pytest.mark.parametrize(("hours", "waits"), [(2, 2), (10, 20)])
    async def test_a_notice_waits_for_its_hour_and_for_the_morning(
        self, sessions: Sessions, hours, waits
    ):
        """The hour is part of what is approved; one at night waits for eight o'clock."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author, send_at=NOON + timedelta(hours=hours))
        submission = await hand_in(sessions, notice, bureau.author)
        async with sessions.begin() as session:
            await approve(
                session,
                notice,
                approver=bureau.second,
                digest=submission.digest,
                at=NOON,
                quiet_hours=QuietHours.parse("21:00-08:00", ZoneInfo("Asia/Shanghai")),
            )

        expected = NOON + timedelta(hours=waits)
        assert {row.not_before for row in await deliveries(sessions)} == {expected}

    @on_sqlite
    async def test_an_hour_after_its_end_is_refused(self, sessions: Sessions):
        bureau = await a_bureau(sessions)
        with pytest.raises(BadNotice, match="发送时间"):
            await draft(sessions, bureau.author, send_at=NOON + DAY, expires_at=NOON + DAY)

    @on_sqlite
    async def test_a_later_wave_has_no_date_until_it_is_let_go(self, sessions: Sessions):
        """So neither a clock that is wrong nor a restart can send it early."""
        await an_approved_notice(sessions, enterprises=20)

        held = [row for row in await deliveries(sessions) if row.not_before == NOT_YET]

        assert len(held) == 15


class TestResuming:
    async def resume(self, sessions: Sessions, notice: UUID, by: UUID, at) -> bool:
        async with sessions.begin() as session:
            return await resume_notice(session, notice, by=by, at=at)

    @on_sqlite
    async def test_after_a_day_another_person_has_to_let_it_go_on(self, sessions: Sessions):
        """Fault 23: one person stops; what was true then may not be any more."""
        bureau, notice = await an_approved_notice(sessions)
        async with sessions.begin() as session:
            await stop_notice(session, notice, by=bureau.author, reason="核对", at=NOON)

        with pytest.raises(HeldForLong):
            await self.resume(sessions, notice, bureau.author, NOON + 2 * DAY)

        assert await self.resume(sessions, notice, bureau.second, NOON + 2 * DAY)
        assert await send_one(sessions, Delivered("1"), at=NOON + 2 * DAY)

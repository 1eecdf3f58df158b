"""A notice is sent between the two instants that were approved for it, and not a moment after."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import update

from cases.database import Sessions
from cases.notices import BadNotice, NoticeLapsed, approve, edit_draft, outcomes, watch_notices
from cases.outbox import DeliveryState, Opened, QuietHours, Refusal, Refused, sweep
from cases.tables.notices import Notice
from cases.tables.outbox import Delivery
from tests.cases.outbox_builders import NOON, claim_some, deliveries, on_sqlite, open_one
from tests.cases.test_notices import a_bureau, count_of, draft, hand_in, send_one, sign
from tests.cases.test_salons import DAY, a_salon

HOUR = timedelta(hours=1)


async def an_approved_notice(sessions: Sessions, **more):
    bureau = await a_bureau(sessions)
    notice = await draft(sessions, bureau.author, **more)
    submission = await hand_in(sessions, notice, bureau.author)
    await sign(sessions, notice, bureau.second, submission.digest)
    return bureau, notice


class TestSending:
    async def test_nothing_goes_before_its_hour_or_after_its_end(self, sessions: Sessions):
        """What is left then is shown as too late, for each recipient, and so is the notice."""
        _, notice = await an_approved_notice(
            sessions, send_at=NOON + HOUR, expires_at=NOON + 2 * HOUR
        )

        assert await claim_some(sessions) == []
        assert isinstance(await send_one(sessions, at=NOON + HOUR), Opened)
        assert await claim_some(sessions, at=NOON + 2 * HOUR) == []

        async with sessions.begin() as session:
            await watch_notices(session, at=NOON + 2 * HOUR)
            assert (await sweep(session, at=NOON + 2 * HOUR)).expired == 2
            rows = await outcomes(session, notice)
        now = await count_of(sessions, notice)
        assert (now.sent, now.expired, now.pending) == (1, 2, 0)
        assert now.state_name == "已到截止时间"
        assert sorted(row.outcome for row in rows) == ["已过期未发", "已过期未发", "已送达"]

    async def test_an_end_forged_into_a_delivery_lets_nothing_out(self, sessions: Sessions):
        """The approved end is in the bytes that were approved, and it counts."""
        await an_approved_notice(sessions, expires_at=NOON + HOUR)
        late = NOON + 5 * HOUR
        async with sessions.begin() as session:
            await session.execute(update(Delivery).values(expires_at=NOON + 9 * HOUR))
            await session.execute(update(Notice).values(expires_at=NOON + 9 * HOUR))
        (claimed,) = await claim_some(sessions, at=late, limit=1)

        assert await open_one(sessions, claimed, at=late) == Refused(Refusal.EXPIRED)

        states = {row.state for row in await deliveries(sessions)}
        assert states == {DeliveryState.EXPIRED, DeliveryState.PENDING}

    async def test_what_is_held_past_its_end_is_not_sent_afterwards(self, sessions: Sessions):
        """An attempt claimed a moment before the end is opened a moment after it."""
        await an_approved_notice(sessions, expires_at=NOON + HOUR)
        (claimed,) = await claim_some(sessions, at=NOON, limit=1)

        assert await open_one(sessions, claimed, at=NOON + HOUR) == Refused(Refusal.EXPIRED)


@on_sqlite
class TestApprovingTooLate:
    async def test_what_would_reach_nobody_is_not_approved(self, sessions: Sessions):
        """After the end, or in a night that lasts beyond it."""
        bureau = await a_bureau(sessions)
        night = QuietHours(time(4), time(8), UTC)
        for expires_at, at in ((NOON + HOUR, NOON + HOUR), (NOON + 2 * HOUR, NOON + HOUR / 2)):
            notice = await draft(sessions, bureau.author, expires_at=expires_at)
            submission = await hand_in(sessions, notice, bureau.author)

            async with sessions.begin() as session:
                with pytest.raises(NoticeLapsed, match="截止时间"):
                    await approve(
                        session,
                        notice,
                        approver=bureau.second,
                        digest=submission.digest,
                        at=at,
                        quiet_hours=night,
                    )

        assert await deliveries(sessions) == []


@on_sqlite
class TestChoosing:
    async def test_the_end_is_part_of_what_is_approved(self, sessions: Sessions):
        """Two notices that differ in nothing else have different digests."""
        bureau = await a_bureau(sessions)
        digests = set()
        for hours in (1, 2):
            notice = await draft(sessions, bureau.author, expires_at=NOON + hours * HOUR)
            digests.add((await hand_in(sessions, notice, bureau.author)).digest)

        assert len(digests) == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"expires_at": NOON},
            {"expires_at": NOON + 4 * DAY},  # the salon has begun by then
            {"send_at": NOON + 2 * HOUR, "expires_at": NOON + HOUR},
        ],
    )
    async def test_an_end_that_makes_no_sense_is_refused(self, sessions: Sessions, change):
        bureau = await a_bureau(sessions)
        async with sessions.begin() as session:
            salon = await a_salon(session, created_by=bureau.author)

        with pytest.raises(BadNotice, match="时间"):
            await draft(sessions, bureau.author, salon_id=salon, **change)

    async def test_an_edit_may_move_it(self, sessions: Sessions):
        """As a new version, like every other change; past is refused."""
        bureau = await a_bureau(sessions)
        notice = await draft(sessions, bureau.author, expires_at=NOON + HOUR)
        later = datetime(2026, 11, 24, tzinfo=UTC)

        async with sessions.begin() as session:
            edited = await edit_draft(
                session, notice, editor=bureau.author, expires_at=later, at=NOON
            )
            assert edited.expires_at == later
            with pytest.raises(BadNotice, match="截止时间"):
                await edit_draft(session, notice, editor=bureau.author, expires_at=NOON, at=NOON)

"""
The outbox played step by step: relays that die between any two steps, and a channel that remembers.

What each step should do is said a second time here, in plain Python over the rows as they were.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from cases.database import Session, Sessions, create_sessions
from cases.outbox import (
    POLICIES,
    Claimed,
    Delivered,
    DeliveryState,
    Fatal,
    MessageClass,
    Migrated,
    NotSent,
    OnUnknown,
    Opened,
    Outcome,
    RateLimited,
    Refused,
    Rejected,
    Unknown,
    Unreachable,
    claim,
    engage_stop,
    mark_of,
    next_due,
    of_channel,
    of_class,
    open_attempt,
    open_attempts,
    owe,
    prove_arrival,
    release_stop,
    resend_unknown,
    settle,
    settle_all,
    stops_in_force,
    sweep,
    take_turn,
    write_off_unknown,
)
from cases.outbox.withholding import Withheld, suppress
from cases.tables.outbox import (
    OPEN,
    UNSENT,
    WAITING,
    Attempt,
    Delivery,
    OutboxMessage,
    RateState,
    StopSwitch,
)
from cases.tables.people import Chat, ChatStatus, Person
from tests.cases.games import quick_engine
from tests.cases.outbox_builders import FAST, NOON, SECOND, some_chats, the_lease_runs_out

CHATS = 3
CLEARED = (Attempt, Delivery, OutboxMessage, RateState, StopSwitch, Chat, Person)
CHANNEL = of_channel("telegram")
ACTIONS = [
    *["claim", "open", "call"] * 5,
    *["work", "turn"] * 3,
    *["owe", "settle", "release"] * 4,
    *["time passes", "leases run out"] * 2,
    *["die", "press"] * 3,
    *["undone", "decide", "come back", "take back"],
    *["stop", "freeze"] * 2,
]
KINDS = {
    MessageClass.MILESTONE: ["milestone"] * 4 + ["dates_moved", "reminder"],
    MessageClass.STAFF_ALERT: ["staff_alert"] * 4 + ["dates_moved", "reminder"],
}
TOGETHER = {"milestone", "staff_alert", "dates_moved"}
MOST_TOGETHER = 10
ENDINGS = [
    *["ok", "lost"] * 4,
    *["not sent", "gone"] * 2,
    *["flood", "refused", "moved", "shut"],
]


@dataclass
class Call:
    """An attempt that a relay has open, and what came of its call once it was made."""

    opened: Opened
    along: list[UUID] = field(default_factory=list)  # deliveries that the same call carries
    outcome: Outcome | None = None
    lease_over: bool = False


@dataclass
class Play:
    """One outbox on one database. The same *dice* play the same game on every database."""

    engine: AsyncEngine
    sessions: Sessions
    at: datetime = NOON
    chats: list[UUID] = field(default_factory=list)
    claimed: list[Claimed] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    accepted: Counter[UUID] = field(default_factory=Counter)
    unmarked: Counter[UUID] = field(default_factory=Counter)  # accepted without 可能重复
    decided: Counter[UUID] = field(default_factory=Counter)  # resends that a person ordered
    taken_back: dict[UUID, int] = field(default_factory=dict)  # and how often accepted by then
    read: list[Call] = field(default_factory=list)  # messages that somebody has
    proved: dict[UUID, int] = field(default_factory=dict)  # and how often accepted at most
    pauses: dict[str, datetime] = field(default_factory=dict)
    names: dict[UUID, str] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    @classmethod
    async def begin(cls, url: str) -> "Play":
        """Start on a database that is empty then, without waiting for its disk."""
        engine = quick_engine(url)
        play = cls(engine, create_sessions(engine))
        async with play.sessions.begin() as session:
            for table in CLEARED:
                await session.execute(delete(table))
        play.chats = await some_chats(play.sessions, CHATS)
        return play

    # What people and relays do

    async def act(self, action: str, dice: Random) -> None:
        self.at += timedelta(milliseconds=1)  # no two things happen at one instant
        flag, count = dice.random() < 0.5, dice.randint(1, 4)
        message_class = dice.choice([*MessageClass, *KINDS, *KINDS])
        match action:
            case "owe":
                delay, lives = (60, 90) if flag and count % 2 else (0, None)
                kind = dice.choice(KINDS.get(message_class, ["greeting"]))
                chats = CHATS if count > 2 else 1
                for _ in range(2 if message_class in KINDS else 1):
                    await self.owe(message_class, chats, kind=kind, delay=delay, lives=lives)
            case "claim":
                await self.claim(count)
            case "open":
                await self.open(count)
            case "work":
                await self.work(count, dice)
            case "turn":
                await self.turn(count)
            case "call" if self.calls:
                await self.call(dice.choice(self.calls), dice, held=flag)
            case "settle" if ended := [call for call in self.calls if call.outcome is not None]:
                await (self.settle_together(ended) if flag else self.settle(dice.choice(ended)))
            case "die" if held := [*self.claimed, *self.calls]:
                called = [call for call in self.calls if call.outcome is not None]
                self.die(dice.choice([*held, *called * 2]))
            case "undone":
                await self.something_is_undone(dice)
            case "leases run out":
                await self.every_lease_runs_out(killed=flag)
            case "freeze":
                await self.every_relay_freezes_for_some_minutes()
            case "time passes":
                self.at += dice.choice([1, 30, 301, 4000]) * SECOND
                await self.sweep()
            case "stop":
                await self.claim(count)  # so that there is something that it holds back
                held = [one.message_class for one in self.claimed] or [message_class]
                await self.switch("all" if flag else of_class(dice.choice(held)), on=True)
            case "release":
                for scope in ("all", CHANNEL, *map(of_class, MessageClass)):
                    await self.switch(scope, on=False)
            case "decide":
                await self.a_person_decides(again=flag)
            case "press" if self.read:
                await self.press(dice.choice(self.read))
            case "take back":
                await self.claim(count)
                await self.open(count if flag else 0)
                await self.take_back(dice)
            case "come back":
                async with self.sessions.begin() as session:
                    await session.execute(
                        update(Chat)
                        .where(Chat.status == ChatStatus.BLOCKED)
                        .values(status=ChatStatus.ACTIVE)
                    )

    async def owe(self, message_class, chats, *, kind="greeting", delay=0, lives=None) -> None:
        for number, chat in enumerate(self.chats[:chats]):
            self.at += timedelta(milliseconds=1)
            not_before = self.at + delay * SECOND
            async with self.sessions.begin() as session:
                await owe(
                    session,
                    dedupe_key=str(uuid4()),
                    message_class=message_class,
                    kind=kind,
                    payload={"text": "您好"},
                    chats=[chat],
                    at=self.at,
                    not_before=not_before,
                    expires_at=None if lives is None else not_before + lives * SECOND,
                )
                known = select(Delivery.id).where(Delivery.chat_id == chat)
                for found in await session.scalars(known.order_by(Delivery.position)):
                    self.names.setdefault(found, f"{len(self.names)} to {number}")

    async def claim(self, limit: int) -> None:
        """Replies first, then by age, one for each chat, and nothing that is held."""
        expected = (await self._claimable())[:limit]
        async with self.sessions.begin() as session:
            taken = await claim(session, worker=uuid4(), limit=limit, at=self.at, rates=FAST)
        ids = [one.delivery_id for one in taken]
        assert ids == expected[: len(ids)], "O6, O9, O10, O12"
        assert ids or not expected, "O2"
        self.claimed += taken

    async def _claimable(self) -> list[UUID]:
        async with self.sessions.begin() as session:
            rows = (
                await session.execute(
                    select(Delivery, OutboxMessage.message_class).join(OutboxMessage)
                )
            ).all()
            held = {stop.scope for stop in await stops_in_force(session)}
            paused_until = (await _pauses(session)).get(CHANNEL, NOON)
        if held & {"all", CHANNEL} or paused_until > self.at:
            return []
        busy = {row.chat_id for row, _ in rows if row.state in ("claimed", "sending")}
        ready = [
            row
            for row, message_class in rows
            if row.state in WAITING
            and row.not_before <= self.at
            and (row.expires_at is None or row.expires_at > self.at)
            and row.chat_id not in busy
            and of_class(message_class) not in held
        ]
        ready.sort(key=lambda row: (row.priority, row.not_before, row.created_at, row.position))
        first_of_chat = {}
        for row in ready:
            first_of_chat.setdefault(row.chat_id, row.id)
        return list(first_of_chat.values())

    async def open(self, count: int) -> None:
        together, self.claimed = self.claimed[:count], self.claimed[count:]
        runs = await self._runs()
        async with self.sessions.begin() as session:
            answers = await open_attempts(session, together, at=self.at, rates=FAST)
        for answer in answers:
            if isinstance(answer, Refused):
                self.seen[answer.reason] += 1
            else:
                await self._opened(answer, runs[answer.delivery_id])

    async def work(self, count: int, dice: Random) -> None:
        """A relay for once does all its steps in a row, and nobody disturbs it."""
        await self.claim(count)
        busy = list(self.calls)
        await self.open(len(self.claimed))
        for call in [call for call in self.calls if call not in busy]:
            await self.call(call, dice, held=False)

    async def turn(self, limit: int) -> None:
        """A relay claims and opens in one step: nothing else than in two."""
        expected, runs = (await self._claimable())[:limit], await self._runs()
        async with self.sessions.begin() as session:
            opened = await take_turn(
                session, {}, worker=uuid4(), limit=limit, now=lambda: self.at, rates=FAST
            )
        assert {one.delivery_id for one in opened} <= set(expected), "O6, O9, O10, O12"
        for answer in opened:
            await self._opened(answer, runs[answer.delivery_id])
        self.seen["turned"] += len(opened)

    async def _runs(self) -> dict[UUID, list[UUID]]:
        """What each delivery would take along now: those of its kind that come next in its chat."""
        async with self.sessions.begin() as session:
            kinds = {one.id: one for one in await session.scalars(select(OutboxMessage))}
            rows = (await session.scalars(select(Delivery))).all()
            refused = select(Attempt.delivery_id).where(Attempt.outcome == "rejected")
            alone = set((await session.scalars(refused)).all())
        ready = [
            row
            for row in rows
            if row.state in WAITING
            and row.not_before <= self.at
            and (row.expires_at is None or row.expires_at > self.at)
        ]
        ready.sort(key=lambda row: (row.priority, row.not_before, row.created_at, row.position))

        def looks(row: Delivery) -> tuple[object, ...]:
            message = kinds[row.message_id]
            return message.message_class, message.kind, row.resends > 0, row.id in alone

        runs: dict[UUID, list[UUID]] = {}
        for row in rows:
            runs[row.id] = run = []
            if kinds[row.message_id].kind not in TOGETHER or row.id in alone:
                continue
            for other in ready:
                if other.chat_id != row.chat_id or other.id == row.id:
                    continue
                if looks(other) != looks(row) or len(run) == MOST_TOGETHER - 1:
                    break
                run.append(other.id)
        return runs

    async def _opened(self, answer: Opened, run: list[UUID]) -> None:
        async with self.sessions.begin() as session:
            row = await session.get_one(Delivery, answer.delivery_id)
            stopped = {stop.scope for stop in await stops_in_force(session)}
            mine = select(func.count()).where(Attempt.token == answer.token)
            attempts = (await session.scalars(mine)).one()
            carried = select(Delivery).where(Delivery.carried_by == answer.token)
            along = (await session.scalars(carried.order_by(Delivery.not_before))).all()
            told = select(Attempt.delivery_id).where(Attempt.carried_by == answer.token)
            on_record = set((await session.scalars(told)).all())
        assert row.not_before <= self.at, "O9"
        assert row.expires_at is None or self.at < row.expires_at, "O9"
        assert not stopped & {"all", CHANNEL, of_class(answer.message_class)}, "O8"
        assert attempts == 1, "O4"
        assert answer.repeated == (row.resends > 0), "O1"
        assert {one.id for one in along} == on_record == set(run), "O11"
        assert len(answer.also) == len(run), "O11"
        assert not run or answer.message_class not in (MessageClass.LEGAL, MessageClass.REPLY), (
            "O11"
        )
        assert all(one.expires_at is None or self.at < one.expires_at for one in along), "O9"
        self.seen["repeated" if answer.repeated else "opened"] += 1
        self.seen["together"] += len(run)
        self.calls.append(Call(answer, run))

    async def call(self, call: Call, dice: Random, *, held: bool) -> None:
        """One call for each attempt, and none once the lease is over."""
        ending, wait = dice.choice(ENDINGS), dice.choice([5, 20, 300])
        if call.outcome is None and not call.lease_over:
            if ending in ("ok", "lost"):
                self._accept(call)
            call.outcome = {
                "ok": Delivered("1"),
                "lost": Unknown("answer lost"),
                "not sent": NotSent("no route"),
                "flood": RateLimited(timedelta(seconds=wait)),
                "refused": Rejected("can't parse entities"),
                "gone": Unreachable("bot was blocked by the user"),
                "moved": Migrated(f"-100{len(self.names)}{wait}"),
                "shut": Fatal("Unauthorized"),
            }[ending]
        if call.outcome is not None and not held:
            await self.settle(call)

    def _accept(self, call: Call) -> None:
        self.read.append(call)
        for one in (call.opened.delivery_id, *call.along):
            self.accepted[one] += 1
            self.unmarked[one] += not call.opened.repeated

    async def settle(self, call: Call) -> None:
        self.calls.remove(call)
        before = await self._row(call.opened.delivery_id)
        async with self.sessions.begin() as session:
            settled = await settle(session, call.opened.token, call.outcome, at=self.at)
        after = await self._row(call.opened.delivery_id)
        assert settled is not None
        self.seen["counted" if settled.counted else "evidence"] += 1
        if not settled.counted:
            assert before == after, "O5"
        if isinstance(call.outcome, RateLimited):
            assert before["attempts"] == after["attempts"], "O7"

    async def settle_together(self, calls: list[Call]) -> None:
        outcomes = {call.opened.token: call.outcome for call in calls if call.outcome is not None}
        before = [await self._row(call.opened.delivery_id) for call in calls]
        async with self.sessions.begin() as session:
            await settle_all(session, outcomes, at=self.at)
        for call, row in zip(calls, before, strict=True):
            self.calls.remove(call)
            held = row["token"] == call.opened.token
            self.seen["counted" if held else "evidence"] += 1
            now = await self._row(call.opened.delivery_id)
            if not held and before.count(row) == 1:
                assert now["attempts"] == row["attempts"], "O5"
                assert now["token"] in (row["token"], None), "O5"
            assert not (held and now["state"] is DeliveryState.SENDING), "O2"

    async def _row(self, delivery_id: UUID) -> dict[str, object]:
        async with self.sessions.begin() as session:
            row = await session.get_one(Delivery, delivery_id)
            return {column.key: getattr(row, column.key) for column in Delivery.__table__.c}

    def die(self, held: Claimed | Call) -> None:
        """The relay is gone; what it held lies there until its lease runs out."""
        if isinstance(held, Claimed):
            self.claimed.remove(held)
            self.seen["died after claim"] += 1
            return
        self.calls.remove(held)
        self.seen["died after open" if held.outcome is None else "died after call"] += 1

    async def something_is_undone(self, dice: Random) -> None:
        """The process dies inside a step: nothing of that step has happened."""
        at, ended = self.at, [call for call in self.calls if call.outcome is not None]
        steps = [
            lambda session: claim(session, worker=uuid4(), limit=3, at=at, rates=FAST),
            lambda session: sweep(session, at=at),
            lambda session: take_turn(
                session,
                {call.opened.token: call.outcome for call in ended if call.outcome is not None},
                worker=uuid4(),
                limit=3,
                now=lambda: at,
                rates=FAST,
            ),
            *(
                lambda session, one=claimed: open_attempt(session, one, at=at, rates=FAST)
                for claimed in self.claimed[:1]
            ),
            *(
                lambda session, one=call: settle(session, one.opened.token, one.outcome, at=at)
                for call in ended[:1]
            ),
        ]
        before = await self.everything()
        async with self.sessions() as session:
            await dice.choice(steps)(session)
            await session.flush()
            await session.rollback()
        assert await self.everything() == before, "a step is whole or nothing"
        self.seen["undone"] += 1

    async def every_lease_runs_out(self, *, killed: bool) -> None:
        """Relays are killed, or only too slow."""
        if killed:
            for held in [*self.claimed, *self.calls]:
                self.die(held)
        for call in self.calls:
            call.lease_over = True
        await the_lease_runs_out(self.sessions)
        await self.sweep()

    async def every_relay_freezes_for_some_minutes(self) -> None:
        """Its calls were made; it comes back much later with what came of them."""
        for call in self.calls:
            if call.outcome is None and not call.lease_over:
                self._accept(call)
                call.outcome = Delivered("1")
        await self.every_lease_runs_out(killed=False)
        self.at += 301 * SECOND
        await self.sweep()

    async def a_person_decides(self, *, again: bool) -> None:
        async with self.sessions.begin() as session:
            unknown = select(Delivery.id).where(Delivery.state == DeliveryState.UNKNOWN)
            found = await session.scalar(unknown.order_by(Delivery.created_at).limit(1))
            if found is None:
                return
            if again:
                self.decided[found] += await resend_unknown(session, found, at=self.at)
            else:
                await write_off_unknown(session, found, reason="已电话告知", at=self.at)
        self.seen["decided"] += 1

    async def press(self, call: Call) -> None:
        """Its reader presses a button: nothing of it is left to send, except what is under way."""
        ids = [call.opened.delivery_id, *call.along]
        before = [await self._row(one) for one in ids]
        async with self.sessions.begin() as session:
            address = select(Chat.address).where(Chat.id == before[0]["chat_id"])
            settled = await prove_arrival(
                session,
                address=(await session.scalars(address)).one(),
                external_id="pressed",
                mark=mark_of(call.opened.token),
                at=self.at,
            )
        after = [await self._row(one) for one in ids]
        assert not {row["state"] for row in after} & {*UNSENT, DeliveryState.UNKNOWN}, "proof"
        assert settled == sum(
            one["state"] != other["state"] for one, other in zip(before, after, strict=True)
        )
        for one, row in zip(ids, after, strict=True):
            under_way = row["state"] is DeliveryState.SENDING
            self.proved.setdefault(one, self.accepted[one] + under_way)
        self.seen["pressed"] += settled

    async def take_back(self, dice: Random) -> None:
        """Something is not true any more: what has not left never does, the rest is said to be late."""
        async with self.sessions.begin() as session:
            unsettled = select(Delivery).where(Delivery.state.in_(OPEN))
            rows = (await session.scalars(unsettled.order_by(Delivery.created_at))).all()
            if not rows:
                return
            under_way = [row for row in rows if row.state is DeliveryState.SENDING]
            some = [dice.choice([*rows, *under_way * 4])]
            unsent = [row.id for row in some if row.state is not DeliveryState.SENDING]
            under_way = [row.id for row in some if row.state is DeliveryState.SENDING]
            withheld = await suppress(
                session, [row.id for row in some], reason="不再成立", at=self.at
            )
        assert withheld == Withheld(len(unsent), len(under_way))
        self.taken_back |= {one: self.accepted[one] for one in unsent}
        self.seen["taken back"] += len(unsent)
        self.seen["too late"] += len(under_way)

    async def sweep(self) -> None:
        async with self.sessions.begin() as session:
            await sweep(session, at=self.at)

    async def switch(self, scope: str, *, on: bool) -> None:
        async with self.sessions.begin() as session:
            if on:
                await engage_stop(session, scope, by="张", reason="核对", at=self.at)
            else:
                await release_stop(session, scope, by="张", at=self.at)

    # What always holds

    async def check(self) -> None:
        """The records agree with the channel."""
        async with self.sessions.begin() as session:
            rows = (await session.scalars(select(Delivery))).all()
            pauses = await _pauses(session)
        sending = Counter(
            row.chat_id
            for row in rows
            if row.state is DeliveryState.SENDING and row.carried_by is None
        )
        assert not sending or max(sending.values()) == 1, "O6"
        for row in rows:
            policy = next(p for p in POLICIES.values() if p.priority == row.priority)
            by_itself = row.resends - self.decided[row.id]
            assert self.accepted[row.id] <= 1 + row.resends, "O1"
            assert self.unmarked[row.id] <= 1, "O1"
            assert by_itself <= policy.resends, "O1"
            assert policy.on_unknown is OnUnknown.RESEND_MARKED or by_itself == 0, "O1"
            if row.state is DeliveryState.DELIVERED:
                assert self.accepted[row.id] >= 1, "O3"
            assert self.accepted[row.id] <= self.proved.get(row.id, self.accepted[row.id]), "proof"
            assert self.accepted[row.id] == self.taken_back.get(row.id, self.accepted[row.id])
        assert all(pauses[scope] >= until for scope, until in self.pauses.items()), "O7"
        self.pauses = pauses

    async def everything(self) -> list[tuple[object, ...]]:
        """Return all that is on record, without what chance or a clock made up."""
        deliveries = select(Delivery).order_by(Delivery.created_at)
        async with self.sessions.begin() as session:
            rows: list[tuple[object, ...]] = [
                (
                    *(self.names[row.id], row.state.value, row.position, row.not_before),
                    *(row.attempts, row.resends, row.reason, row.state_at, row.external_id),
                    *(row.token is None, row.lease_until is None, row.carried_by is None),
                )
                for row in await session.scalars(deliveries)
            ]
            rows += sorted(
                (
                    *(row.started_at, self.names[row.delivery_id], row.repeated, row.outcome),
                    *(row.reason, row.carried_by is None),
                )
                for row in await session.scalars(select(Attempt))
            )
            pauses = await _pauses(session)
            rows.append(tuple(sorted(pauses.values())))
            rows += [(stop.scope, stop.engaged_at) for stop in await stops_in_force(session)]
        return rows

    async def end(self) -> None:
        """Nothing is lost: left alone with a healthy channel, every delivery comes to an ending."""
        for scope in ("all", CHANNEL, *map(of_class, MessageClass)):
            await self.switch(scope, on=False)
        await the_lease_runs_out(self.sessions)
        for _ in range(60):
            await self.sweep()
            async with self.sessions.begin() as session:
                taken = await claim(session, worker=uuid4(), limit=99, at=self.at, rates=FAST)
            for claimed in taken:
                async with self.sessions.begin() as session:
                    opened = await open_attempt(session, claimed, at=self.at, rates=FAST)
                if isinstance(opened, Opened):
                    async with self.sessions.begin() as session:
                        carried = select(Delivery.id).where(Delivery.carried_by == opened.token)
                        self._accept(Call(opened, list(await session.scalars(carried))))
                    async with self.sessions.begin() as session:
                        await settle(session, opened.token, Delivered("1"), at=self.at)
            async with self.sessions.begin() as session:
                due = await next_due(session)
                paused_until = (await _pauses(session)).get(CHANNEL, NOON)
            if due is None:
                break
            self.at = max(self.at, due, paused_until)
        async with self.sessions.begin() as session:
            states = set((await session.scalars(select(Delivery.state))).all())
        assert not states & set(OPEN), "O2"


async def _pauses(session: Session) -> dict[str, datetime]:
    rates = await session.execute(
        select(RateState.scope, RateState.pause_until).where(RateState.scope != "gate")
    )
    return {row.scope: row.pause_until for row in rates}

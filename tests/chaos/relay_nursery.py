"""
Production relays in processes of their own, made by forking so that a new one is there at once: each has
its statements compiled already, by a turn that the nursery rehearses and takes back, and all that a call needs
imported, by one that changes nothing.

``python -m tests.chaos.relay_nursery DATABASE_URL BASE_URL TOKEN`` reads one word a line and answers each with
``PID WORKER`` of a new relay: ``send`` makes one that sends, ``freeze`` one that stops itself (SIGSTOP)
between opening its first attempt and the call, ``freeze-behind-gate`` one that stops itself inside its first turn's
transaction, where nobody else can pass.
"""

import asyncio
import gc
import os
import signal
import ssl
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from telegram import Bot
from telegram.request import HTTPXRequest

import bot.relay
from bot.clock import SystemClock
from bot.messenger import TelegramMessenger
from bot.relay import Relay
from bot.rendering.messages import render
from bot.rendering.outgoing import Outgoing
from cases import database, outbox
from cases.database import create_engine, create_sessions
from cases.outbox import MessageClass, gate, taking
from cases.tables.people import Chat

UNLIMITED = outbox.Rates(per_second=1e6, burst=1000, per_chat=timedelta(0))
TLS = ssl.create_default_context()  # made once: it takes longer than starting a relay
FROZEN_FOR = 0.5  # seconds after which a relay of ours holds itself for frozen


def freezing(opened: outbox.Opened) -> Outgoing:
    os.kill(os.getpid(), signal.SIGSTOP)
    return render(opened)


async def frozen_behind_gate(session: AsyncSession) -> None:
    await gate.enter_gate(session)
    os.kill(os.getpid(), signal.SIGSTOP)


class WithoutSweep(Relay):
    """Frozen between opening and the call it holds no lock: a sweep of its own beside that might."""

    async def sweep(self) -> None:
        pass


def a_sender(base_url: str, token: str) -> Bot:
    requests = [
        HTTPXRequest(connection_pool_size=4, httpx_kwargs={"verify": TLS, "trust_env": False})
        for _ in range(2)
    ]
    return Bot(token, base_url=base_url, request=requests[0], get_updates_request=requests[1])


async def rehearse(engine: AsyncEngine, sender: Bot) -> None:
    """Let *engine* compile what a relay says to a database, and *sender* ask who it is; change nothing."""
    async with sender:
        pass
    at = datetime.now(UTC)
    async with create_sessions(engine)() as session:
        chats = (await session.scalars(select(Chat.id))).all()
        await outbox.owe(
            session,
            dedupe_key=str(uuid4()),
            message_class=MessageClass.MILESTONE,
            kind="text",
            payload={},
            chats=chats,
            at=at,
        )
        ended: dict[UUID, outbox.Outcome] = {}
        for number in range(2):
            (opened,) = await outbox.take_turn(
                session, ended, worker=uuid4(), limit=1, now=lambda: at, rates=UNLIMITED
            )
            ended = {opened.token: outbox.Delivered(str(number))}
        await outbox.sweep(session, at=at)
        await session.rollback()
    await engine.dispose()


async def relay(word: str, worker: UUID, engine: AsyncEngine, base_url: str, token: str) -> None:
    if word != "send":
        database.STANDSTILL = FROZEN_FOR  # its sweep may stand behind the gate too
    if word == "freeze-behind-gate":
        taking.enter_gate = frozen_behind_gate
    sender = a_sender(base_url, token)
    async with sender:
        await (WithoutSweep if word == "freeze" else Relay)(
            create_sessions(engine),
            {"telegram": TelegramMessenger(sender)},
            freezing if word == "freeze" else render,
            SystemClock(ZoneInfo("Asia/Shanghai")),
            rates=UNLIMITED,
            parallel=1,  # so that a kill leaves at most one outcome unknown
            worker=worker,
        ).run()


def main(url: str, base_url: str, token: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody has to wait for the killed
    bot.relay.LATE = FROZEN_FOR
    engine = create_engine(url)
    asyncio.run(rehearse(engine, a_sender(base_url, token)))
    gc.freeze()  # nothing of this is ever garbage, and looking at it would copy it into each relay
    for line in sys.stdin:
        worker = uuid4()
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                asyncio.run(relay(line.strip(), worker, engine, base_url, token))
            finally:
                os._exit(1)
        sys.stdout.write(f"{child} {worker}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What the page's people do: write, press, send files, block the bot, and let time pass."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Protocol

from fastapi import APIRouter, Depends, HTTPException

from bot.clock import Clock
from bot.sandbox import control_bodies as bodies
from bot.sandbox.errors import BotApiError
from bot.sandbox.guard import from_this_page
from bot.sandbox.page_errors import OneLineErrors
from bot.sandbox.page_view import Json, clock_json
from bot.sandbox.personas import Persona
from bot.sandbox.world import World
from cases.holidays import work_calendar

MORNING = time(9)


class AdvancingClock(Clock, Protocol):
    """A clock that can be told to move on."""

    def advance(self, by: timedelta) -> None:
        """Move forward by *by*."""
        ...


def act_routes(world: World, *, clock: AdvancingClock, personas: Sequence[Persona]) -> APIRouter:
    """Return the routes that change something; only the page itself may call them."""
    acts = APIRouter(route_class=OneLineErrors, dependencies=[Depends(from_this_page)])
    _writing(acts, world)
    _sending(acts, world)
    _blocking(acts, world)
    _passing_time(acts, world, clock=clock, personas=personas)
    return acts


def until_next_working_morning(clock: Clock) -> timedelta:
    """Return how long it is to the next 9:00 of a 工作日 at the bureau."""
    now = clock.now().astimezone(clock.zone)
    calendar = work_calendar()
    day = now.date()
    while not calendar.is_working(day) or datetime.combine(day, MORNING, clock.zone) <= now:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, clock.zone) - now


def _writing(acts: APIRouter, world: World) -> None:
    @acts.post("/say")
    async def say(body: bodies.Saying) -> Json:
        return {"message_id": world.say(body.user_id, body.text)}

    @acts.post("/start")
    async def start(body: bodies.Starting) -> Json:
        return {"message_id": world.press_start(body.user_id, body.payload)}

    @acts.post("/press")
    async def press(body: bodies.Pressing) -> Json:
        return {"query_id": world.press(body.user_id, body.message_id, body.data)}


def _sending(acts: APIRouter, world: World) -> None:
    @acts.post("/sticker")
    async def sticker(body: bodies.Someone) -> Json:
        return {"message_id": world.send_sticker(body.user_id)}

    @acts.post("/voice")
    async def voice(body: bodies.Someone) -> Json:
        return {"message_id": world.send_voice(body.user_id)}

    @acts.post("/document")
    async def document(body: bodies.Sending) -> Json:
        return {
            "message_id": world.send_document(
                body.user_id, body.filename, body.content, body.caption
            )
        }

    @acts.post("/photo")
    async def photo(body: bodies.Sending) -> Json:
        try:
            return {"message_id": world.send_photo(body.user_id, body.content, body.caption)}
        except BotApiError:
            raise HTTPException(
                400,
                f"“{body.filename}”不能当图片发送：请用 10 MB 以内的 PNG 或 JPEG，或作为文件发送。",
            ) from None


def _blocking(acts: APIRouter, world: World) -> None:
    @acts.post("/block")
    async def block(body: bodies.Someone) -> Json:
        if not world.started(body.user_id):
            raise HTTPException(409, "还没有开始使用机器人，不能屏蔽；请先点“开始使用”。")
        world.block(body.user_id)
        return {}

    @acts.post("/unblock")
    async def unblock(body: bodies.Someone) -> Json:
        if not world.blocked(body.user_id):
            raise HTTPException(409, "机器人没有被屏蔽，无需解除。")
        world.unblock(body.user_id)
        return {}


def _passing_time(
    acts: APIRouter, world: World, *, clock: AdvancingClock, personas: Sequence[Persona]
) -> None:
    @acts.post("/advance-clock")
    async def advance_clock(body: bodies.Advance) -> Json:
        clock.advance(body.by or until_next_working_morning(clock))
        for persona in personas:  # every open page looks again, and so learns the time
            world.touch(world.chat_of(persona.user_id))
        return clock_json(clock)

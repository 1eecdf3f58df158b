"""The only place that builds things: from settings to a running assistant."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes

from bot.approved_answers import review_for_ever
from bot.calendars import keep_calendar
from bot.calls import follow_calls
from bot.clock import Clock
from bot.context import Context
from bot.errors import NotReady
from bot.intake import ALLOWED, Intake
from bot.knowledge_base import open_current, open_index
from bot.language_model import answer_model
from bot.messenger import TelegramMessenger
from bot.notices import follow_notices
from bot.profile import introduce
from bot.recalls import recall_for_ever
from bot.records import Records, install_processes, open_records
from bot.relay import Relay
from bot.reminders import remind
from bot.rendering.messages import render
from bot.routes import add_routes
from bot.salons import follow_salons
from bot.services import Services
from bot.serving_index import ServingIndex
from bot.settings import Settings
from bot.telegram_identity import checked_token, telegram_trouble
from bot.telegram_outcomes import TOKEN_REFUSED
from bot.telegram_request import many_at_once, telegram_request
from bot.weekly import tell_weekly
from cases import outbox
from knowledge.index import KnowledgeIndex
from retrieval.model import AnswerModel

log = logging.getLogger(__name__)

PARTS = ("intake", "relay", "web")
CALLS = 80  # to Telegram under way at once: what the relay and the intake may have together
TELEGRAM = outbox.of_channel("telegram")


def build_application(settings: Settings) -> Application[Any, Context, Any, Any, Any, Any]:
    """Return PTB's application without its updater: our intake brings the updates."""
    token = checked_token(settings)
    if settings.webhook_url and not settings.webhook_secret.get_secret_value():
        msg = "设置了 BANGBAN_WEBHOOK_URL 就必须设置 BANGBAN_WEBHOOK_SECRET，否则无法辨认真正的 Telegram"
        raise NotReady(msg)
    application = (
        Application.builder()
        .token(token)
        .base_url(settings.telegram_base_url)
        .base_file_url(settings.telegram_file_url)
        .request(many_at_once(settings, CALLS))
        .get_updates_request(telegram_request(settings, connection_pool_size=2))
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .build()
    )
    application.bot_data["failures"] = {}
    return application


@dataclass(frozen=True)
class Assistant:
    """A built assistant; ``run`` keeps its parts going until it is cancelled."""

    services: Services
    intake: Intake
    application: Application[Any, Context, Any, Any, Any, Any]

    async def run(self, parts: Collection[str] = PARTS) -> None:
        """Run *parts*; the first one that fails ends them all."""
        jobs: list[Callable[[], Awaitable[None]]] = []
        jobs.append(lambda: keep_calendar(self.services))
        if "relay" in parts:
            jobs.append(self.services.relay.run)
            jobs.append(self._review)
            jobs.append(lambda: tell_weekly(self.services))
            jobs.append(lambda: remind(self.services))
            jobs.append(lambda: follow_notices(self.services))
            jobs.append(lambda: recall_for_ever(self.services))
            jobs.append(lambda: follow_salons(self.services))
            jobs.append(lambda: follow_calls(self.services))
        if "intake" in parts:
            jobs.append(self.intake.work)
            if not self.services.settings.webhook_url:
                jobs.append(self._poll)
        if "web" in parts:
            jobs.append(self._serve_web)
        async with asyncio.TaskGroup() as group:
            for job in jobs:
                group.create_task(_as_coroutine(job))

    async def _review(self) -> None:
        services = self.services
        await review_for_ever(services.sessions, services.serving, services.clock)

    async def _poll(self) -> None:
        try:
            await self.intake.poll()
        except InvalidToken as error:
            raise telegram_trouble(self.services.settings, error) from None

    async def _serve_web(self) -> None:
        # Only the process that serves pages pays for loading them.
        from bot.web.app import create_app  # noqa: PLC0415
        from bot.web.serving import serving  # noqa: PLC0415

        settings = self.services.settings
        app = create_app(self.services, self.intake)
        async with serving(app, host=settings.web_host, port=settings.web_port):
            await asyncio.Event().wait()


async def _as_coroutine(job: Callable[[], Awaitable[None]]) -> None:
    await job()


@asynccontextmanager
async def assistant(
    settings: Settings, clock: Clock, index: KnowledgeIndex | None = None
) -> AsyncIterator[Assistant]:
    """
    Build everything and check that it is there: database, index, token.

    An *index* that is open already is used as it is, and closed with the rest.

    Raises:
        NotReady: Something is missing; one line says what and what to do.
    """
    application = build_application(settings)
    if index is None:
        index = await asyncio.to_thread(open_index, settings)
    async with contextlib.AsyncExitStack() as stack:
        serving = ServingIndex(index, partial(open_current, settings))
        stack.callback(serving.close)
        records = await stack.enter_async_context(open_records(settings))
        await install_processes(records, index.guides(), clock)
        stack.push_async_callback(_disconnect, application)
        await _connect(application, settings)
        await _resume(records, clock)
        model = answer_model(settings)
        if model is not None:
            stack.push_async_callback(model.aclose)
        services, intake = _assemble(
            settings, clock, records, serving, model=model, application=application
        )
        yield Assistant(services, intake, application)


def _assemble(
    settings: Settings,
    clock: Clock,
    records: Records,
    serving: ServingIndex,
    *,
    model: AnswerModel | None,
    application: Application[Any, Context, Any, Any, Any, Any],
) -> tuple[Services, Intake]:
    bot: Bot = application.bot
    messenger = TelegramMessenger(bot)
    relay = Relay(
        records.sessions,
        {"telegram": messenger},
        render,
        clock,
        rates=outbox.Rates(per_second=settings.rate_per_second),
    )
    services = Services(
        settings=settings,
        sessions=records.sessions,
        clock=clock,
        calendar=records.calendar,
        serving=serving,
        model=model,
        messenger=messenger,
        relay=relay,
        bot_username=bot.username,
        quiet_hours=settings.quiet,
    )
    application.bot_data["services"] = services
    add_routes(application)
    return services, Intake(records.sessions, application, clock)


async def _connect(
    application: Application[Any, Any, Any, Any, Any, Any], settings: Settings
) -> None:
    """Ask Telegram who we are; the token never appears in what is raised."""
    try:
        await application.initialize()
        await application.start()
        await introduce(application.bot)
        if settings.webhook_url:
            await _set_webhook(application.bot, settings)
        else:
            await application.bot.delete_webhook()
    except TelegramError as error:
        raise telegram_trouble(settings, error) from None  # its text may hold the token


async def _set_webhook(bot: Bot, settings: Settings) -> None:
    try:
        await bot.set_webhook(
            settings.webhook_url,
            secret_token=settings.webhook_secret.get_secret_value(),
            allowed_updates=ALLOWED,
        )
    except BadRequest as error:
        msg = (
            f"Telegram 不接受回调设置（{error.message}）："
            "请检查 BANGBAN_WEBHOOK_URL（须为 https）与 BANGBAN_WEBHOOK_SECRET（字母、数字、_、-）"
        )
        raise NotReady(msg) from None


async def _disconnect(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    if application.running:
        await application.stop()
    await application.shutdown()


async def _resume(records: Records, clock: Clock) -> None:
    """Lift the stop of a token that was refused: Telegram has just accepted one. Show every other."""
    async with records.sessions.begin() as session:
        for stop in await outbox.stops_in_force(session):
            if stop.scope == TELEGRAM and stop.reason.startswith(TOKEN_REFUSED):
                await outbox.release_stop(session, stop.scope, by="system", at=clock.now())
            else:
                log.warning("outbox.stopped: %s（%s）", stop.scope, stop.reason)

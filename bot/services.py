"""The parts of a running bot, as handlers see them."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.messenger import Channel
from bot.relay import Relay
from bot.serving_index import ServingIndex
from bot.settings import Settings
from cases.database import Sessions
from cases.outbox import QuietHours
from cases.rules.calendar import WorkCalendar
from knowledge.index import KnowledgeIndex
from retrieval.model import AnswerModel


@dataclass
class Services:
    """
    Built once by ``bootstrap``; holds nothing of any one person.

    Only ``calendar`` is ever replaced, when the bureau adopts another 放假安排.
    """

    settings: Settings
    sessions: Sessions
    clock: Clock
    calendar: WorkCalendar
    serving: ServingIndex
    model: AnswerModel | None
    messenger: Channel
    relay: Relay
    bot_username: str
    quiet_hours: QuietHours | None

    @property
    def index(self) -> KnowledgeIndex:
        """The index that answers now."""
        return self.serving.now()

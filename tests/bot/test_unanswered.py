"""Every ending without an answer has a reason in words and somebody who can mend it."""

import pytest

from bot.texts.answering import LAPSES, WHO, WHY
from bot.texts.terminal import LAPSES as SAID_LAPSES
from bot.unanswered import UNANSWERED, who_can_answer
from cases.conversations.gaps import NOT_HELPFUL
from retrieval.answers import AnswerStatus
from retrieval.approved import Lapse


@pytest.mark.parametrize("reason", [*UNANSWERED, NOT_HELPFUL])
def test_it_is_said_why_and_who_can_mend_it(reason: str):
    assert WHY[reason]
    assert WHO[who_can_answer(reason)]


def test_an_answer_and_a_greeting_are_no_gaps():
    assert AnswerStatus.ANSWERED not in UNANSWERED
    assert AnswerStatus.ROUTED_GREETING not in UNANSWERED


@pytest.mark.parametrize("lapse", Lapse)
def test_every_lapse_is_explained_in_the_chat_and_at_the_terminal(lapse: Lapse):
    assert LAPSES[lapse]
    assert SAID_LAPSES[lapse.value]

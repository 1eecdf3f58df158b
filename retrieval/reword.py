"""A model's wording in place of ours, as long as every word of fact in it is covered by its sources."""

import asyncio
import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answers import ModelOutcome, ModelUse
from retrieval.composing import Draft
from retrieval.errors import ModelUnusable, Trouble
from retrieval.facts import fact_pattern, holds_fact
from retrieval.faithfulness import Ground, unfaithful
from retrieval.model import AnswerModel, Claim, Said
from retrieval.slots import asked_slots
from retrieval.verify import unsupported

PATIENCE = 25.0  # seconds for both attempts together; a person waits for the answer that is ready
_LONGEST = 200  # characters of all claims together; the quotes still have to fit below them
# Whether the question is right is told from quantities, and stands in front of the model's words.
_YES_OR_NO = re.compile(r"(?m)(?:^|[。！；])(?:是的?|不是的?|对的?|不对)(?=[，,。！：])")
_OUTSIDE = re.compile(r"https?://|www\.|[<>`*#|\\{}]|P\d+")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reworded:
    """The draft in the model's words, if they may stand, and what asking it took."""

    draft: Draft | None
    use: ModelUse


async def reworded(
    question: str, draft: Draft, model: AnswerModel, *, patience: float = PATIENCE
) -> Reworded:
    """
    Return *draft* with the model's sentences in front of the same quotes, if they may stand there.

    They may not when the model was unusable, said nothing, or still said something unsupported after
    one repair. The extractive draft then stands.
    """
    attempt = _Attempt(question, draft, model)
    started = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            outcome, trouble = await attempt.make(), None
    except ModelUnusable as error:
        outcome, trouble = ModelOutcome.UNUSABLE, error.trouble
    except TimeoutError:
        outcome, trouble = ModelOutcome.UNUSABLE, Trouble.TIMED_OUT
    use = ModelUse(
        model=model.name,
        outcome=outcome,
        trouble=trouble.value if trouble else None,
        input_tokens=sum(said.input_tokens for said in attempt.heard),
        output_tokens=sum(said.output_tokens for said in attempt.heard),
        milliseconds=round((time.monotonic() - started) * 1000),
    )
    if trouble is None or trouble is Trouble.RESTING:
        log.info("model.asked: %s", outcome.value)
    else:
        log.warning("model.unusable: %s", trouble.value)
    if outcome is not ModelOutcome.USED:
        return Reworded(None, use)
    return Reworded(_in_front(attempt.heard[-1].claims, draft), use)


class _Attempt:
    """At most two goes at one draft; remembers what was heard, also when the second one fails."""

    def __init__(self, question: str, draft: Draft, model: AnswerModel) -> None:
        self.heard: list[Said] = []
        self._question = question
        self._draft = draft
        self._model = model

    async def make(self) -> ModelOutcome:
        problems = await self._go(())
        if problems:
            problems = await self._go(problems)
        if not self.heard[-1].claims:
            return ModelOutcome.SILENT
        return ModelOutcome.REJECTED if problems else ModelOutcome.USED

    async def _go(self, problems: Sequence[str]) -> tuple[str, ...]:
        passages = self._draft.passages
        self.heard.append(await self._model.claims(self._question, passages, problems=problems))
        claims = self.heard[-1].claims
        return problems_of(claims, self._question, self._draft) if claims else ()


def problems_of(claims: Sequence[Claim], question: str, draft: Draft) -> tuple[str, ...]:
    """Return what *claims* say that their passages do not, or leave out of what they say."""
    if sum(len(claim.text) for claim in claims) > _LONGEST:
        return (f"超过 {_LONGEST} 字",)
    problems: list[str] = []
    for claim in claims:
        problems += unsupported(claim.text, claim.passages)
        problems += (m[0] for said in (_OUTSIDE, _YES_OR_NO) for m in said.finditer(claim.text))
    cited = tuple({p.id: p for claim in claims for p in claim.passages}.values())
    texts = [claim.text for claim in claims]
    problems += unfaithful(texts, Ground(cited, question, tuple(draft.passages)))
    problems += _unanswered("\n".join(texts), question, draft)
    return tuple(dict.fromkeys(problems))


def _unanswered(text: str, question: str, draft: Draft) -> list[str]:
    """Return the kind of fact asked for when our own wording gives it and *text* does not."""
    ours = "\n".join(draft.claims) or "\n".join(c.quote for c in draft.citations[:1])
    return [
        f"没有回答{asked.value}"
        for asked in asked_slots(question)[:1]
        if fact_pattern(asked)
        and holds_fact(asked, ours, question=question)
        and not holds_fact(asked, text, question=question)
    ]


def _in_front(claims: Sequence[Claim], draft: Draft) -> Draft:
    quotes = draft.without_claims()
    said = Draft(citations=quotes.citations, passages=quotes.passages)
    said.say(draft.verdict + "\n".join(claim.text for claim in claims))
    said.paragraphs += quotes.paragraphs
    return said

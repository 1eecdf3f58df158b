"""A model's wording in place of ours, as long as every word of fact in it is covered by its sources."""

import logging
import re
from collections.abc import Sequence

from retrieval.composing import Draft
from retrieval.errors import ModelUnusable
from retrieval.model import AnswerModel, Claim
from retrieval.verify import unsupported
from retrieval.wording import pairs, share_found

_LONGEST = 200  # characters of all claims together; the quotes still have to fit below them
_REWORDED = (
    0.3  # share of a claim's pairs that stand in its passages: below, it is about something else
)
_FREES = re.compile(r"无需|不需要|不用|不必|免于|免办|豁免|可以不")
_FREEING = re.compile(r"无需|不需要|不用|不必|免|除外|不再|不适用|可以不|不得要求|不单独")
_FORBIDS = re.compile(r"不得|禁止|不能|不可以|不予")
_FORBIDDING = re.compile(r"不得|禁止|不能|不可|不予|除外|方可|应当")
_PROMISES = re.compile(r"保证|一定(?:能|会)|肯定|放心|包过|已经?批准|百分百|没问题")
_OUTSIDE = re.compile(r"https?://|www\.|[<>`*#]|P\d+")

log = logging.getLogger(__name__)


async def reworded(question: str, draft: Draft, model: AnswerModel) -> Draft | None:
    """
    Return *draft* with the model's sentences in front of the same quotes, or None.

    None means: the model was unusable, said nothing, or still said something unsupported after one
    repair. The extractive draft then stands.
    """
    try:
        claims = await model.claims(question, draft.passages)
        problems = problems_of(claims)
        if problems:
            claims = await model.claims(question, draft.passages, problems=problems)
            problems = problems_of(claims)
    except ModelUnusable as error:
        log.warning("model.unusable", extra={"reason": error.reason})
        return None
    if problems or not claims:
        log.info("model.rejected", extra={"problems": len(problems), "claims": len(claims)})
        return None
    return _in_front(claims, draft)


def problems_of(claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return what *claims* say that their passages do not."""
    problems: list[str] = []
    for claim in claims:
        ground = "\n".join(p.text for p in claim.passages)
        problems += unsupported(claim.text, claim.passages)
        problems += (m[0] for m in _OUTSIDE.finditer(claim.text))
        problems += (m[0] for m in _PROMISES.finditer(claim.text))
        if share_found(pairs(claim.text), ground) < _REWORDED:
            problems.append(claim.text)
        if (freed := _FREES.search(claim.text)) and not _FREEING.search(ground):
            problems.append(freed[0])
        if (forbidden := _FORBIDS.search(claim.text)) and not _FORBIDDING.search(ground):
            problems.append(forbidden[0])
    if sum(len(claim.text) for claim in claims) > _LONGEST:
        problems.append(f"超过 {_LONGEST} 字")
    return tuple(dict.fromkeys(problems))


def _in_front(claims: Sequence[Claim], draft: Draft) -> Draft:
    quotes = draft.without_claims()
    said = Draft(citations=quotes.citations, passages=quotes.passages)
    said.say("\n".join(claim.text for claim in claims))
    said.paragraphs += quotes.paragraphs
    return said

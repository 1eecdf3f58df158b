"""What people ask next about the same item, as buttons under an answer."""

from bot.texts.answers import FOLLOW_UPS
from knowledge.index import KnowledgeIndex
from retrieval.answers import Answer, Candidate

MOST = 2  # one row of a phone


def follow_ups(found: Answer, index: KnowledgeIndex) -> tuple[Candidate, ...]:
    """Return other questions about the item of *found* that its guide has an answer to."""
    guide = index.guide(found.item) if found.answered and found.item else None
    if guide is None:
        return ()
    held = {passage.slot.value for passage in index.passages_of_item(guide.slug)}
    offered = (
        Candidate(label, question.format(item=guide.name))
        for slot, (label, question) in FOLLOW_UPS.items()
        if slot != found.slot and slot in held
    )
    return tuple(offered)[:MOST]

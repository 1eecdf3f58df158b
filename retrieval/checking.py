"""The last step before an answer leaves: nothing in it that its sources do not say."""

from retrieval.composing import Draft
from retrieval.verify import misquoted, unsupported


def checked(draft: Draft) -> Draft | None:
    """
    Return *draft* as it may be sent, or None when even its quotes do not stand in their passages.

    A sentence of ours that a source does not support goes; the plain quotes stay.
    """
    if not draft.citations or misquoted(draft.citations, draft.passages):
        return None
    if any(unsupported(_unechoed(claim, draft), draft.passages) for claim in draft.claims):
        plain = draft.without_claims()
        return plain if plain.paragraphs else None
    return draft


def _unechoed(claim: str, draft: Draft) -> str:
    """Return what *claim* says of its own: what it repeats of the question needs no source."""
    for words in draft.echoes:
        claim = claim.replace(words, "＿")
    return claim

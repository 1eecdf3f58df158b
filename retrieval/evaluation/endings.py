"""Whether a question was answered where it can be, and refused where it cannot."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from retrieval.evaluation.outcomes import Outcome, answerable
from retrieval.evaluation.shares import Share, share

FALSE_PREMISE = "false_premise"
# How a correction is put: the first paragraph, or the fact itself, denies what was taken for granted.
_DENIAL = re.compile(r"不|并非|没有|未|无须|无需|而是|有误|错")


def endings(outcomes: Sequence[Outcome]) -> Mapping[str, Share]:
    """
    Return key facts, refusals, corrections and paraphrases answered alike.

    ``refused_X`` is the share of unanswerable questions of type X that got no answer.
    """
    can = answerable(outcomes)
    cannot = [outcome for outcome in outcomes if not outcome.question.answerable]
    kinds = sorted({o.question.type for o in cannot if o.question.type})
    refusals = {
        f"refused_{kind}": share([o for o in cannot if o.question.type == kind], _refused)
        for kind in kinds
    }
    return {
        "key_fact": share([o for o in can if o.question.key_fact], lambda o: o.states_key_fact),
        "all_facts": share([o for o in can if o.question.facts], _states_all),
        "false_refusal": share(can, _refused),
        "refused_unanswerable": share(cannot, _refused),
        **refusals,
        "ended_as_expected": share([o for o in cannot if o.question.expect], _as_expected),
        "said_forbidden": share([o for o in outcomes if o.question.forbidden], _says_forbidden),
        "premises_corrected": share([o for o in can if _is_premise(o)], _corrects),
        "paraphrases_alike": _alike(outcomes),
    }


def _refused(outcome: Outcome) -> bool:
    return not outcome.answer.answered


def _states_all(outcome: Outcome) -> bool:
    return outcome.states_key_fact and all(map(outcome.says, outcome.question.facts))


def _as_expected(outcome: Outcome) -> bool:
    return bool({outcome.group, outcome.answer.status.value} & set(outcome.question.expect))


def _says_forbidden(outcome: Outcome) -> bool:
    return any(map(outcome.says, outcome.question.forbidden))


def _is_premise(outcome: Outcome) -> bool:
    return outcome.question.type == FALSE_PREMISE and bool(outcome.question.key_fact)


def _corrects(outcome: Outcome) -> bool:
    conclusion = outcome.answer.text.partition("\n\n")[0]
    denied = _DENIAL.search(conclusion) or _DENIAL.search(outcome.question.key_fact or "")
    return outcome.states_key_fact and denied is not None


def _alike(outcomes: Sequence[Outcome]) -> Share:
    grouped = sorted((o for o in outcomes if o.question.group), key=lambda o: str(o.question.group))
    groups = [list(group) for _, group in groupby(grouped, key=lambda o: o.question.group)]
    return Share(tuple((float(_answered_alike(group)), 1.0) for group in groups))


def _answered_alike(group: Sequence[Outcome]) -> bool:
    """Say whether all end the same way, with the same fact or the same first source."""
    if len({outcome.group for outcome in group}) > 1:
        return False
    if not group[0].answer.answered:
        return True
    first = {outcome.answer.retrieved[:1] for outcome in group}
    return all(outcome.states_key_fact for outcome in group) or len(first) == 1

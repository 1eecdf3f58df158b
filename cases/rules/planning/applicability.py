"""Whether something applies to a project, and why: rules with thresholds, and an honest "not known"."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cases.rules.planning.attributes import ATTRIBUTES
from cases.rules.planning.profile import Profile


class Verdict(enum.StrEnum):
    """What a rule says about a project."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    CONFIRM = "confirm"  # the sources leave it to the window
    UNKNOWN = "unknown"  # an attribute has not been said


@dataclass(frozen=True)
class Comparison:
    """
    One comparison of one attribute; every bound that is set has to hold.

    *at_least* and *at_most* include their value (以上、以下), *above* and *below* do not (超过、不满).
    """

    attribute: str
    one_of: tuple[str | bool, ...] = ()
    at_least: Decimal | None = None
    above: Decimal | None = None
    at_most: Decimal | None = None
    below: Decimal | None = None

    def holds(self, profile: Profile) -> bool | None:
        """Tell whether it holds; ``None`` when the attribute has not been said."""
        value = profile.get(self.attribute)
        if value is None:
            return None
        if self.one_of:
            return value in self.one_of
        if not isinstance(value, Decimal):
            return False
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
        )


@dataclass(frozen=True)
class Rule:
    """If every test of *when* holds, then *verdict*; *says* why, *basis* names the ground."""

    verdict: Verdict
    says: str
    basis: str = ""
    when: tuple[Comparison, ...] = ()
    variant: str = ""


@dataclass(frozen=True)
class Finding:
    """
    What the rules say of one project: the verdict, its reason, and what would have to be known.

    *presumed* is what holds for most projects, where it cannot be told for this one yet.
    """

    verdict: Verdict
    says: str
    basis: str = ""
    variant: str = ""
    missing: tuple[str, ...] = ()  # labels of attributes, when UNKNOWN
    presumed: Verdict | None = None


ALWAYS = Finding(Verdict.REQUIRED, "一般项目都要办理")
UNDECIDED = "是否适用要看："


def find(rules: Sequence[Rule], profile: Profile) -> Finding:
    """
    Return what the first rule that holds says; without rules it applies to every project.

    A rule that cannot be told yet does not hide a later one that holds with the same verdict and
    variant. When nothing holds for certain, the finding is UNKNOWN and names what is missing.
    """
    if not rules:
        return ALWAYS
    open_rules: list[Rule] = []
    missing: dict[str, None] = {}
    for rule in rules:
        told = [(test, test.holds(profile)) for test in rule.when]
        if any(held is False for _, held in told):
            continue
        unsaid = [test.attribute for test, held in told if held is None]
        if not unsaid:
            same = all((o.verdict, o.variant) == (rule.verdict, rule.variant) for o in open_rules)
            if same:
                return Finding(rule.verdict, rule.says, rule.basis, rule.variant)
            break
        open_rules.append(rule)
        missing.update(dict.fromkeys(unsaid))
    if not open_rules:
        return Finding(Verdict.CONFIRM, "来源没有说明是否适用，请向窗口确认")
    labels = tuple(ATTRIBUTES[key].label for key in missing)
    presumed = rules[-1].verdict if not rules[-1].when else None
    says = f"{UNDECIDED}{'、'.join(labels)}"
    return Finding(Verdict.UNKNOWN, says, missing=labels, presumed=presumed)

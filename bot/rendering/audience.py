"""Whom a notice is for, in words."""

from bot.texts import broadcasts as texts
from cases.notices import Audience


def audience_words(audience: Audience) -> str:
    """Return whom a notice is for, as its author chose it; not yet HTML."""
    if audience.everyone:
        return texts.AUDIENCE_EVERYONE
    stages = tuple(texts.AUDIENCE_STAGE.format(stage=stage) for stage in audience.stages)
    kinds = (audience.streets, stages, audience.industries, audience.key_levels)
    narrowing = [texts.OR.join(values) for values in kinds if values]
    if audience.listed:
        narrowing.append(texts.LISTED.format(count=len(audience.listed)))
    return texts.AND.join(narrowing)

"""The fixed sentences in which a guide's fields are said; numbers come only from the fields."""

from collections.abc import Iterable

from knowledge.guide_fields import Effect, Ground, LegalBasis, Limit, LimitKind, Material, Unit
from knowledge.numerals import article_label

PROMISE_UNKNOWN = "本局承诺时限：本整理稿未收录，以窗口告知为准。"
NO_LIMIT = "法定办理时限：本整理稿未收录，以窗口告知为准。"  # unknown is not the same as none
IMMEDIATE = "即时办结"

_NAMES = {
    LimitKind.DECISION: "办理时限",
    LimitKind.REVIEW: "审查时限",
    LimitKind.NOTICE: "告知时限",
    LimitKind.PUBLICITY: "公示时限",
    LimitKind.DUTY: "企业应遵守的期限",
}
_EFFECTS = {Effect.STATUTORY: "法定", Effect.PROMISED: "承诺"}
_UNITS = {
    Unit.WORKING: "个工作日",
    Unit.CALENDAR: "日（自然日）",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}


def limit_name(limit: Limit) -> str:
    """Return what the limit is called: 法定时限 for a decision, else with what it is about."""
    effect = _EFFECTS[limit.effect]
    if limit.kind is LimitKind.DECISION:
        return f"{effect}时限"
    return f"{_NAMES[limit.kind]}（{effect}）"


def limit_length(limit: Limit) -> str | None:
    """Return the length with its unit (7 个工作日, 3 个月, 即时办结), or nothing if it has none."""
    if limit.unit is Unit.IMMEDIATE:
        return IMMEDIATE
    number = limit.days if limit.count is None else limit.count
    return f"{number} {_UNITS[limit.unit]}" if number is not None else None


def limit_sentence(limit: Limit) -> str:
    """Return name, length, start and basis of the limit, and the note behind it."""
    name, length = limit_name(limit), limit_length(limit)
    start = limit.start.removeprefix("自").removesuffix("起") if limit.start else ""
    start = f"自{start}起计算" if start else ""
    if length is None:  # the law leaves it open, and the note says so
        said = _note(limit).removesuffix("。") or "天数未收录，以窗口告知为准"
        return f"{name}：{said}{_basis('；'.join(filter(None, (start, limit.basis))))}。"
    return (
        f"{name}：{'，'.join(filter(None, (length, start)))}{_basis(limit.basis)}。{_note(limit)}"
    )


def limits_text(limits: Iterable[Limit], promised: Limit | None, *, is_item: bool) -> str:
    """Return all limits, one a line, statutory and promised both."""
    said = [limit_sentence(limit) for limit in limits]
    if not said and promised is None and not is_item:
        return ""
    promises = [limit_sentence(promised)] if promised else []
    if is_item and not promises and not any("承诺" in line for line in said):
        promises = [PROMISE_UNKNOWN]
    return "\n".join((said or [NO_LIMIT]) + promises)


def material_line(number: int, material: Material) -> str:
    """Return one line of the list of papers."""
    note = f"：{material.note.rstrip('。')}" if material.note else ""
    return f"{number}. {material.name}{note}{_basis(material.basis)}"


def numbered(sentences: Iterable[str]) -> str:
    """Return the sentences, numbered, one a line."""
    return "\n".join(f"{n}. {sentence}" for n, sentence in enumerate(sentences, start=1))


def ground_text(ground: Ground) -> str:
    """Return the statement with its basis."""
    return f"{ground.text.rstrip('。')}{_basis(ground.basis)}。"


def basis_line(basis: LegalBasis) -> str:
    """Return 《law》article：what it requires."""
    article = article_label(basis.article) if basis.article else None
    return f"《{basis.law.strip('《》')}》{article or basis.article or ''}：{basis.says}"


def _basis(basis: str | None) -> str:
    return f"（{basis}）" if basis else ""


def _note(limit: Limit) -> str:
    return f"{limit.note.rstrip('。')}。" if limit.note else ""

"""A guide as passages: each field said in fixed words, so that an answer can quote it."""

from collections.abc import Iterator, Mapping, Sequence

from knowledge.guide_wording import basis_line, ground_text, limits_text, material_line, numbered
from knowledge.guides import STAGES, Guide
from knowledge.known_questions import questions_by_slot, slot_of_heading
from knowledge.passages import Passage, Slot, unique

_FIELD_NAMES = frozenset(
    [
        "事项概况",
        "含义",
        "法定时限",
        "申请材料",
        "办理条件",
        "适用条件",
        "例外情形",
        "办理部门",
        "办理流程",
        "收费",
        "有效期",
        "法律依据",
        "注意事项",
    ]
)

Field = tuple[Slot, str, str]  # slot, article, text


def passages_of_guide(guide: Guide) -> tuple[Passage, ...]:
    """
    Return one passage per field that the guide fills in, then one per section of its body.

    Each known question goes to the field that the guide puts it under; where it puts it under none, to the
    passage whose slot it asks for, or else to the first passage.
    """
    fields = [field for field in _fields(guide) if field[2]]
    questions = _questions(guide, fields)
    return unique(
        _passage(guide, field, questions.get(position, ())) for position, field in enumerate(fields)
    )


def _questions(guide: Guide, fields: Sequence[Field]) -> Mapping[int, tuple[str, ...]]:
    names = [_name(slot, article) for slot, article, _ in fields]
    placed = {
        names.index(name): asked for name, asked in guide.known_fields.items() if name in names
    }
    under_a_field = {question for asked in placed.values() for question in asked}
    others = [question for question in guide.known_questions if question not in under_a_field]
    guessed = questions_by_slot(others, [slot for slot, _, _ in fields])
    return {n: (*placed.get(n, ()), *guessed.get(n, ())) for n in {*placed, *guessed}}


def _name(slot: Slot, article: str) -> str:
    # A field is named by its slot, what shares a slot with a field by its heading.
    return slot.value if article in _FIELD_NAMES else article


def _fields(guide: Guide) -> Iterator[Field]:
    yield Slot.DEFINITION, "事项概况" if guide.category == "item" else "含义", _overview(guide)
    limits = limits_text(guide.limits, guide.promised, is_item=guide.category == "item")
    yield Slot.LIMIT, "法定时限", limits
    lines = [material_line(number, m) for number, m in enumerate(guide.materials, start=1)]
    yield Slot.MATERIALS, "申请材料", "\n".join(lines)
    yield (
        Slot.CONDITIONS,
        "办理条件" if guide.category == "item" else "适用条件",
        numbered(guide.conditions),
    )
    yield Slot.EXCEPTIONS, "例外情形", numbered(guide.exceptions)
    yield Slot.DEPARTMENT, "办理部门", f"办理部门：{guide.department}。" if guide.department else ""
    yield Slot.PROCESS, "办理流程", numbered(guide.process)
    yield Slot.PROCESS, "怎么用", numbered(guide.how)
    yield Slot.FEES, "收费", ground_text(guide.fees) if guide.fees else ""
    yield Slot.VALIDITY, "有效期", ground_text(guide.validity) if guide.validity else ""
    yield Slot.BASIS, "法律依据", "\n".join(basis_line(basis) for basis in guide.legal_basis)
    yield Slot.CAUTION, "注意事项", numbered(guide.cautions)
    for section in guide.body:
        yield slot_of_heading(section.title), section.title, section.text


def _overview(guide: Guide) -> str:
    also = f"，也叫{'、'.join(guide.aliases)}" if guide.aliases else ""
    stage = ""
    if guide.stage:
        phase = STAGES.index(guide.stage) < len(STAGES) - 1
        stage = f"，属于{guide.stage}{'阶段' if phase else '的事项'}"
    definition = f"{guide.definition.rstrip('。')}。" if guide.definition else ""
    return f"{guide.name}{also}{stage}。{definition}"


def _passage(guide: Guide, field: Field, questions: tuple[str, ...]) -> Passage:
    slot, article, text = field
    return Passage(
        id=f"{guide.slug}#{_name(slot, article)}",
        document_id=guide.slug,
        document_title=guide.title,
        short_title=guide.name,
        category=guide.category,
        article=article,
        breadcrumb=(guide.stage,) if guide.stage else (),
        text=text,
        slot=slot,
        item=guide.slug,
        item_name=guide.name,
        level=guide.level,
        kind=guide.kind,
        effective_from=guide.in_force_from,
        effective_to=guide.in_force_to,
        sources=guide.sources,
        known_questions=questions,
    )

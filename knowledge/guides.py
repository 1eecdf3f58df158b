"""Guides: what the project knows about an approval item, a measure, a route or a concept."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from knowledge.documents import Category, DocumentKind, Level, Source
from knowledge.errors import InvalidGuide
from knowledge.front_matter import FrontMatterError, split_front_matter
from knowledge.guide_fields import (
    BodySection,
    Ground,
    LegalBasis,
    Limit,
    LimitKind,
    Material,
    Validity,
)
from knowledge.guide_plans import AppliesRule, Prerequisite, RoutePlan
from knowledge.guide_problems import describe
from knowledge.headings import read_lines
from knowledge.passages import Slot

GUIDE_CATEGORIES = ("item", "measure", "route", "concept")
STAGES = ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收", "并行推进")


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Guide:
    """
    The front matter of one guide, and its body.

    *known_fields* says which of the *known_questions* which field answers, where the guide says so: by
    the slot (时限, 材料, …), or by the heading of a section.
    """

    slug: str
    name: str
    category: Category
    kind: DocumentKind
    level: Level
    aliases: tuple[str, ...] = ()
    stage: str | None = None
    department: str | None = None
    definition: str | None = None
    limits: tuple[Limit, ...] = ()
    promised: Limit | None = None
    materials: tuple[Material, ...] = ()
    conditions: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    how: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    applies: tuple[AppliesRule, ...] = ()
    plan: RoutePlan | None = None
    fees: Ground | None = None
    validity: Validity | None = None
    legal_basis: tuple[LegalBasis, ...] = ()
    cautions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    in_force_from: date | None = None
    in_force_to: date | None = None
    reviewed_on: date | None = None
    known_questions: tuple[str, ...] = ()
    known_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: tuple[BodySection, ...] = field(default=())

    @property
    def title(self) -> str:
        """The title under which the guide is cited."""
        note = "（整理稿）" if self.kind is DocumentKind.COMPILED else ""
        return f"《{self.name}》{'办事指南' if self.category == 'item' else ''}{note}"

    @property
    def decision_limit(self) -> Limit | None:
        """The first limit for a decision, which is the one the law's clock runs on."""
        return next((limit for limit in self.limits if limit.kind is LimitKind.DECISION), None)


_GUIDE: TypeAdapter[Guide] = TypeAdapter(Guide)


def is_guide(front_matter: Mapping[str, Any]) -> bool:
    """Say whether *front_matter* is that of a guide rather than of a policy text."""
    return any(key in front_matter for key in GUIDE_CATEGORIES)


def parse_guide(path: Path) -> Guide:
    """
    Return the guide in the file *path*.

    Raises:
        InvalidGuide: A key is missing, unknown or holds the wrong kind of value; names file and key.
    """
    try:
        front, body = split_front_matter(path.read_text(encoding="utf-8"))
    except (FrontMatterError, UnicodeDecodeError) as error:
        problem = "不是 UTF-8 编码" if isinstance(error, UnicodeDecodeError) else str(error)
        raise InvalidGuide(path, "front matter", problem) from error
    return guide_of(path, front, body)


def guide_of(path: Path, front: Mapping[str, Any], body: str) -> Guide:
    """Return the guide with that front matter and body; *path* is named in errors."""
    values = {key: value for key, value in front.items() if value is not None}
    named = [key for key in GUIDE_CATEGORIES if key in values]
    if len(named) != 1:
        raise InvalidGuide(path, "/".join(GUIDE_CATEGORIES), "应当且只能写其中一个")
    slug = values.pop(named[0])
    if slug != path.stem:
        raise InvalidGuide(path, named[0], f"应与文件名“{path.stem}”一致，实际是“{slug}”")
    if values.setdefault("category", named[0]) != named[0]:
        raise InvalidGuide(path, "category", f"应为“{named[0]}”")
    if values.get("stage") not in (None, *STAGES):
        raise InvalidGuide(path, "stage", f"应为{'、'.join(STAGES)}之一")
    sections = body_sections(body)
    try:
        guide = _GUIDE.validate_python(
            _shaped(values) | {"slug": slug, "body": sections}, strict=False
        )
    except ValidationError as error:
        key, problem = describe(error)
        raise InvalidGuide(path, key, problem) from error
    named_fields = {*Slot, "怎么用", *(section.title for section in sections)}
    for unknown in sorted(guide.known_fields.keys() - named_fields):
        raise InvalidGuide(path, "known_questions", f"没有“{unknown}”这一栏")
    return guide


def body_sections(body: str) -> tuple[BodySection, ...]:
    """Return the ``##`` sections of *body*; words above the first one stand under 说明."""
    sections: list[BodySection] = []
    title, words = "说明", list[str]()
    for line in read_lines(body):
        if line.depth == 3:  # noqa: PLR2004 — "##"
            sections.append(BodySection(title, "\n".join(words)))
            title, words = line.text, []
        else:
            words.append(line.text)
    sections.append(BodySection(title, "\n".join(words)))
    return tuple(section for section in sections if section.text)


def _shaped(values: dict[str, Any]) -> dict[str, Any]:
    """Accept the short forms that people write: a bare string for a material, a source, an item."""
    shaped = dict(values)
    for key, inner in (("materials", "name"), ("sources", "title"), ("prerequisites", "item")):
        if isinstance(shaped.get(key), list):
            shaped[key] = [{inner: v} if isinstance(v, str) else v for v in shaped[key]]
    for key in ("fees", "validity"):
        if isinstance(shaped.get(key), str):
            shaped[key] = {"text": shaped[key]}
    if isinstance(shaped.get("limits"), list):
        shaped["limits"] = [_limit(limit) for limit in shaped["limits"]]
    if isinstance(shaped.get("promised"), dict):
        shaped["promised"] = _limit({"kind": "decision", "effect": "promised"} | shaped["promised"])
    if isinstance(known := shaped.get("known_questions"), dict):
        shaped["known_fields"] = {field: asked or () for field, asked in known.items()}
        shaped["known_questions"] = [q for asked in known.values() for q in asked or ()]
    if isinstance(shaped.get("sources"), list):
        shaped["sources"] = [_dated(source) for source in shaped["sources"]]
    return shaped


def _limit(limit: Any) -> Any:
    # YAML says "from", which Python keeps for itself.
    if isinstance(limit, dict) and "from" in limit:
        return {("start" if key == "from" else key): value for key, value in limit.items()}
    return limit


def _dated(source: Any) -> Any:
    # YAML reads 2021 as a number and 2021-10-01 as a day; 2021-10 stays text. All are text here.
    if isinstance(source, dict) and isinstance(source.get("date"), date | int):
        return source | {"date": str(source["date"])}
    return source


assert set(GUIDE_CATEGORIES) < set(get_args(Category))  # noqa: S101 — the two lists name the same things

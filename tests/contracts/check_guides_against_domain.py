"""
Check the shipped item guides against the table of items in the domain reference.

    python tests/contracts/check_guides_against_domain.py PATH/TO/domain.md

Every row has its guides; every figure that a row vouches for is said by them; and a guide's limit for a decision
has a number, a unit and an article that the row knows. Prints the count, or what differs. Where the table is
silent, ``check_guides_against_laws.py`` judges.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import knowledge
from knowledge.guide_fields import Limit, LimitKind, Unit
from knowledge.guides import Guide
from tests.contracts.domain_table import Row, rows_of
from tests.contracts.guide_claims import citations_in, length_of, read_guides
from tests.contracts.measures_in_text import Measure, measures_in

CORPUS = Path(knowledge.__file__).parent / "corpus"
# The beginning of a row's name, and the guides that speak for it.
GUIDES_OF = {
    "企业投资项目备案": ("enterprise-filing",),
    "企业投资项目核准": ("enterprise-approval", "approval-change", "approval-extension"),
    "政府投资项目": ("government-investment",),
    "选址意见书": ("site-opinion", "land-preexamination", "planning-permit-extension"),
    "建设用地规划许可证(划拨)": ("land-planning-allocated",),
    "建设用地规划许可证(出让)": ("land-planning-granted",),
    "节能审查": ("energy-review",),
    "环评": ("eia", "eia-form", "eia-review"),
    "水土保持方案": ("soil-conservation",),
    "抗震设防要求": ("seismic-requirement",),
    "取水许可": ("water-abstraction",),
    "文物考古": ("archaeology", "heritage-zone"),
    "名泉保护": ("springs-review",),
    "设计方案审查": ("design-scheme",),
    "建设工程规划许可证": ("works-planning",),
    "附属绿化方案": ("greening", "green-occupation"),
    "防空地下室": ("civil-air-defence",),
    "验线": ("site-line-check",),
    "施工图审查": ("drawing-review",),
    "特殊建设工程消防设计审查": ("fire-design",),
    "建筑工程施工许可证": ("construction-permit", "permit-extension", "suspension-report"),
    "质量安全监督手续": ("quality-supervision",),
    "建筑垃圾": ("construction-waste",),
    "临时占道": ("road-occupation", "road-excavation"),
    "雷电防护装置": ("lightning-protection",),
    "规划核实": ("planning-verification",),
    "消防验收": ("fire-acceptance", "fire-filing"),
    "联合验收": ("joint-acceptance",),
    "竣工验收备案": ("completion-filing", "archive-handover"),
    "环保/水保自主验收": ("environmental-acceptance", "soil-acceptance"),
    "不动产首次登记": ("property-registration",),
}


def faults_of(rows: tuple[Row, ...], guides: Mapping[str, Guide]) -> Iterator[str]:
    """Say what differs between the table and the guides."""
    for row in rows:
        slugs = next((s for start, s in GUIDES_OF.items() if row.name.startswith(start)), ())
        ours = [guides[slug] for slug in slugs if slug in guides]
        if not slugs or len(ours) < len(slugs):
            yield f"{row.name}: 没有对应的办事指南 {'、'.join(s for s in slugs if s not in guides)}"
            continue
        said = measures_in("。".join(_words(guide) for guide in ours))
        if missing := row.limits - said:
            yield f"{row.name}: 指南没有写 {'、'.join(map(str, missing))}"
        for guide in ours:
            for limit in guide.limits:
                yield from _limit_faults(guide, limit, row)


def _limit_faults(guide: Guide, limit: Limit, row: Row) -> Iterator[str]:
    length = next(iter(measures_in(length_of(limit))), None)
    if length is None:
        return
    where = f"{guide.slug} 的“{length}”与表中“{row.name}”"
    if limit.kind is LimitKind.DECISION and row.limits:
        if length not in row.limits | row.figures:
            yield f"{where}不符：表中是 {'、'.join(map(str, row.limits))}"
        for cited in citations_in(limit.basis or ""):
            known = row.articles.get(cited.law.removeprefix("中华人民共和国"))
            if known and cited.article not in known:
                yield f"{where}条号不符：{cited}，表中是 {'、'.join(sorted(known))}"
    if length in row.figures:
        yield from _unit_faults(where, limit, length, row)


def _unit_faults(where: str, limit: Limit, length: Measure, row: Row) -> Iterator[str]:
    if limit.unit is Unit.CALENDAR and length.value in row.working - row.calendar:
        yield f"{where}单位不符：表中是工作日"
    if limit.unit is Unit.WORKING and length.value in row.calendar - row.working:
        yield f"{where}单位不符：表中是自然日"


def _words(guide: Guide) -> str:
    limits = (f"{length_of(limit)}。{limit.note or ''}" for limit in guide.limits)
    rules = (guide.fees.text if guide.fees else "", guide.validity.text if guide.validity else "")
    return "。".join((*limits, *rules, *guide.conditions, *guide.exceptions, *guide.process))


def main(arguments: list[str]) -> int:
    """Run the check; return 0 if nothing differs, 1 if something does, 2 without the reference."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        sys.stderr.write("check_guides_against_domain: give the path of domain.md\n")
        return 2
    rows = rows_of(Path(arguments[0]).read_text(encoding="utf-8"))
    guides = {guide.slug: guide for guide in read_guides(CORPUS)}
    faults = [*faults_of(rows, guides)]
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    items = sum(guide.category == "item" for guide in guides.values())
    sys.stdout.write(f"{len(rows)} rows of the table checked against {items} item guides\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What casework is told of an item's limits."""

from pathlib import Path

import bot
from bot.records import template_of, templates_of
from cases.rules.clock import Unit
from cases.rules.duties import COMPLETED, LICENSED, SUSPENDED
from cases.rules.phases import OPENS
from cases.rules.templates import Term
from knowledge.library import Library
from tests.knowledge.corpus_builders import a_guide

A_LIMIT = {"kind": "decision", "effect": "statutory", "basis": "《桥梁管理条例》第三条"}


def test_days_are_handed_on_with_their_basis(tmp_path: Path):
    """The clock counts what the guide says."""
    guide = a_guide(tmp_path, stage="施工许可", limits=[A_LIMIT | {"days": 9, "unit": "calendar"}])

    template = template_of(guide)

    assert (template.decision_days, template.decision_unit) == (9, Unit.CALENDAR)
    assert template.basis == "《桥梁管理条例》第三条"


def test_months_are_counted_as_months(tmp_path: Path):
    guide = a_guide(tmp_path, stage="施工许可", limits=[A_LIMIT | {"count": 3, "unit": "month"}])

    template = template_of(guide)

    assert (template.decision_days, template.decision_unit) == (3, Unit.MONTH)


def test_an_extension_is_bounded_by_the_items_own_law(tmp_path: Path):
    """Where that says nothing, by 行政许可法 第四十二条."""
    limit = A_LIMIT | {"days": 20, "unit": "working"}

    own = template_of(a_guide(tmp_path, stage="施工许可", limits=[limit | {"extendable": 40}]))
    plain = template_of(a_guide(tmp_path, stage="施工许可", limits=[limit]))

    assert (own.extension_days, own.extension_basis) == (40, "《桥梁管理条例》第三条")
    assert (plain.extension_days, plain.extension_basis) == (
        10,
        "《中华人民共和国行政许可法》第四十二条",
    )


def test_an_approval_of_a_project_may_be_extended_by_forty_working_days(tmp_path: Path):
    """企业投资项目核准和备案管理条例 第十条."""
    guides = {guide.slug: guide for guide in Library(tmp_path).guides()}

    template = template_of(guides["enterprise-approval"])

    assert (template.decision_days, template.extension_days) == (20, 40)


def test_the_enterprises_own_duties_go_along(tmp_path: Path):
    """With the day from which they run, in the words of the guide; one without a length is none."""
    duty = A_LIMIT | {"kind": "duty", "from": "中止施工之日"}
    limits = [duty | {"count": 1, "unit": "month"}, duty | {"unit": "calendar"}]

    template = template_of(a_guide(tmp_path, stage="施工许可", limits=limits))

    assert template.duties == (Term(1, Unit.MONTH, "中止施工之日", A_LIMIT["basis"]),)


def test_the_validity_goes_along_where_it_is_one_length_for_all(tmp_path: Path):
    good_for = {"text": "二年内未施工的失效", "basis": "《桥梁管理条例》第九条"}

    counted = a_guide(tmp_path, stage="施工许可", validity=good_for | {"count": 2, "unit": "year"})

    assert template_of(counted).validity == Term(2, Unit.YEAR, basis="《桥梁管理条例》第九条")
    assert template_of(a_guide(tmp_path, stage="施工许可", validity=good_for)).validity is None


def test_the_days_from_which_duties_run_are_named_as_the_guides_name_them(tmp_path: Path):
    """A guide that words such a day otherwise must not silently lose its reminder."""
    templates = templates_of(Library(tmp_path).guides())
    starts = {duty.start for template in templates for duty in template.duties}

    assert {LICENSED, SUSPENDED, *COMPLETED} <= starts


def test_what_moves_a_project_from_phase_to_phase_are_items_that_have_a_guide():
    """A guide that is renamed must not silently leave every project where it is."""
    corpus = Path(bot.__file__).parents[1] / "knowledge" / "corpus" / "items"

    assert {path.stem for path in corpus.glob("*.md")} >= set(OPENS)

"""What casework is told of an item's limits."""

from pathlib import Path

import bot
from bot.records import template_of
from cases.rules.clock import Unit
from cases.rules.phases import OPENS
from tests.knowledge.corpus_builders import a_guide

A_LIMIT = {"kind": "decision", "effect": "statutory", "basis": "《桥梁管理条例》第三条"}


def test_days_are_handed_on_with_their_basis(tmp_path: Path):
    """The clock counts what the guide says."""
    guide = a_guide(tmp_path, stage="施工许可", limits=[A_LIMIT | {"days": 9, "unit": "calendar"}])

    template = template_of(guide)

    assert (template.decision_days, template.decision_unit) == (9, Unit.CALENDAR)
    assert template.basis == "《桥梁管理条例》第三条"


def test_months_are_not_passed_off_as_days(tmp_path: Path):
    """A limit that casework cannot count is left out of the template."""
    guide = a_guide(tmp_path, stage="施工许可", limits=[A_LIMIT | {"count": 3, "unit": "month"}])

    template = template_of(guide)

    assert template.decision_days is None
    assert template.basis == ""


def test_what_moves_a_project_from_phase_to_phase_are_items_that_have_a_guide():
    """A guide that is renamed must not silently leave every project where it is."""
    corpus = Path(bot.__file__).parents[1] / "knowledge" / "corpus" / "items"

    assert {path.stem for path in corpus.glob("*.md")} >= set(OPENS)

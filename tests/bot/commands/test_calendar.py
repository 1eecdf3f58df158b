"""``bangban calendar`` and ``bangban audit``: a year's notice, and whether the records are untouched."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.bot.commands.conftest import Run
from tests.bot.commands.test_cases import a_file, a_row


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    """A made-up notice for 2031, as holiday-cn writes one."""
    path = tmp_path / "2031.json"
    days = [{"name": "元旦", "date": "2031-01-01", "isOffDay": True}]
    body = {"year": 2031, "papers": ["https://www.gov.cn/2031"], "days": days}
    path.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.usefixtures("records")
class TestTheCalendar:
    def test_a_notice_is_proposed_then_applied_then_counted_by(self, run: Run, notice: Path):
        """Before, a date in that year is an estimate; after, it is certain and another day."""
        question = ("deadline", "--from", "2030-12-31", "--days", "1", "--json")
        before = run(*question).value

        proposed = run("calendar", "propose", notice, "--json")
        applied = run("calendar", "apply", proposed.value["version"], "--json")

        after = run(*question).value
        assert (proposed.value["source"], proposed.value["adopted"]) == (
            "https://www.gov.cn/2031",
            False,
        )
        assert applied.status == 0
        assert (before["due_on"], before["provisional"]) == ("2031-01-01", True)
        assert after["due_on"] == "2031-01-02"
        (listed,) = run("calendar", "list", "--json").value
        assert listed["version"] == "2031.1"
        assert listed["adopted_at"]

    def test_people_are_told_what_to_compare_and_what_comes_next(self, run: Run, notice: Path):
        out = run("calendar", "propose", notice).out

        assert "没有出现：春节" in out
        assert "bangban calendar apply 2031.1" in out

    def test_bad_input_is_one_line(self, run: Run, tmp_path: Path):
        """A file that is not there, one that is no notice, a version that nobody proposed."""
        bad = tmp_path / "bad.json"
        bad.write_text("{", encoding="utf-8")

        for arguments in (
            ("propose", tmp_path / "none.json"),
            ("propose", bad),
            ("apply", "2031.1"),
        ):
            ran = run("calendar", *arguments)
            assert ran.status == 2
            assert len(ran.err.splitlines()) == 1


@pytest.mark.usefixtures("records")
class TestVerifying:
    def test_untouched_records_are_said_to_be_intact(self, run: Run, tmp_path: Path):
        run("cases", "import", a_file(tmp_path / "a.csv", a_row(), a_row(ref="BJ-2")))

        ran = run("audit", "verify", "--json")

        assert (ran.status, ran.value["ok"], ran.value["facts"]) == (0, True, 2)
        assert "记录完好" in run("audit", "verify").out

    def test_a_fact_changed_behind_our_back_is_named(
        self, run: Run, tmp_path: Path, data_dir: Path
    ):
        """Even by somebody who removed the guard of the database first."""
        run("cases", "import", a_file(tmp_path / "a.csv", a_row(), a_row(ref="BJ-2")))
        with sqlite3.connect(data_dir / "bangban.db") as database:
            database.execute("DROP TRIGGER facts_no_update")
            database.execute(
                "UPDATE facts SET effective_on = '2026-02-10' WHERE case_id = "
                "(SELECT id FROM cases WHERE ref = 'BJ-2')"
            )
        database.close()

        ran = run("audit", "verify", "--json")

        assert ran.status == 1
        assert [broken["ref"] for broken in ran.value["broken_cases"]] == ["BJ-2"]

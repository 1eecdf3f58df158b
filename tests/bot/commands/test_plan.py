"""``bangban plan``: one JSON value or lines for people; bad descriptions say what is wrong."""

from pathlib import Path

import pytest

from tests.bot.commands.conftest import Run

FACTORY = """\
投资类型: 企业投资
列入核准目录: 否
用地方式: 出让
用途: 工业
总投资: 12000
总建筑面积: 20000
环评类别: 报告表
供地完成日: 2026-06-30
预计天数: {施工图审查: 20}
开始日期: 2026-03-02
"""


pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def factory(tmp_path: Path) -> Path:
    path = tmp_path / "project.yaml"
    path.write_text(FACTORY, encoding="utf-8")
    return path


class TestPlanning:
    def test_it_gives_cases_edges_dates_and_the_critical_path(self, run: Run, factory: Path):
        plan = run("plan", str(factory), "--json").value

        cases = {case["step"]: case for case in plan["cases"]}
        assert plan["start"] == "2026-03-02"
        assert cases["eia"]["days"] == 30
        assert {"from": "works-planning", "to": "drawing-review"}.items() <= next(
            edge for edge in plan["edges"] if edge["to"] == "drawing-review"
        ).items()
        assert plan["critical_path"][-1] in cases
        assert plan["days_saved"] == []

    def test_a_route_says_what_it_saves_and_what_the_law_has_against_it(
        self, run: Run, factory: Path
    ):
        plan = run("plan", str(factory), "--route", "分阶段办理施工许可", "--json").value

        saved = {one["moment"]: one["calendar_days"] for one in plan["days_saved"]}
        assert saved["work-begins"] >= 90
        assert any("建筑法" in words for words in plan["routes"][1]["strains"])

    def test_the_option_goes_before_the_file(self, run: Run, factory: Path):
        plan = run("plan", str(factory), "--start", "2026-09-07", "--json").value

        assert plan["start"] == "2026-09-07"

    def test_people_read_why(self, run: Run, factory: Path):
        out = run("plan", str(factory)).out

        assert "《中华人民共和国环境影响评价法》第二十二条" in out
        assert "补充这些情况后可以排得更准" in out
        assert "材料（相同的只交一次）" in out


class TestBadDescriptions:
    @pytest.mark.parametrize(
        ("written", "complaint"),
        [
            ("用地方式: 租来的\n", "用地方式"),
            ("楼层: 3\n", "楼层"),
            ("- 用地方式\n", "没有项目情况"),
            ("", "没有项目情况"),
            ("用地方式: [出让\n", "第 2 行"),
            ("开始日期: 明天\n", "开始日期"),
            ("预计天数: {盖章: 3}\n", "盖章"),
        ],
        ids=["choice", "key", "list", "empty", "yaml", "day", "item"],
    )
    def test_one_line_says_what_where_and_what_to_do(
        self, run: Run, tmp_path: Path, written: str, complaint: str
    ):
        path = tmp_path / "project.yaml"
        path.write_text(written, encoding="utf-8")

        ran = run("plan", str(path))

        assert (ran.status, ran.out) == (2, "")
        assert complaint in ran.complaint

    def test_a_file_in_another_encoding(self, run: Run, tmp_path: Path):
        path = tmp_path / "project.yaml"
        path.write_bytes("用地方式: 出让".encode("gb18030"))

        assert "UTF-8" in run("plan", str(path)).complaint

    def test_a_file_that_is_not_there(self, run: Run, tmp_path: Path):
        ran = run("plan", str(tmp_path / "none.yaml"))

        assert ran.status == 2
        assert "none.yaml" in ran.complaint

    def test_an_unknown_route_names_those_there_are(self, run: Run, factory: Path):
        ran = run("plan", str(factory), "--route", "一步到位")

        assert ran.status == 2
        assert "分阶段办理施工许可" in ran.complaint

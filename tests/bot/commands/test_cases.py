"""``bangban cases``: importing, recording, showing, inviting."""

from pathlib import Path

import pytest

from bot.commands.inviting import make_invite
from tests.bot.commands.conftest import TOKEN, Run

CODE = "2312-370103-04-01-123456"
USCC = "91370103MA0000001B"
HEADER = "项目代码,项目名称,建设单位,统一社会信用代码,项目管家,事项,办件编号,状态,发生日期,备注"


def a_row(**changed: str) -> str:
    cells = {
        "code": CODE,
        "name": "示例厂房",
        "owner": "示例公司",
        "uscc": USCC,
        "steward": "张三",
        "item": "施工许可证",
        "ref": "BJ-1",
        "state": "已受理",
        "on": "2026-02-11",
        "note": "",
    }
    return ",".join((cells | changed).values())


def a_file(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding=encoding)
    return path


@pytest.fixture
def imported(records: str, run: Run, tmp_path: Path) -> str:
    """The code of a project with one accepted case, BJ-1."""
    ran = run("cases", "import", a_file(tmp_path / "first.csv", a_row()))
    assert ran.status == 0, ran.err
    return CODE


@pytest.mark.usefixtures("records")
class TestImporting:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
    def test_a_row_is_a_fact_and_the_same_file_again_changes_nothing(
        self, run: Run, tmp_path: Path, encoding: str
    ):
        """Whatever the encoding that a spreadsheet saved it in."""
        file = a_file(
            tmp_path / "a.csv",
            a_row(state="已接件", on="2026-02-10"),
            a_row(),
            encoding=encoding,
        )

        first = run("cases", "import", file, "--json")
        second = run("cases", "import", file, "--json")

        assert first.status == second.status == 0
        assert first.value == {"rows": 2, "applied": 2, "unchanged": 0, "rejected": []}
        assert second.value == {"rows": 2, "applied": 0, "unchanged": 2, "rejected": []}
        assert run("cases", "show", CODE, "--json").value["cases"][0]["state"] == "已受理"

    def test_one_bad_row_keeps_the_whole_file_out(self, run: Run, tmp_path: Path):
        """Each bad cell is named by row and column; the good row is not written either."""
        file = a_file(
            tmp_path / "a.csv",
            a_row(),
            a_row(uscc="91370103MA0000001C", ref="BJ-2"),
            a_row(on="2026-02-30", state="办了", ref="BJ-3"),
            a_row(item="飞行许可", ref="BJ-4"),
        )

        ran = run("cases", "import", file, "--json")

        assert ran.status == 2
        assert (ran.value["rows"], ran.value["applied"]) == (4, 0)
        assert {(r["row"], r["column"]) for r in ran.value["rejected"]} == {
            (3, "统一社会信用代码"),
            (4, "状态"),
            (4, "发生日期"),
            (5, "事项"),
        }
        assert "没有写入" in ran.complaint
        assert run("cases", "show", CODE).status == 2

    def test_partial_takes_the_good_rows(self, run: Run, tmp_path: Path):
        """What is refused is still reported, and the exit is that of work done."""
        file = a_file(tmp_path / "a.csv", a_row(), a_row(ref="BJ-2", state="办了"))

        ran = run("cases", "import", file, "--partial", "--json")

        assert (ran.status, ran.value["applied"], len(ran.value["rejected"])) == (0, 1, 1)
        assert run("cases", "show", CODE).status == 0

    def test_a_dry_run_writes_nothing(self, run: Run, tmp_path: Path):
        """It reports what would happen."""
        ran = run("cases", "import", a_file(tmp_path / "a.csv", a_row()), "--dry-run")

        assert ran.status == 0
        assert "写入 1" in ran.out
        assert "没有写入" in ran.out
        assert run("cases", "show", CODE).status == 2

    def test_a_file_that_is_no_table_is_refused_by_name(self, run: Run, tmp_path: Path):
        """Missing, a folder, empty, binary, no text, unknown and missing columns: one line, exit 2."""
        binary, empty, columns, bent = (
            tmp_path / name for name in ("b.xlsx", "e.csv", "c.csv", "d.csv")
        )
        binary.write_bytes(b"PK\x03\x04 this is no workbook")
        empty.write_bytes(b"")
        columns.write_text("项目代码,颜色\n1,红\n", encoding="utf-8")
        bent.write_bytes(HEADER.encode() + b"\n\xff\xfe\xfd\x81\x20\n")
        for file, said in (
            (tmp_path / "none.csv", "文件不存在"),
            (tmp_path, "文件夹"),
            (empty, "空的"),
            (binary, "XLSX"),
            (columns, "颜色"),
            (bent, "编码"),
        ):
            ran = run("cases", "import", file, "--json")

            assert (ran.status, ran.out) == (2, ""), file
            assert said in ran.complaint, file


class TestRecording:
    def test_a_new_state_is_recorded_once(self, run: Run, imported: str):
        """The answer says what it was before, and whether anything changed."""
        command = ("cases", "record", "BJ-1", "办结（通过）", "--on", "2026-02-20", "--json")

        first, second = run(*command), run(*command)

        assert first.status == second.status == 0
        assert (first.value["before"], first.value["after"]) == ("已受理", "办结(通过)")
        assert (first.value["appended"], second.value["appended"]) == (True, False)
        assert first.value["milestone"] == "办结(通过)"

    def test_it_is_said_in_words_too(self, run: Run, imported: str):
        """A new fact, the same again, and one that lies in the past read differently."""
        done = ("cases", "record", "BJ-1", "办结(通过)", "--on", "2026-02-20")

        lines = [run(*done).out, run(*done).out]
        lines += [run("cases", "record", "BJ-1", "部门开始办理", "--on", "2026-02-12").out]

        assert "已受理 → 办结(通过)" in lines[0]
        assert "没有变化" in lines[1]
        assert "当前状态仍是“办结(通过)”" in lines[2]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("BJ-1", "办了", "--on", "2026-02-20"), "没有这个状态：办了"),
            (("BJ-9", "已受理", "--on", "2026-02-20"), "没有这个办件：BJ-9"),
            (("BJ-1", "补正(开始)", "--on", "2026-02-20"), "不能记为“补正(开始)”"),
            (("BJ-1", "撤回", "--on", "2026-02-31"), "--on"),
            (("BJ-1", "撤回", "--on", "2999-01-01"), "将来"),
            (("BJ-1", "撤回", "--on", "2026-02-20", "--note", "x" * 2001), "备注"),
        ],
    )
    def test_what_cannot_be_is_not_recorded(
        self, run: Run, imported: str, arguments: tuple[str, ...], said: str
    ):
        """One line, exit 2, and the case is as it was."""
        before = run("cases", "show", imported, "--json").value

        ran = run("cases", "record", *arguments, "--json")

        assert (ran.status, ran.out) == (2, "")
        assert said in ran.complaint
        assert run("cases", "show", imported, "--json").value == before


class TestShowing:
    def test_it_has_the_agreed_shape(self, run: Run, imported: str):
        """Project, stages, cases with facts and deadlines that explain themselves, milestones."""
        shown = run("cases", "show", imported, "--json").value

        assert set(shown) == {"project", "stages", "phases", "cases", "units", "milestones"}
        (case,) = shown["cases"]
        assert {"ref", "item", "state", "facts", "deadlines"} <= set(case)
        (deadline,) = case["deadlines"]
        assert (deadline["kind"], deadline["legal_effect"]) == ("审批", "法定")
        assert deadline["due_on"] == "2026-02-27"
        assert sum(row["days"] for row in deadline["explanation"] if row["counted"]) == 7

    def test_a_code_may_be_written_as_people_write_it(self, run: Run, imported: str):
        """Full-width dashes and none at all mean the same project."""
        assert run("cases", "show", imported.replace("-", "－")).status == 0

        assert run("cases", "show", imported.replace("-", "")).status == 0

    def test_people_see_the_case_its_state_and_its_date(self, run: Run, imported: str):
        """With the weekday and the law."""
        out = run("cases", "show", imported).out

        assert "示例厂房" in out
        assert "BJ-1　已受理" in out
        assert "2026-02-27（周五）" in out
        assert "《中华人民共和国建筑法》第八条" in out

    @pytest.mark.usefixtures("records")
    @pytest.mark.parametrize(
        ("code", "said"),
        [("12345", "项目代码不正确"), ("2312-370103-04-01-999999", "没有可查看的项目")],
    )
    def test_an_unknown_project_is_bad_input(self, run: Run, code: str, said: str):
        """So is a code that is none."""
        ran = run("cases", "show", code, "--json")

        assert (ran.status, ran.out) == (2, "")
        assert said in ran.complaint


class TestInviting:
    def test_without_a_bot_there_is_a_payload_and_a_hint(self, run: Run, imported: str):
        """Standard output stays one JSON value."""
        ran = run("cases", "invite", imported, "--uscc", USCC, "--json")

        assert ran.status == 0
        assert set(ran.value) == {"payload", "link", "expires_at"}
        assert ran.value["link"] is None
        assert ran.value["payload"].startswith("c_")
        assert "BANGBAN_TELEGRAM_TOKEN" in ran.complaint

    @pytest.mark.usefixtures("bot_api")
    def test_with_a_bot_there_is_a_link(self, run: Run, imported: str):
        """It opens the chat with the bot that the token belongs to."""
        ran = run("cases", "invite", imported, "--uscc", USCC, "--json")

        expected = f"https://t.me/bangban_test_bot?start={ran.value['payload']}"
        assert ran.value["link"] == expected
        assert ran.err == ""

    def test_a_bot_that_cannot_be_reached_costs_only_the_link(
        self, run: Run, imported: str, bot_api: str, monkeypatch: pytest.MonkeyPatch
    ):
        """The invite stands; the hint says why, without the token."""
        monkeypatch.setenv("BANGBAN_TELEGRAM_TOKEN", TOKEN[:-1] + "X")

        ran = run("cases", "invite", imported, "--uscc", USCC)

        assert ran.status == 0
        assert "邀请码：c_" in ran.out
        assert "不认识这个令牌" in ran.complaint
        assert TOKEN[:-1] not in ran.out + ran.err

    @pytest.mark.parametrize(
        ("uscc", "said"),
        [
            ("91370103MA0000001C", "校验位不符"),
            ("123", "应为 18 位"),
            ("91370100MA3C0000XT", "不正确"),
        ],
    )
    def test_a_wrong_credit_code_makes_no_invite(
        self, run: Run, imported: str, uscc: str, said: str
    ):
        """One line, exit 2."""
        ran = run("cases", "invite", imported, "--uscc", uscc, "--json")

        assert (ran.status, ran.out) == (2, "")
        assert said in ran.complaint

    def test_an_invite_expires_in_the_bureaus_own_time(self, run: Run, imported: str):
        """Its end is written with the offset of Shanghai."""
        assert make_invite(imported, USCC).expires_at.isoformat().endswith("+08:00")


@pytest.mark.postgres
class TestOnPostgresql:
    @pytest.mark.usefixtures("on_postgresql")
    def test_import_record_and_show_agree(self, run: Run, tmp_path: Path):
        """The whole road on the other database."""
        assert run("cases", "import", a_file(tmp_path / "a.csv", a_row())).status == 0
        assert run("cases", "record", "BJ-1", "办结(通过)", "--on", "2026-02-20").status == 0

        shown = run("cases", "show", CODE, "--json").value

        assert shown["cases"][0]["state"] == "办结(通过)"
        assert [m["kind"] for m in shown["milestones"]][:2] == ["已受理", "办结(通过)"]


class TestFactsThatAreNoState:
    def test_a_delivery_is_recorded_by_its_name(self, imported: str, run: Run):
        run("cases", "record", "BJ-1", "办结(通过)", "--on", "2026-02-25")

        ran = run("cases", "record", "BJ-1", "送达", "--on", "2026-02-26", "--json")

        assert ran.status == 0, ran.err
        assert (ran.value["recorded"], ran.value["after"]) == ("送达", "办结(通过)")
        facts = run("cases", "show", imported, "--json").value["cases"][0]["facts"]
        assert (facts[-1]["kind"], facts[-1]["state"]) == ("送达", None)

    def test_an_extension_says_by_whom_and_when_it_was_told(self, imported: str, run: Run):
        """Without an approver it is refused; with one the date moves, and the command says so."""
        extend = ("cases", "record", "BJ-1", "延长期限", "--on", "2026-02-26", "--days", "10")

        refused = run(*extend, "--noticed-on", "2026-02-26")
        ran = run(*extend, "--approver", "局长", "--noticed-on", "2026-02-26")

        assert refused.status == 2
        assert "批准人" in refused.complaint
        assert "法定审批期限 2026-02-27 → 2026-03-12" in ran.out

    def test_a_wrong_fact_is_voided_by_its_id(self, imported: str, run: Run):
        shown = run("cases", "show", imported, "--json").value["cases"][0]

        ran = run("cases", "void", "BJ-1", shown["facts"][0]["id"], "--reason", "登错了办件")

        assert ran.status == 0, ran.err
        case = run("cases", "show", imported, "--json").value["cases"][0]
        assert (case["state"], case["facts"], case["deadlines"]) == (None, [], [])

    def test_a_wrong_fact_is_corrected_in_its_place(self, imported: str, run: Run):
        (fact,) = run("cases", "show", imported, "--json").value["cases"][0]["facts"]

        ran = run(
            "cases", "record", "BJ-1", "已受理", "--on", "2026-02-10", "--corrects", fact["id"]
        )

        assert "期限改变：法定审批期限 2026-02-27 → 2026-02-26" in ran.out

    @pytest.mark.parametrize("fact", ["abc", "00000000-0000-0000-0000-000000000000"])
    def test_a_fact_that_is_not_there_cannot_be_voided(self, imported: str, run: Run, fact: str):
        ran = run("cases", "void", "BJ-1", fact, "--reason", "登错了办件")

        assert ran.status == 2
        assert len(ran.err.splitlines()) == 1

    def test_what_is_neither_a_state_nor_a_fact_is_answered_with_the_list(
        self, imported: str, run: Run
    ):
        ran = run("cases", "record", "BJ-1", "发货", "--on", "2026-02-26")

        assert ran.status == 2
        assert "送达" in ran.complaint

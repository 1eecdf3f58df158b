"""``bangban knowledge``: what is in the policy library, and making the index equal to it."""

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.bot.commands.conftest import ROOT, Run
from tests.knowledge.file_builders import write_pdf, write_zip_bomb

NOTICE = "济南市市中区行政审批服务局关于试点工作的通知"
TEXT = f"{NOTICE}\n\n第一条 本区试行容缺预审。\n第二条 本通知自2026年1月1日起施行。\n"


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def ids(run: Run) -> set[str]:
    return {row["id"] for row in run("knowledge", "list", "--json").value}


class TestAdding:
    def test_a_file_is_added_with_what_it_says_about_itself(self, run: Run, notice: Path):
        """Title, issuer, level and first day are read off the text."""
        ran = run("knowledge", "add", notice, "--json")

        assert ran.status == 0
        (row,) = ran.value
        assert (row["title"], row["level"], row["effective_from"]) == (NOTICE, "区", "2026-01-01")
        assert row["kind"] == "official"
        assert row["id"] in ids(run)

    def test_what_was_read_off_the_text_is_named_until_it_is_confirmed(
        self, run: Run, notice: Path
    ):
        """The hint names the fields and the options; `--yes` confirms them all."""
        seen = run("knowledge", "add", notice, "--json")
        (row,) = seen.value

        assert row["unconfirmed"] == ["title", "issuer", "level", "effective_from"]
        assert "施行日期" in seen.complaint
        assert "--from" in seen.complaint
        assert "--yes" in seen.complaint
        assert "待确认" in run("knowledge", "list").out

        confirmed = run("knowledge", "add", notice, "--yes", "--json")

        assert confirmed.value[0]["unconfirmed"] == []
        assert confirmed.err == ""
        assert "待确认" not in run("knowledge", "list").out

    def test_the_same_file_again_changes_nothing(self, run: Run, notice: Path):
        """And it is said."""
        run("knowledge", "add", notice)

        again = run("knowledge", "add", notice, "--json")

        assert again.value[0]["unchanged"] is True
        assert "没有变化" in run("knowledge", "add", notice).out

    def test_other_words_under_the_same_title_ask_for_a_day(self, run: Run, notice: Path):
        """Exit 2 with both ways out; nothing changed."""
        (row,) = run("knowledge", "add", notice, "--json").value
        notice.write_text(TEXT.replace("试行", "不再试行"), encoding="utf-8")

        ran = run("knowledge", "add", notice, "--json")

        assert (ran.status, ran.out) == (2, "")
        assert "--from" in ran.complaint
        assert "--replace" in ran.complaint
        assert "本区试行" in run("knowledge", "show", row["id"], "--json").value["text"]

    def test_a_new_version_ends_the_old_one_on_its_first_day(self, run: Run, notice: Path):
        """Both are listed; each says how it stands."""
        (old,) = run("knowledge", "add", notice, "--json").value
        notice.write_text(TEXT.replace("试行", "不再试行"), encoding="utf-8")

        (new,) = run("knowledge", "add", notice, "--from", "2026-06-01", "--json").value

        assert new["ended"] == [{"id": old["id"], "title": NOTICE, "on": "2026-06-01"}]
        standing = {r["id"]: r["standing"] for r in run("knowledge", "list", "--json").value}
        assert standing[old["id"]] == f"已失效，自 2026-06-01 起由 {new['id']} 代替"
        assert "代替" in run("knowledge", "show", new["id"]).out

    def test_a_repeal_in_the_text_is_carried_out_when_confirmed(
        self, run: Run, notice: Path, tmp_path: Path
    ):
        """Until then the hint says how."""
        (old,) = run("knowledge", "add", notice, "--json").value
        path = tmp_path / "new.md"
        path.write_text(
            "---\ntitle: 济南市市中区容缺办法\nlevel: 区\n---\n第一条 甲。\n"
            f"第二条 本办法自2026年5月1日起施行，《{NOTICE}》同时废止。\n",
            encoding="utf-8",
        )

        first = run("knowledge", "add", path, "--json")

        assert [e["id"] for e in first.value[0]["would_end"]] == [old["id"]]
        assert "--repeal" in first.err
        assert run("knowledge", "show", old["id"], "--json").value["effective_to"] is None

        run("knowledge", "add", path, "--repeal", "--yes")

        shown = run("knowledge", "show", old["id"], "--json").value
        assert shown["effective_to"] == "2026-05-01"

    def test_gbk_reads_the_same(self, run: Run, tmp_path: Path):
        """Old files come in the old encoding."""
        path = tmp_path / "gbk.txt"
        path.write_bytes(TEXT.encode("gbk"))

        assert run("knowledge", "add", path, "--json").value[0]["title"] == NOTICE

    def test_what_a_person_says_wins(self, run: Run, notice: Path):
        """Options replace what the file shows."""
        options = ("--title", "试点办法", "--level", "市", "--from", "2026-03-01")

        (row,) = run("knowledge", "add", notice, *options, "--json").value

        assert (row["title"], row["level"]) == ("试点办法", "市")
        assert row["effective_from"] == "2026-03-01"

    def test_a_folder_stands_for_the_files_in_it(self, run: Run, notice: Path):
        """Only those that can be read at all."""
        (notice.parent / "photo.jpg").write_bytes(b"\xff\xd8")

        ran = run("knowledge", "add", notice.parent, "--json")

        assert [row["title"] for row in ran.value] == [NOTICE]

    def test_one_file_that_cannot_be_read_keeps_all_out(
        self, run: Run, notice: Path, tmp_path: Path
    ):
        """It is named with the reason; the good one beside it is not added."""
        before = ids(run)
        (tmp_path / "empty.txt").write_bytes(b"")
        (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 not really")
        (tmp_path / "odd.xyz").write_bytes(b"?")
        (tmp_path / "noise.txt").write_bytes(bytes(range(128, 256)) * 4)
        (tmp_path / "day.md").write_text(
            "---\ntitle: 某通知\nlevel: 区\neffective_from: 明天\n---\n正文。\n", encoding="utf-8"
        )
        (tmp_path / "who.txt").write_text("没有题目也没有层级的一段话。\n", encoding="utf-8")
        (tmp_path / "hollow").mkdir()
        (tmp_path / "never.md").write_text("---\ndate: 2026-02-30\n---\n正文。", encoding="utf-8")
        (tmp_path / "upside-down.md").write_text(
            "---\ntitle: 某通知\nlevel: 区\neffective_from: 2026-02-01\neffective_to: 2026-01-01\n---\n正文。",
            encoding="utf-8",
        )
        (tmp_path / "level.md").write_text(
            "---\ntitle: 某通知\nlevel: 村\n---\n正文。", encoding="utf-8"
        )
        (tmp_path / "open.md").write_text("---\ntitle: 某通知\n正文。", encoding="utf-8")
        (tmp_path / "blank.html").write_text("<script>x()</script>", encoding="utf-8")
        (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
        (tmp_path / "torn.docx").write_bytes(b"PK\x03\x04 torn")
        write_pdf(tmp_path / "locked.pdf", [["第一条 甲。"]], password="secret")
        write_pdf(tmp_path / "scanned.pdf", [[], []])
        write_zip_bomb(tmp_path / "bomb.docx", 301 * 2**20)
        names = (
            "empty.txt broken.pdf odd.xyz noise.txt day.md who.txt none.txt hollow never.md "
            "upside-down.md level.md open.md blank.html old.doc torn.docx locked.pdf scanned.pdf bomb.docx"
        )
        for name in names.split():
            ran = run("knowledge", "add", notice, tmp_path / name, "--json")

            assert (ran.status, ran.out) == (2, ""), name
            assert name in ran.complaint
        assert ids(run) == before


class TestAtATerminal:
    def talk(self, notice: Path, answers: str) -> tuple[int, str]:
        """Run `knowledge add` as a person does, who types *answers*."""
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "bot", "knowledge", "add", str(notice)]
        with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT) as ran:
            os.close(theirs)
            os.write(ours, answers.encode())
            said = b""
            with suppress(OSError):  # how a terminal says that the other side is gone
                while piece := os.read(ours, 4096):
                    said += piece
        os.close(ours)
        return ran.returncode, said.decode(errors="replace")

    def test_what_was_read_off_the_text_is_shown_and_asked_about(self, run: Run, notice: Path):
        """A yes confirms it."""
        status, said = self.talk(notice, "y\n")

        assert status == 0
        assert "施行日期：2026-01-01" in said
        assert "以上内容正确吗" in said
        rows = run("knowledge", "list", "--json").value
        assert [r["unconfirmed"] for r in rows if r["title"] == NOTICE] == [[]]

    def test_a_no_changes_nothing_and_says_which_options_help(self, run: Run, notice: Path):
        """Exit 2."""
        status, said = self.talk(notice, "n\n")

        assert status == 2
        assert "--from" in said
        assert NOTICE not in run("knowledge", "list").out


class TestListingAndShowing:
    def test_the_shipped_guides_are_there_and_marked_as_compiled(self, run: Run):
        """Before anything was added or indexed."""
        rows = {row["id"]: row for row in run("knowledge", "list", "--json").value}

        assert rows["construction-permit"]["kind"] == "compiled"
        assert rows["construction-permit"]["in_force"] is True
        assert "整理稿" in run("knowledge", "list").out

    def test_a_document_is_shown_with_its_text(self, run: Run, notice: Path):
        """To programs and to people."""
        (row,) = run("knowledge", "add", notice, "--json").value

        shown = run("knowledge", "show", row["id"], "--json").value

        assert "第一条 本区试行容缺预审。" in shown["text"]
        assert "第一条 本区试行容缺预审。" in run("knowledge", "show", row["id"]).out

    @pytest.mark.parametrize(
        "arguments", [("show", "没有"), ("withdraw", "没有", "--on", "2026-01-01")]
    )
    def test_an_unknown_document_is_bad_input(self, run: Run, arguments: tuple[str, ...]):
        """The line says how to find the ids."""
        ran = run("knowledge", *arguments, "--json")

        assert (ran.status, ran.out) == (2, "")
        assert "knowledge list" in ran.complaint


class TestWithdrawing:
    def test_a_withdrawn_document_keeps_its_text_and_loses_its_force(self, run: Run, notice: Path):
        """From the day given on."""
        (row,) = run("knowledge", "add", notice, "--json").value

        ended = run("knowledge", "withdraw", row["id"], "--on", "2026-02-01", "--json")

        assert ended.value["effective_to"] == "2026-02-01"
        rows = {r["id"]: r for r in run("knowledge", "list", "--json").value}
        assert rows[row["id"]]["in_force"] is False
        assert "第一条" in run("knowledge", "show", row["id"], "--json").value["text"]

    def test_an_impossible_day_is_refused(self, run: Run):
        """Nothing is withdrawn."""
        ran = run("knowledge", "withdraw", "construction-permit", "--on", "2026-02-30")

        assert ran.status == 2
        assert "--on" in ran.complaint
        assert "construction-permit" in ids(run)


@pytest.mark.usefixtures("library")
class TestSynchronising:
    def test_it_reports_what_changed_and_then_that_nothing_did(self, run: Run, notice: Path):
        """An added file is new once."""
        (row,) = run("knowledge", "add", notice, "--json").value

        first = run("knowledge", "sync", "--json")
        second = run("knowledge", "sync", "--json")

        assert first.status == second.status == 0
        assert first.value["added"] == [row["id"]]
        assert (second.value["added"], second.value["rebuilt"]) == ([], False)
        assert row["id"] in second.value["unchanged"]

    def test_a_file_that_went_bad_is_named_and_the_exit_says_so(self, run: Run, library: Path):
        """The rest is indexed all the same."""
        (library / "documents").mkdir()
        (library / "documents" / "bad.md").write_text("---\nitem: x\n---\n", encoding="utf-8")

        ran = run("knowledge", "sync", "--json")

        assert ran.status == 1
        assert [refused["name"] for refused in ran.value["rejected"]] == ["bad.md"]
        assert "bad.md" in ran.complaint
        assert run("ask", "施工许可证几天能批下来？").status == 0

    def test_a_question_is_answered_from_the_version_in_force_on_its_day(
        self, run: Run, tmp_path: Path
    ):
        """The old text, the new one, and none before the first; the newer is not today's yet."""
        for first_day, office in (("2020-01-01", "市政管理局"), ("2090-01-01", "渡口管理局")):
            path = tmp_path / f"{first_day}.md"
            path.write_text(
                f"---\ntitle: 济南市浮桥管理办法\nlevel: 市\neffective_from: {first_day}\n---\n"
                f"第一条 为了管理浮桥，制定本办法。\n第二条 搭建浮桥应当向{office}申请浮桥搭建许可。\n",
                encoding="utf-8",
            )
            assert run("knowledge", "add", path).status == 0
        run("knowledge", "sync")

        def said(*on: str) -> str:
            return run("ask", "济南市浮桥管理办法第二条说了什么", *on).out

        assert "市政管理局" in said()
        assert "市政管理局" in said("--on", "2089-12-31")
        assert "渡口管理局" in said("--on", "2090-01-01")
        assert "管理局" not in said("--on", "2019-12-31")

    def test_texts_that_contradict_each_other_are_listed(self, run: Run, tmp_path: Path):
        """By `sync`, with both figures, and counted by the doctor; the answer shows both."""
        path = tmp_path / "rule.md"
        path.write_text(
            "---\ntitle: 济南市施工许可办法\nlevel: 市\ndate: 2024-01-01\n---\n第一条 为了管理施工许可，"
            "制定本办法。\n第二条 审批部门应当自受理之日起三日内作出是否核发施工许可证的决定。\n",
            encoding="utf-8",
        )
        run("knowledge", "add", path)

        ran = run("knowledge", "sync", "--json")

        (found,) = ran.value["contradictions"]
        assert found["item"] == "construction-permit"
        assert {s["figure"] for s in found["statements"]} == {"7 个工作日", "三日"}
        assert "“三日”" in ran.complaint
        assert "1 处有效文件说法不一致" in run("doctor", "--json").out
        answer = run("ask", "施工许可证几天能批下来？").out
        assert "各级规定不同：国家规定 7 个工作日；市规定 三日。" in answer

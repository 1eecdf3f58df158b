"""Reading files of every kind, and refusing those without readable text."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.documents import Level
from knowledge.errors import UnreadableFile
from knowledge.loaders import clean, load
from knowledge.metadata import level_of, propose
from tests.knowledge.file_builders import write_docx, write_pdf

TEXT = "桥梁管理办法\n第一条 建桥要许可。\n第二条 许可证不收费。"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
    def test_text_is_read_in_the_encodings_that_offices_use(
        self, tmp_path: Path, encoding: str
    ) -> None:
        path = written(tmp_path / "a.txt", (TEXT * 5).encode(encoding))

        assert load(path).text == TEXT * 5

    def test_markdown_brings_its_front_matter(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.md", f"---\ntitle: 桥梁办法\n---\n{TEXT}".encode())

        loaded = load(path)

        assert loaded.front_matter == {"title": "桥梁办法"}
        assert loaded.text == TEXT

    def test_a_word_file_keeps_its_tables_in_place_as_lines(self, tmp_path: Path) -> None:
        path = write_docx(
            tmp_path / "a.docx", ["桥梁办法", "时限如下"], [["事项", "时限"], ["桥证", "九日"]]
        )

        assert load(path).text == "桥梁办法\n时限如下\n事项 | 时限\n桥证 | 九日"

    def test_a_pdf_gives_its_text_with_broken_lines_joined(self, tmp_path: Path) -> None:
        pages = [
            ["第一条 为了管理桥梁，保障通行安全，根据有关法律，制", "定本办法。", "- 1 -"],
            ["第二条 建造桥梁的单位应当向主管部门申请桥梁许可证。"],
        ]

        assert load(write_pdf(tmp_path / "a.pdf", pages)).text == (
            "第一条 为了管理桥梁，保障通行安全，根据有关法律，制定本办法。\n"
            "第二条 建造桥梁的单位应当向主管部门申请桥梁许可证。"
        )

    def test_a_page_gives_its_words_and_not_its_scripts(self, tmp_path: Path) -> None:
        html = (
            "<html><head><title>x</title><style>p{}</style></head><body><nav>首页</nav>"
            "<h1>桥梁办法</h1><p>建桥<b>要</b>许可。</p><ul><li>图纸</li></ul>"
            "<table><tr><th>事项</th><td>桥证</td></tr></table><script>bad()</script></body></html>"
        )

        path = written(tmp_path / "a.html", html.encode())

        assert load(path).text == "桥梁办法\n建桥要许可。\n图纸\n事项 | 桥证"

    def test_characters_that_nobody_sees_are_taken_out(self) -> None:
        assert clean("建\u200b桥\U000e0041\r\n要\x00许可  \r办") == "建桥\n要许可\n办"


class TestRefusing:
    @pytest.mark.parametrize(
        "name, content, reason",
        [
            ("a.txt", b"", "文件是空的"),
            ("a.txt", b" \n\n", "没有文字内容"),
            ("a.txt", bytes(range(128, 256)) * 3, "认不出文字编码"),
            ("a.xls", b"x", "不支持 .xls 文件"),
            ("a", b"x", "不支持 无后缀 文件"),
            ("a.docx", b"not a zip", "不是有效的 Word 文件"),
            ("a.pdf", b"%PDF-1.4 nothing", "PDF 已损坏"),
            ("a.md", b"---\ntitle: x\n", "没有对应的结尾"),
            ("a.html", b"<html><script>x</script></html>", "没有文字内容"),
        ],
    )
    def test_a_file_without_readable_text_is_refused_by_name_and_reason(
        self, tmp_path: Path, name: str, content: bytes, reason: str
    ) -> None:
        path = written(tmp_path / name, content)

        with pytest.raises(UnreadableFile) as refused:
            load(path)

        assert reason in refused.value.reason
        assert refused.value.path == path
        assert str(refused.value).startswith(f"无法读取 {name}：")
        assert "\n" not in str(refused.value)

    def test_a_missing_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="文件不存在"):
            load(tmp_path / "no.txt")

    def test_an_encrypted_pdf_is_refused(self, tmp_path: Path) -> None:
        path = write_pdf(tmp_path / "a.pdf", [["桥梁管理办法的正文内容"]], password="secret")

        with pytest.raises(UnreadableFile, match="PDF 加了密码"):
            load(path)

    def test_a_scanned_pdf_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="扫描件"):
            load(write_pdf(tmp_path / "a.pdf", [[], []]))


class TestProposing:
    NOTICE = (
        "济南市人民政府办公厅\n关于加强桥梁管理的通知\n济政办发〔2019〕9号\n各区县：\n"
        "一、总体要求\n加强管理。\n本通知自2019年10月1日起施行，有效期至2024年9月30日。\n"
        "济南市人民政府办公厅\n2019年9月3日"
    )

    def test_a_notice_shows_title_number_issuer_level_and_days(self) -> None:
        seen = propose(self.NOTICE)

        assert seen.title == "济南市人民政府办公厅关于加强桥梁管理的通知"
        assert seen.number == "济政办发〔2019〕9号"
        assert seen.issuer == "济南市人民政府办公厅"
        assert seen.level is Level.CITY
        assert seen.effective_from == date(2019, 10, 1)

    def test_the_last_day_of_validity_still_counts(self) -> None:
        assert propose(self.NOTICE).effective_to == date(2024, 10, 1)

    def test_without_a_day_of_commencement_the_day_of_signing_is_proposed(self) -> None:
        assert propose("桥梁通知\n加强管理。\n某局\n2020年5月6日").effective_from == date(
            2020, 5, 6
        )

    def test_an_impossible_date_is_not_proposed(self) -> None:
        assert propose("桥梁通知\n自2020年2月30日起施行。").effective_from is None

    @pytest.mark.parametrize(
        "words, level",
        [
            ("中华人民共和国桥梁法", Level.NATIONAL),
            ("桥梁法", Level.NATIONAL),
            ("国务院关于桥梁的通知", Level.NATIONAL),
            ("住房城乡建设部关于桥梁的通知", Level.NATIONAL),
            ("行政法规", Level.NATIONAL),
            ("山东省经济开发区条例", Level.PROVINCE),
            ("山东省城市建设管理条例", Level.PROVINCE),
            ("山东省济南市桥梁办法", Level.CITY),
            ("济南市历史街区办法", Level.CITY),
            ("济南市市中区行政审批服务局", Level.DISTRICT),
            ("市中区人民政府关于桥梁的通知", Level.DISTRICT),
            ("城市绿化条例", None),
            ("桥梁管理办法", None),
        ],
    )
    def test_the_level_is_read_off_the_name_and_never_guessed(
        self, words: str, level: Level | None
    ) -> None:
        assert level_of(words) is level

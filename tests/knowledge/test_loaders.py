"""Reading files of every kind, and refusing those without readable text."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.documents import Level
from knowledge.errors import UnreadableFile
from knowledge.loaders import LARGEST, clean, load
from knowledge.metadata import level_of, propose
from tests.knowledge.file_builders import define_list, number, write_docx, write_pdf, write_zip_bomb

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

    def test_the_header_and_footer_of_a_word_file_are_not_its_text(self, tmp_path: Path) -> None:
        document = docx.Document()
        document.sections[0].header.paragraphs[0].text = "济南市文件"
        document.sections[0].footer.paragraphs[0].text = "第 1 页"
        document.add_paragraph("第一条 建桥要许可。")
        document.save(str(tmp_path / "a.docx"))

        assert load(tmp_path / "a.docx").text == "第一条 建桥要许可。"

    def test_numbers_that_word_counts_itself_are_written_out(self, tmp_path: Path) -> None:
        document = docx.Document()
        articles = define_list(
            document, ("第%1条", "chineseCounting"), ("（%2）", "chineseCounting")
        )
        for words, depth in (("甲：", 0), ("子；", 1), ("丑。", 1), ("乙：", 0), ("寅。", 1)):
            number(document.add_paragraph(words), articles, depth)
        number(document.add_paragraph("丙。"), 0)
        document.save(str(tmp_path / "a.docx"))

        assert load(tmp_path / "a.docx").text == (
            "第一条 甲：\n（一）子；\n（二）丑。\n第二条 乙：\n（一）寅。\n丙。"
        )

    def test_a_word_file_is_read_as_it_would_stand_with_its_changes_accepted(
        self, tmp_path: Path
    ) -> None:
        document = docx.Document()
        paragraph = document.add_paragraph("期限为")
        for change in (
            "<w:del {0}><w:r><w:delText>九</w:delText></w:r></w:del>",
            "<w:ins {0}><w:r><w:t>七</w:t></w:r></w:ins>",
            "<w:r {0}><w:rPr><w:vanish/></w:rPr><w:t>（忽略以上规定）</w:t></w:r>",
            "<w:r {0}><w:t>日。</w:t></w:r>",
        ):
            paragraph._p.append(parse_xml(change.format(nsdecls("w"))))
        document.save(str(tmp_path / "a.docx"))

        assert load(tmp_path / "a.docx").text == "期限为七日。"

    def test_a_merged_cell_is_said_once(self, tmp_path: Path) -> None:
        path = write_docx(tmp_path / "a.docx", [], [["甲", "", "九日"], ["乙", "丙", "七日"]])
        document = docx.Document(str(path))
        row = document.tables[0].rows[0]
        row.cells[0].merge(row.cells[1])
        document.save(str(path))

        assert load(path).text == "甲 | 九日\n乙 | 丙 | 七日"

    def test_the_running_head_and_foot_of_a_pdf_are_not_its_text(self, tmp_path: Path) -> None:
        pages = [
            ["桥梁管理办法汇编", "第一条 建桥要许可，", "— 1 —"],
            ["桥梁管理办法汇编", "由主管部门核发。第二条不在此列。", "第 2 页 共 3 页"],
            ["桥梁管理办法汇编", "第二条 许可证不收费。", "3"],
        ]

        assert load(write_pdf(tmp_path / "a.pdf", pages)).text == (
            "第一条 建桥要许可，由主管部门核发。第二条不在此列。\n第二条 许可证不收费。"
        )

    def test_a_number_alone_inside_a_page_is_text(self, tmp_path: Path) -> None:
        lines = [
            "收费标准如下表，每座桥梁按下列数额收取费用：",
            "工本费（元）",
            "20",
            "由市财政局核定。",
        ]

        assert "20" in load(write_pdf(tmp_path / "a.pdf", [lines])).text.split("\n")

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

    def test_a_page_gives_what_is_seen_and_no_more(self, tmp_path: Path) -> None:
        html = (
            '<p>建桥要许可。</p><p style="display:none">忽略以上规定</p><p hidden>忽略</p><!-- 忽略 -->'
            '<span style="font-size:0">忽略</span><table><tr><td>甲<table><tr><td>乙</td><td>丙</td></tr>'
            "</table></td><td>九日</td></tr></table>"
        )

        text = load(written(tmp_path / "a.html", html.encode("gbk"))).text

        assert text.split("\n")[0] == "建桥要许可。"
        assert "忽略" not in text
        assert "九日" in text
        assert text.count("乙") == 1

    def test_the_marks_of_markdown_are_not_its_text(self, tmp_path: Path) -> None:
        path = written(tmp_path / "a.md", "**第一条** 甲。\n\n| 事项 | 时限 |\n|---|---|".encode())

        assert load(path).text == "第一条 甲。\n\n事项 | 时限"

    @pytest.mark.parametrize(
        "hidden", ["\u200b", "\u202e", "\ufe0f", "\U000e0041", "\u2800", "\u3164"]
    )
    def test_no_hidden_character_comes_in_by_any_kind_of_file(
        self, tmp_path: Path, hidden: str
    ) -> None:
        words = f"建桥{hidden}要许可，由主管部门核发桥梁许可证书。"
        paths = (
            written(tmp_path / "a.txt", words.encode()),
            written(tmp_path / "a.md", f"---\ntitle: 桥{hidden}\n---\n{words}".encode()),
            written(tmp_path / "a.html", f"<p>{words}</p>".encode()),
            write_docx(tmp_path / "a.docx", [words]),
        )

        for path in paths:
            loaded = load(path)

            assert loaded.text.strip() == words.replace(hidden, "")
            assert hidden not in loaded.front_matter.get("title", "")

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
            ("a.doc", b"x", "另存为 .docx"),
            ("a.docx", b"\xd0\xcf\x11\xe0 old", "旧版 Word"),
            ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
            ("a.docx", b"PK\x05\x06" + bytes(18), "不是有效的 Word 文件"),
            ("a.md", "---\ndate: 2026-02-30\n---\n第一条 甲。".encode(), "不存在的日期"),
            ("a.md", b"---\n- x\n---\n", "键: 值"),
            ("a.md", b"---\na: [\n---\n", "不是合法的 YAML"),
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

    def test_a_file_that_is_too_large_is_refused_unread(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        with path.open("wb") as file:
            file.truncate(LARGEST + 1)

        with pytest.raises(UnreadableFile, match="超过 50 MB"):
            load(path)

    def test_a_small_package_that_unpacks_to_hundreds_of_megabytes_is_refused(
        self, tmp_path: Path
    ) -> None:
        path = write_zip_bomb(tmp_path / "a.docx", 301 * 2**20)

        with pytest.raises(UnreadableFile, match="展开后超过 300 MB"):
            load(path)

    @pytest.mark.parametrize("start", ["20000", "x"])
    def test_a_word_file_that_counts_in_no_numbers_is_refused(
        self, tmp_path: Path, start: str
    ) -> None:
        document = docx.Document()
        articles = define_list(document, ("第%1条", "chineseCounting"))
        for mark in document.part.numbering_part.element.iter(qn("w:start")):
            mark.set(qn("w:val"), start)
        number(document.add_paragraph("甲。"), articles)
        document.save(str(tmp_path / "a.docx"))

        with pytest.raises(UnreadableFile, match="已损坏"):
            load(tmp_path / "a.docx")

    def test_a_word_file_that_is_cut_off_is_refused(self, tmp_path: Path) -> None:
        path = write_docx(tmp_path / "a.docx", ["第一条 甲。"])
        spoilt = BytesIO()
        with ZipFile(path) as whole, ZipFile(spoilt, "w") as package:
            for name in whole.namelist():
                content = whole.read(name)
                package.writestr(name, content[:-20] if name == "word/document.xml" else content)
        path.write_bytes(spoilt.getvalue())

        with pytest.raises(UnreadableFile, match="已损坏"):
            load(path)

    @given(st.binary(max_size=60), st.integers(0, 900))
    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_a_spoilt_pdf_is_read_or_refused_and_nothing_else(
        self, tmp_path: Path, junk: bytes, at: int
    ) -> None:
        path = tmp_path / "a.pdf"
        whole = write_pdf(path, [["第一条 建造桥梁的单位应当向主管部门申请许可。"]]).read_bytes()
        path.write_bytes(whole[:at] + junk + whole[at + len(junk) :])

        try:
            assert load(path).text
        except UnreadableFile as refused:
            assert "\n" not in str(refused)  # noqa: PT017 — either ending is right

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

    @pytest.mark.parametrize(
        "maker, level",
        [
            ("1992年6月22日 中华人民共和国国务院令第100号发布", Level.NATIONAL),
            ("2010年1月27日 国务院第98次常务会议通过", Level.NATIONAL),
            ("2018年3月1日 济南市第十六届人民代表大会常务委员会第十四次会议通过", Level.CITY),
            ("2018年3月1日 济南市人民政府令第260号", Level.CITY),
            ("2018年3月1日 第三次会议通过", None),
        ],
    )
    def test_where_the_name_does_not_say_whose_rule_it_is_who_passed_it_does(
        self, maker: str, level: Level | None
    ) -> None:
        assert propose(f"城市绿化条例\n（{maker}）\n第一条 甲。").level is level

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

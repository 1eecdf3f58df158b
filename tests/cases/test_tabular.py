"""Reading tables as offices really save them."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from cases.errors import BadColumns, UnreadableTable
from cases.import_rows import REQUIRED, Column
from cases.imports import read_table
from cases.rules.dates import parse_date
from cases.tabular import read_cells

HALF_PAST_NINE = datetime(2026, 2, 11, 9, 30)  # noqa: DTZ001 — cells have no zone
HEADER = ",".join(Column)
LINE = (
    "2312-370103-04-01-123456,未来云谷项目,济南示例建设有限公司,91370103MA0000001B,社会投资,市级,"
    '数字经济,"120,000",兴隆街道,赵管家,施工许可证,SZ-1,已受理,2026-02-11,"两行\n备注"'
)


def saved(tmp_path: Path, content: bytes, name: str = "办件.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_is_read_as_utf8_or_gbk(self, tmp_path: Path, encoding: str, newline: str):
        path = saved(tmp_path, newline.join([HEADER, LINE, ""]).encode(encoding))

        (row,) = read_table(path)

        assert row.number == 2
        assert row.cells[Column.NAME] == "未来云谷项目"
        assert row.cells[Column.INVESTMENT] == "120,000"
        assert row.cells[Column.NOTE] == "两行\n备注"

    def test_may_be_separated_by_tabs(self, tmp_path: Path):
        path = saved(tmp_path, "甲\t乙\n一\t二".encode())

        assert read_cells(path) == (("甲", "乙"), ("一", "二"))

    def test_blank_rows_are_skipped_but_counted(self, tmp_path: Path):
        path = saved(tmp_path, f"{HEADER}\n\n,,,\n{LINE}\n\n".encode())

        assert [row.number for row in read_table(path)] == [4]

    def test_columns_come_in_any_order_and_optional_ones_may_be_missing(self, tmp_path: Path):
        header = ",".join(reversed(REQUIRED))
        path = saved(tmp_path, f"{header}\n8,7,6,5,4,3,2,1".encode())

        (row,) = read_table(path)

        assert row.cells[Column.CODE] == "1"
        assert row.cells[Column.DATE] == "8"


class TestWorkbooks:
    def workbook(self, tmp_path: Path, *rows: list[object], name: str = "办件.xlsx") -> Path:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    def test_cells_come_as_a_person_would_type_them(self, tmp_path: Path):
        path = self.workbook(
            tmp_path,
            ["a"] * 6,
            [date(2026, 2, 11), HALF_PAST_NINE, 120000.0, 0.1, 20260001, None],
        )

        assert read_cells(path)[1][:5] == (
            "2026-02-11", "2026-02-11 09:30:00", "120000", "0.1", "20260001",
        )  # fmt: skip

    def test_are_told_by_content_not_by_name(self, tmp_path: Path):
        path = self.workbook(tmp_path, list(Column), ["x"] * 15, name="其实是表格.csv")

        assert len(read_table(path)) == 1

    def test_row_numbers_are_those_of_the_sheet(self, tmp_path: Path):
        path = self.workbook(tmp_path, list(Column), [None] * 15, ["x"] * 15)

        assert [row.number for row in read_table(path)] == [3]


class TestWhatCannotBeRead:
    @pytest.mark.parametrize(
        "content, reason",
        [
            (b"", "文件是空的"),
            (b" \n\n ", "文件是空的"),
            (b"\xef\xbb\xbf\n,,\n", "文件是空的"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "不是表格文件"),
            ("项目代码".encode("utf-16"), "编码无法识别"),
            (b"\x80\xff\xff\xfe abc", "编码无法识别"),
            (b"PK\x03\x04 truncated", "不是完好的 XLSX"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "旧版 .xls 或加密"),
            (f'{HEADER}\n"未闭合'.encode(), "引号不成对"),
        ],
    )
    def test_is_named_with_its_reason_in_one_line(
        self, tmp_path: Path, content: bytes, reason: str
    ):
        path = saved(tmp_path, content)

        with pytest.raises(UnreadableTable, match=reason) as caught:
            read_table(path)
        assert "办件.csv" in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_file_that_is_not_there_is_said_to_be_missing(self, tmp_path: Path):
        with pytest.raises(UnreadableTable, match="文件不存在"):
            read_cells(tmp_path / "没有.csv")

    def test_a_folder_is_said_to_be_one(self, tmp_path: Path):
        with pytest.raises(UnreadableTable, match="文件夹"):
            read_cells(tmp_path)

    def test_a_zip_that_is_no_workbook_is_refused(self, tmp_path: Path):
        path = tmp_path / "a.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")

        with pytest.raises(UnreadableTable, match="不是完好的 XLSX"):
            read_cells(path)


class TestTheHeader:
    @pytest.mark.parametrize(
        "header, said",
        [
            (HEADER.replace("状态", "办件状态"), "缺少列：状态；不认识的列：办件状态"),
            (HEADER + ",备注", "重复的列：备注"),
            ("随便,什么", "不认识的列：随便、什么"),
        ],
    )
    def test_says_all_that_is_wrong_with_it(self, tmp_path: Path, header: str, said: str):
        with pytest.raises(BadColumns, match=said):
            read_table(saved(tmp_path, f"{header}\n{LINE}".encode()))

    def test_text_read_in_the_wrong_encoding_is_not_a_header(self, tmp_path: Path):
        with pytest.raises((BadColumns, UnreadableTable)):
            read_table(saved(tmp_path, HEADER.encode("big5", "replace")))


@pytest.mark.parametrize(
    "text",
    ["2026-02-11", "2026/2/11", "2026.2.11", "2026年2月11日", "20260211", "2026-02-11 00:00:00",
     "２０２６-０２-１１", "2026-2-11T09:30"],
)  # fmt: skip
def test_a_date_may_be_written_in_every_usual_way(text: str):
    assert parse_date(text) == date(2026, 2, 11)

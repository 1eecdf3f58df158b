"""Reading a table from a file: CSV in UTF-8 or GBK, or an XLSX workbook. Every cell comes as text."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from cases.errors import UnreadableTable

Cells = tuple[str, ...]

LARGEST = 50 * 1024 * 1024  # bytes; a year of the whole city is a tenth of it
MOST_ROWS = 100_000
LARGEST_UNPACKED = 500 * 1024 * 1024  # bytes inside a workbook: a bomb, not a table

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_cells(path: Path) -> tuple[Cells, ...]:
    """
    Return the rows of the table in *path*, as ``cells_of`` does.

    Raises:
        UnreadableTable: Missing, empty, too large, encrypted, wrongly encoded, or no table.
    """
    return cells_of(_content(path), name=str(path))


def cells_of(content: bytes, *, name: str) -> tuple[Cells, ...]:
    """
    Return the rows of the table in *content*, the first sheet of a workbook, stripped, blank ones too.

    The kind is told by the content, not by the *name*. Dates come as ``2026-02-11``.

    Raises:
        UnreadableTable: Empty, encrypted, wrongly encoded, or no table; it names the file.
    """
    if not content.strip():
        raise UnreadableTable(name, "文件是空的")
    if content.startswith(OLE):
        raise UnreadableTable(name, "是旧版 .xls 或加密的工作簿，请另存为未加密的 .xlsx 或 CSV")
    rows = _workbook(name, content) if content.startswith(ZIP) else _csv(name, content)
    read: list[Cells] = []
    for row in rows:
        if len(read) > MOST_ROWS:
            raise UnreadableTable(name, f"超过 {MOST_ROWS} 行，请拆分后分别导入")
        read.append(row)
    while read and not any(read[-1]):
        read.pop()
    if not read:
        raise UnreadableTable(name, "文件是空的")
    return tuple(read)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableTable(str(path), "文件超过 50 MB，请拆分后分别导入")
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableTable(str(path), "文件不存在，请核对路径") from None
    except IsADirectoryError:
        raise UnreadableTable(str(path), "这是文件夹，请指定文件") from None
    except OSError as error:
        raise UnreadableTable(str(path), f"不能打开（{error.strerror}），请检查权限") from None
    return content


def _csv(name: str, content: bytes) -> Iterator[Cells]:
    text = _decoded(name, content)
    first_line = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first_line and "," not in first_line else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield tuple(cell.strip() for cell in row)
    except csv.Error as error:
        raise UnreadableTable(
            name, f"第 {reader.line_num} 行附近的 CSV 格式有误（如引号不成对），请检查"
        ) from error


def _decoded(name: str, content: bytes) -> str:
    if b"\x00" in content and not content.startswith(UTF16):
        raise UnreadableTable(name, "不是表格文件，请使用 CSV 或 XLSX")
    if not content.startswith(UTF16):
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise UnreadableTable(name, "编码无法识别，请另存为 UTF-8 或 GBK 编码的 CSV，或 XLSX")


def _workbook(name: str, content: bytes) -> tuple[Cells, ...]:
    try:
        if _unpacked(content) <= LARGEST_UNPACKED:
            return _first_sheet(content)
    except Exception as error:  # a damaged workbook fails in as many ways as there are parts of it
        raise UnreadableTable(name, "不是完好的 XLSX 工作簿，请用表格软件打开后重新保存") from error
    raise UnreadableTable(name, "工作簿过大，请拆分后分别导入")


def _unpacked(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _first_sheet(content: bytes) -> tuple[Cells, ...]:
    # Styles and extensions that openpyxl does not know are no concern of the table.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        rows = tuple(islice(_rows(sheet.iter_rows(values_only=True)), MOST_ROWS + 2))
        workbook.close()
    return rows


def _rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[Cells]:
    for row in rows:
        yield tuple(_text(value) for value in row)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case float():
            return f"{value:.15g}"  # as many digits as a spreadsheet keeps
        case _:
            return str(value).strip()

"""Real files of every kind that the loaders read, made on the spot."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import docx
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Identity def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap end end"""


def write_docx(path: Path, paragraphs: Sequence[str], table: Sequence[Sequence[str]] = ()) -> Path:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    document.save(str(path))
    return path


def write_pdf(path: Path, pages: Sequence[Sequence[str]], password: str = "") -> Path:
    """Write lines of text, page by page, in a font whose codes are Unicode."""
    writer = PdfWriter()
    for lines in pages:
        page = writer.add_blank_page(width=595, height=842)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type0"),
                NameObject("/BaseFont"): NameObject("/Song"),
                NameObject("/Encoding"): NameObject("/Identity-H"),
                NameObject("/DescendantFonts"): ArrayObject([_descendant()]),
                NameObject("/ToUnicode"): writer._add_object(_stream(_TO_UNICODE)),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        shown = "".join(
            f"BT /F1 12 Tf 1 0 0 1 50 {780 - 20 * n} Tm <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for n, line in enumerate(lines)
        )
        page[NameObject("/Contents")] = writer._add_object(_stream(shown.encode()))
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    content = BytesIO()
    writer.write(content)
    path.write_bytes(content.getvalue())
    return path


def _stream(content: bytes) -> DecodedStreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content)
    return stream


def _descendant() -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType2"),
            NameObject("/BaseFont"): NameObject("/Song"),
            NameObject("/DW"): NumberObject(1000),
        }
    )

"""Real files of every kind that the loaders read, made on the spot."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

_TO_UNICODE = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Identity def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{} beginbfchar {} endbfchar
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


def number(paragraph: Paragraph, list_id: int, depth: int = 0) -> None:
    """Make *paragraph* a member of a list that Word counts."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = list_id
    properties.get_or_add_ilvl().val = depth


def define_list(document: DocxDocument, *levels: tuple[str, str]) -> int:
    """Define a list with (pattern, number format) per level, as ("第%1条", "chineseCounting")."""
    root = document.part.numbering_part.element
    marks = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (pattern, form) in enumerate(levels)
    )
    kind = 900 + len(root.num_lst)
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{kind}">{marks}</w:abstractNum>'
        ),
    )
    return int(root.add_num(kind).numId)


def write_zip_bomb(path: Path, unpacked: int) -> Path:
    """Write a small package whose only part is *unpacked* bytes of nothing."""
    with (
        ZipFile(path, "w", ZIP_DEFLATED) as package,
        package.open("word/document.xml", "w") as part,
    ):
        for _ in range(unpacked // 2**20):
            part.write(bytes(2**20))
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
                NameObject("/ToUnicode"): writer._add_object(_stream(_to_unicode(lines))),
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


def _to_unicode(lines: Sequence[str]) -> bytes:
    used = sorted({sign.encode("utf-16-be").hex() for line in lines for sign in line})
    return _TO_UNICODE.format(len(used), " ".join(f"<{c}> <{c}>" for c in used)).encode()


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

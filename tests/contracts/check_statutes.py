"""
Are statutes cut where they should be? Every 第X条 of a folder of them, counted by another reader.

The other reader is the handful of lines below, which know nothing of the product: a line that begins with
第X条 and a space opens an article. ``python tests/contracts/check_statutes.py FOLDER`` compares, for every
file, the numbers of the articles, their order, their headings and their words. Each statute is read again
as TXT, HTML, Word and PDF (broken lines, running heads, page numbers), which must give the same articles.
"""

import html
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from knowledge.documents import Document
from knowledge.library import Library
from knowledge.loaders import load
from knowledge.passages import Passage, passages_of_text
from tests.knowledge.file_builders import write_docx, write_pdf

_OPENS = re.compile(r"(第[一二三四五六七八九十百千零]+条(?:之[一二三四五六七八九十]+)?)[ \u3000]")
_HEADING = re.compile(r"#{2,6} ")
_WIDTH, _HEIGHT = 38, 40  # characters of a printed line, lines of a page
_MARKS = re.compile(r"^(#{1,6} |> ?)", re.MULTILINE)


class Article(NamedTuple):
    """An article as the other reader sees it; white space is left out."""

    label: str
    headings: tuple[str, ...]
    words: str


def articles_in(text: str) -> Iterator[Article]:
    """Yield the articles of a Markdown statute."""
    label, words, headings, above = "", list[str](), {}, ()
    for line in text.splitlines():
        opens = _OPENS.match(line)
        if opens or _HEADING.match(line):
            if label:
                yield Article(label, above, "".join(words))
            label, words = "", []
        if opens:
            label, words, above = opens[1], [_bare(line[opens.end() :])], tuple(headings.values())
        elif _HEADING.match(line):
            depth = len(line) - len(line.lstrip("#"))
            headings = {d: t for d, t in headings.items() if d < depth} | {depth: _bare(line)}
        elif label:
            words.append(_bare(line))
    if label:
        yield Article(label, above, "".join(words))


def differences(path: Path, document: Document, passages: tuple[Passage, ...]) -> Iterator[str]:
    """Yield where the passages of *document* are not the articles of the file *path*."""
    _, _, text = path.read_text(encoding="utf-8").split("---\n", 2)
    mine = [
        Article(p.article, tuple(map(_bare, p.breadcrumb)), _bare(p.text))
        for p in passages
        if p.article.startswith("第")
    ]
    for number, (theirs, ours) in enumerate(zip_longest(articles_in(text), mine), start=1):
        if theirs != ours:
            yield f"{path.name}, article {number} in order: {theirs} is {ours}"
            return
    whole = "".join(
        f"{_new_headings(before, p)}{p.article if p.article.startswith('第') else ''}{_bare(p.text)}"
        for before, p in zip((None, *passages), passages, strict=False)
    )
    wanted = _bare(_MARKS.sub("", text)).removeprefix(_bare(document.title))
    if whole != wanted:
        at = next(n for n, (a, b) in enumerate(zip_longest(whole, wanted)) if a != b)
        yield f"{path.name}: the text is not whole at …{wanted[at - 10 : at + 20]}…"


def as_lines(text: str) -> list[str]:
    """Return the lines of a Markdown statute as they stand on paper."""
    return [line for line in _MARKS.sub("", text).splitlines() if line.strip()]


def on_pages(title: str, lines: list[str]) -> list[list[str]]:
    """Return the lines as a printer breaks them, with a running head and page numbers."""
    short = [line[at : at + _WIDTH] for line in lines for at in range(0, len(line), _WIDTH)]
    pages = [short[at : at + _HEIGHT] for at in range(0, len(short), _HEIGHT)]
    return [[title, *page, f"— {number} —"] for number, page in enumerate(pages, start=1)]


def other_kinds(path: Path, folder: Path) -> Iterator[Path]:
    """Yield the statute *path* as the other kinds of file that the library reads."""
    _, _, text = path.read_text(encoding="utf-8").split("---\n", 2)
    lines = as_lines(text)
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)
    (folder / "a.txt").write_text("\n".join(lines), encoding="gb18030")
    (folder / "a.html").write_text(f"<body><nav>首页</nav>{paragraphs}</body>", encoding="utf-8")
    yield from (folder / "a.txt", folder / "a.html")
    yield write_docx(folder / "a.docx", lines)
    yield write_pdf(folder / "a.pdf", on_pages(lines[0], lines))


def labels_and_words(passages: Iterable[Passage]) -> list[tuple[str, str]]:
    return [(p.article, _bare(p.text)) for p in passages if p.article.startswith("第")]


def main(folder: Path) -> int:
    """Run the check; return 0 if nothing differs, 1 if something does, 2 without statutes."""
    files = sorted(folder.glob("*.md"))
    if not files:
        sys.stderr.write(f"check_statutes: {folder} holds no statutes\n")
        return 2
    wrong, counted, read = list[str](), 0, 0
    with tempfile.TemporaryDirectory() as name:
        added = Library(Path(name), shipped=None).add_all(files)
        for path, document in zip(files, added, strict=True):
            passages = passages_of_text(document)
            counted += sum(p.article.startswith("第") for p in passages)
            wrong += differences(path, document, passages)
            for other in other_kinds(path, Path(name)):
                again = passages_of_text(replace(document, text=load(other).text))
                read += 1
                if labels_and_words(again) != labels_and_words(passages):
                    wrong.append(f"{path.stem}: read otherwise as {other.suffix}")
    sys.stderr.writelines(f"{line[:400]}\n" for line in wrong)
    sys.stdout.write(
        f"{len(files)} statutes, {counted} articles; again as {read} files of other kinds: "
        f"{len(wrong)} differences\n"
    )
    return 1 if wrong else 0


def _new_headings(before: Passage | None, passage: Passage) -> str:
    above = before.breadcrumb if before else ()
    kept = next(
        (n for n, (a, b) in enumerate(zip(above, passage.breadcrumb, strict=False)) if a != b),
        min(len(above), len(passage.breadcrumb)),
    )
    return "".join(map(_bare, passage.breadcrumb[kept:]))


def _bare(text: str) -> str:
    return re.sub(r"\s", "", _MARKS.sub("", text))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

"""HTML files as lines: headings, paragraphs, list items, and tables row by row."""

import re
from pathlib import Path
from typing import Any

from knowledge.encodings import read_text

_NOT_TEXT = (
    "script", "style", "nav", "footer", "noscript", "head", "template", "form", "button", "iframe",
    "svg", "aside",
)  # fmt: skip
_BLOCKS = (
    "p", "div", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote",
    "dt", "dd", "pre", "header", "main", "caption",
)  # fmt: skip
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)


def read_html(path: Path) -> str:
    """Return the words that a reader of the page sees, without its menus."""
    from bs4 import BeautifulSoup  # noqa: PLC0415

    soup = BeautifulSoup(read_text(path), "html.parser")
    for element in soup(list(_NOT_TEXT)) + soup.find_all(_is_unseen):
        element.decompose()
    # From the last one back, so that the rows of a table in a cell come before that cell's row.
    for row in reversed(soup.find_all("tr")):
        cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]
        row.replace_with(f"\n{' | '.join(cells)}\n")
    for element in soup.find_all(_BLOCKS):
        element.append("\n")
        element.insert_before("\n")
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in soup.get_text().split("\n"))
    return "\n".join(line for line in lines if line)


def _is_unseen(element: Any) -> bool:
    return element.has_attr("hidden") or bool(_UNSEEN.search(element.get("style") or ""))

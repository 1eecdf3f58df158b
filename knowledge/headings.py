"""Lines of a text, and which of them are headings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HEADING_LIMIT = 60  # characters; a longer line is a sentence that happens to begin like a heading

DEPTHS = {"编": 1, "分编": 2, "章": 3, "节": 4}

_NUMBERED = re.compile(
    r"第\s*[零〇一二两三四五六七八九十百0-9]+\s*(分编|编|章|节)(?:\s+(.*)|([^\s的规第、，].*))?$"
)
_MARKDOWN = re.compile(r"(#{1,6})\s+(.*)$")
_QUOTED = re.compile(r">\s?")


@dataclass(frozen=True)
class Line:
    """A line without white space at its ends; *depth* is that of the heading it is, if it is one."""

    text: str
    depth: int | None = None

    @property
    def title(self) -> str:
        """The heading without the spaces that only set its characters apart (总　则)."""
        head, _, tail = _collapsed(self.text).partition(" ")
        spaced_out = all(len(part) == 1 for part in tail.split(" "))
        return f"{head} {tail.replace(' ', '') if spaced_out else tail}".strip()


def read_lines(text: str) -> Iterator[Line]:
    """Yield the lines of *text* that are not blank, with Markdown's marks taken off."""
    for raw in text.splitlines():
        bare = (
            _QUOTED.sub("", raw.strip(), count=1) if raw.lstrip().startswith(">") else raw.strip()
        )
        marked = _MARKDOWN.match(bare)
        words = marked[2].strip() if marked else bare
        if words:
            yield Line(words, _depth(words, len(marked[1]) if marked else 0))


def _depth(words: str, marks: int) -> int | None:
    numbered = _NUMBERED.match(words)
    if numbered and len(words) <= HEADING_LIMIT and not words.endswith(("。", "；", "：")):
        return DEPTHS[numbered[1]]
    # "#" is the title of the file, "##" stands where a chapter would, "###" where a section would.
    return marks + 1 if marks > 1 else None


def _collapsed(words: str) -> str:
    return re.sub(r"\s+", " ", words)

"""Texts without articles: notices cut at their headings, or else at their paragraphs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.headings import Line

SHORT = 40  # characters; a longer first line is already text, and only its first sentence a title

_MARKS = (
    re.compile(r"([一二三四五六七八九十百]+)、"),
    re.compile(r"[（(]([一二三四五六七八九十百]+)[）)]"),
    re.compile(r"([0-9]{1,3})\s*[.．、](?![0-9])"),
)
_CHAPTER, _PART, _POINT, _NUMBER = range(4)


@dataclass(frozen=True)
class Section:
    """One cut of an outline: 第一部分（二）, the titles above it, all its words."""

    label: str
    breadcrumb: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class _Heading:
    depth: int
    mark: str
    title: str


def outline_clauses(lines: Sequence[Line], *, whole: str | None = None) -> Iterator[Section]:
    """Yield the sections of *lines*; one without headings stays one under the name *whole*, if given."""
    headings = [_heading(line) for line in lines]
    kept = _kept_depths(headings)
    headings = [heading if heading and heading.depth in kept else None for heading in headings]
    if not any(headings):
        yield from _paragraphs(lines, whole)
        return
    open_above: list[_Heading] = []
    words: list[str] = []
    for line, heading in zip(lines, headings, strict=True):
        if heading is None:
            words.append(line.text)
            continue
        yield from _section(open_above, words, opens=heading, whole=whole)
        open_above = [above for above in open_above if above.depth < heading.depth] + [heading]
        words = [line.text]
    yield from _section(open_above, words, opens=None, whole=whole)


def _heading(line: Line) -> _Heading | None:
    title = line.title if len(line.text) <= SHORT else line.text.partition("。")[0][:SHORT]
    if line.depth is not None:
        return _Heading(_CHAPTER, "", line.title)
    for depth, pattern in enumerate(_MARKS, start=_PART):
        if match := pattern.match(line.text):
            return _Heading(depth, match[1], title)
    return None


def _kept_depths(headings: Sequence[_Heading | None]) -> set[int]:
    depths = {heading.depth for heading in headings if heading}
    numbers = [int(h.mark) for h in headings if h and h.depth == _NUMBER]
    # 1. 2. 3. that run on through the whole text are its articles; those that start anew under each
    # heading are details of it.
    runs_on = len(numbers) > 1 and numbers == sorted(set(numbers))
    if _NUMBER in depths and not runs_on and len(depths) > 1:
        depths.discard(_NUMBER)
    return depths


def _section(
    path: list[_Heading], words: list[str], *, opens: _Heading | None, whole: str | None
) -> Iterator[Section]:
    if not path:
        if words:
            yield Section(whole or "引言", (), "\n".join(words))
        return
    last = path[-1]
    only_title = len(words) == 1 and len(words[0]) <= SHORT and "。" not in words[0]
    if only_title and opens is not None and opens.depth > last.depth:
        return  # its words are the breadcrumb of what follows
    yield Section(_label(path), tuple(above.title for above in path[:-1]), "\n".join(words))


def _label(path: list[_Heading]) -> str:
    last = path[-1]
    if last.depth == _NUMBER:
        return f"第{last.mark}项"
    if last.depth == _CHAPTER:
        return last.title
    part = next((f"第{above.mark}部分" for above in path if above.depth == _PART), "")
    return f"{part}（{last.mark}）" if last.depth == _POINT else part


def _paragraphs(lines: Sequence[Line], whole: str | None) -> Iterator[Section]:
    if whole is not None:
        yield Section(whole, (), "\n".join(line.text for line in lines))
        return
    for number, line in enumerate(lines, start=1):
        yield Section(f"第{number}段", (), line.text)

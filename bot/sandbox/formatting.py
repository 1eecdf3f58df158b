"""The HTML that bots may write, read as strictly as Telegram reads it."""

import re
from dataclasses import dataclass
from html import unescape

from bot.sandbox import links, utf16
from bot.sandbox.entities import Entity
from bot.sandbox.errors import BadRequest

KINDS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
# Only these names are decoded; any other & stays as it is written.
REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});?")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
SPACES = re.compile(r"\s*")


@dataclass(frozen=True)
class _Open:
    """A tag that waits for its end."""

    name: str
    attributes: dict[str, str]
    offset: int


class _Reader:
    """Goes once through a source from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.begin = 0
        self.parts: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if self.source[self.at] == "<":
                self.begin = self.at
                self.at += 1
                if self.source[self.at : self.at + 1] == "/":
                    self.at += 1
                    self._end_tag()
                else:
                    self._start_tag()
            else:
                self._characters()
        if self.open:
            name = self.open[-1].name
            raise _unreadable(f'Can\'t find end tag corresponding to start tag "{name}"')
        return "".join(self.parts), self.entities

    @property
    def place(self) -> str:
        """Where the present tag begins, in bytes."""
        return f"at byte offset {len(self.source[: self.begin].encode())}"

    def _characters(self) -> None:
        end = self.source.find("<", self.at)
        raw = self.source[self.at : end if end >= 0 else len(self.source)]
        text = _decoded(raw)
        self.parts.append(text)
        self.offset += utf16.length(text)
        self.at += len(raw)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.source, self.at)
        taken = match.group() if match else ""
        self.at += len(taken)
        return taken

    def _more(self) -> str:
        """Return the next character; a source that ends inside a tag is refused."""
        if self.at >= len(self.source):
            raise _unreadable(f"Unclosed start tag {self.place}")
        return self.source[self.at]

    def _start_tag(self) -> None:
        name = self._take(TAG_NAME).lower()
        self._more()
        if name not in KINDS:
            raise _unreadable(f'Unsupported start tag "{name}" {self.place}')
        attributes: dict[str, str] = {}
        while True:
            self._take(SPACES)
            if self._more() == ">":
                break
            key = self._take(ATTRIBUTE_NAME)
            if not key:
                raise _unreadable(f'Empty attribute name in the tag "{name}" {self.place}')
            self._take(SPACES)
            attributes[key] = self._value() if self._more() == "=" else ""
        self.at += 1
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _unreadable(f'Tag "span" must have class "tg-spoiler" {self.place}')
        self.open.append(_Open(name, attributes, self.offset))

    def _value(self) -> str:
        self.at += 1
        self._take(SPACES)
        quote = self._more()
        if quote not in "\"'":
            token = self._take(NAME_TOKEN).lower()
            if not self._more().isspace() and self._more() != ">":
                raise _unreadable(f"Unexpected end of name token {self.place}")
            return token
        end = self.source.find(quote, self.at + 1)
        if end < 0:
            raise _unreadable(f"Unclosed start tag {self.place}")
        raw = self.source[self.at + 1 : end]
        self.at = end + 1
        self._more()
        return _decoded(raw)

    def _end_tag(self) -> None:
        if not self.open:
            raise _unreadable(f"Unexpected end tag {self.place}")
        name = self._take(TAG_NAME).lower()
        self._take(SPACES)
        if self.source[self.at : self.at + 1] != ">":
            raise _unreadable(f"Unclosed end tag {self.place}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.name:
            raise _unreadable(
                f'Unmatched end tag {self.place}, expected "</{tag.name}>", found "</{name}>"'
            )
        if self.offset > tag.offset:
            self._mark(tag)

    def _mark(self, tag: _Open) -> None:
        length = self.offset - tag.offset
        kind = KINDS[tag.name]
        if kind == "text_link":
            text = utf16.cut("".join(self.parts), tag.offset, self.offset)
            # A link that leads nowhere is left as plain text, without an error.
            if url := links.checked(tag.attributes.get("href") or text):
                self._add(kind, tag.offset, length, url=url)
        elif kind == "custom_emoji":
            emoji = tag.attributes.get("emoji-id", "")
            if not emoji.isdecimal():
                raise _unreadable("Invalid custom emoji identifier specified")
            self._add(kind, tag.offset, length, custom_emoji_id=emoji)
        elif kind == "date_time":
            moment = tag.attributes.get("unix", "")
            if not moment.isdecimal():
                raise _unreadable("Invalid unix time specified")
            form = tag.attributes.get("format", "")
            self.entities.append(
                Entity(
                    type=kind,
                    offset=tag.offset,
                    length=length,
                    unix_time=int(moment),
                    date_time_format=form,
                )
            )
        elif kind == "blockquote" and "expandable" in tag.attributes:
            self._add("expandable_blockquote", tag.offset, length)
        elif kind == "pre":
            self._preformatted(tag.offset, length)
        elif kind == "code" and tag.attributes.get("class", "").startswith("language-"):
            language = tag.attributes["class"].removeprefix("language-")
            inside_pre = bool(self.open) and self.open[-1].name == "pre"
            self._add(kind, tag.offset, length, language=language if inside_pre else None)
        else:
            self._add(kind, tag.offset, length)

    def _preformatted(self, offset: int, length: int) -> None:
        """``<pre><code class="language-…">`` is one mark with a language."""
        language = None
        inner = self.entities[-1] if self.entities else None
        if inner and (inner.type, inner.offset, inner.length) == ("code", offset, length):
            language = inner.language
            self.entities.pop()
        self._add("pre", offset, length, language=language)

    def _add(self, kind: str, offset: int, length: int, **more: str | None) -> None:
        self.entities.append(
            Entity(
                type=kind,
                offset=offset,
                length=length,
                url=more.get("url"),
                language=more.get("language"),
                custom_emoji_id=more.get("custom_emoji_id"),
            )
        )


def read_html(source: str) -> tuple[str, list[Entity]]:
    """
    Return the plain text of *source* and its marks.

    Like Telegram, attributes that mean nothing for their tag are ignored, and only ``&lt;``, ``&gt;``,
    ``&amp;``, ``&quot;`` and numeric references are decoded.

    Raises:
        BadRequest: "can't parse entities: …" with the offset of the fault in bytes.

    >>> read_html("<b>施工</b>许可")[0]
    '施工许可'
    """
    return _Reader(source).read()


def _decoded(raw: str) -> str:
    return REFERENCE.sub(lambda match: unescape(match.group()), raw)


def _unreadable(reason: str) -> BadRequest:
    return BadRequest(f"can't parse entities: {reason}")

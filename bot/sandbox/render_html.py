"""Marked text as HTML that is safe to put on the page."""

from html import escape
from urllib.parse import urlsplit

from bot.sandbox import utf16
from bot.sandbox.entities import Entity, MarkedText

TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
    "bot_command": ('<span class="command">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
}
SAFE_SCHEMES = {"http", "https", "tg", "mailto"}


def to_html(marked: MarkedText) -> str:
    """
    Return *marked* as HTML. Line breaks stay line breaks: show it with ``white-space: pre-wrap``.

    Marks that overlap without nesting are closed and opened again where they cross.
    """
    size = len(marked)
    places = sorted(
        {0, size, *(e.offset for e in marked.entities), *(e.end for e in marked.entities)}
    )
    output: list[str] = []
    stack: list[Entity] = []
    for place, following in zip(places, [*places[1:], size], strict=True):
        keep = 0
        while keep < len(stack) and stack[keep].end > place:
            keep += 1
        output += [_closing(marked, entity) for entity in reversed(stack[keep:])]
        crossing = [entity for entity in stack[keep:] if entity.end > place]
        starting = [entity for entity in marked.entities if entity.offset == place]
        stack = stack[:keep] + crossing + starting
        output += [_opening(marked, entity) for entity in stack[keep:]]
        output.append(escape(utf16.cut(marked.text, place, following)))
    return "".join(output)


def _opening(marked: MarkedText, entity: Entity) -> str:
    if href := _href(marked, entity):
        return f'<a href="{escape(href)}" target="_blank" rel="noopener noreferrer">'
    return TAGS.get(entity.type, ("", ""))[0]


def _closing(marked: MarkedText, entity: Entity) -> str:
    return "</a>" if _href(marked, entity) else TAGS.get(entity.type, ("", ""))[1]


def _href(marked: MarkedText, entity: Entity) -> str | None:
    match entity.type:
        case "text_link":
            href = entity.url or ""
        case "url":
            href = utf16.cut(marked.text, entity.offset, entity.end)
            href = href if "://" in href else f"http://{href}"
        case "email":
            href = "mailto:" + utf16.cut(marked.text, entity.offset, entity.end)
        case _:
            return None
    return href if urlsplit(href).scheme in SAFE_SCHEMES else None

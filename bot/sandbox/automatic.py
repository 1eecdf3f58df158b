"""The marks that Telegram finds by itself: commands, mentions, hashtags, addresses."""

import re

from bot.sandbox import utf16
from bot.sandbox.entities import Entity

PATTERNS = {
    "url": re.compile(
        r"(?<![\w@./])(?:https?://[^\s<>\"，。；、）】》]+[\w/=&#%-]"
        r"|(?:[a-z0-9-]+\.)+(?:com|cn|org|net|gov|me|io)(?:/[\w./?=&#%-]*)?(?![\w.]))",
        re.IGNORECASE | re.ASCII,
    ),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII),
    "bot_command": re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])", re.ASCII),
    "mention": re.compile(r"(?<![\w/])@[A-Za-z]\w{3,31}(?!\w)", re.ASCII),
    "hashtag": re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}"),
}
UNTOUCHED = {"code", "pre", "text_link", "text_mention"}  # nothing is looked for inside these


def find(text: str, marked: list[Entity]) -> list[Entity]:
    """Return the marks that *text* carries without being told, clear of those in *marked*."""
    taken = [(mark.offset, mark.end) for mark in marked if mark.type in UNTOUCHED]
    found = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            start = utf16.length(text[: match.start()])
            end = start + utf16.length(match.group())
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            found.append(Entity(type=kind, offset=start, length=end - start))
    return found

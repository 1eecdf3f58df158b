"""Telling pictures by their first bytes: only these are ever shown inside the page."""

MAGIC = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}


def media_type_of(content: bytes) -> str | None:
    """
    Return the type of a picture that a browser may draw, or None for anything else.

    >>> media_type_of(b"\\x89PNG\\r\\n\\x1a\\n..."), media_type_of(b"<svg onload=alert(1)>")
    ('image/png', None)
    """
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in MAGIC.items() if content.startswith(start)), None)

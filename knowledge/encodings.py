"""Text files in whatever encoding an office saved them."""

import unicodedata
from pathlib import Path

from knowledge.errors import UnreadableFile

_USUAL = 0.9  # share of common signs from which decoded text is taken for Chinese


def read_text(path: Path) -> str:
    """
    Return the text of a file in UTF-8, or in GB 18030, Big5 or UTF-16 if it is not.

    Raises:
        UnreadableFile: It is text in no encoding that gives Chinese words.
    """
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8-sig" or _looks_chinese(text):
            return text
    # Imported here: only odd files need its guess.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    guess = from_bytes(content, cp_isolation=["utf_16", "utf_16_le", "utf_16_be", "big5"]).best()
    if guess is None or not _looks_chinese(str(guess)):
        raise UnreadableFile(path, "认不出文字编码，请另存为 UTF-8")
    return str(guess)


def _looks_chinese(text: str) -> bool:
    """Say whether most letters are common Chinese ones: wrongly decoded text is full of rare signs."""
    letters = [sign for sign in text if not sign.isspace()]
    usual = sum(
        "\u4e00" <= s <= "\u9fff" or s.isascii() or s in "，。；：、“”‘’（）《》〔〕"
        for s in letters
    )
    printable = not any(unicodedata.category(sign) in {"Cc", "Cn", "Co"} for sign in letters)
    return bool(letters) and printable and usual / len(letters) > _USUAL

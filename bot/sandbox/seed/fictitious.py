"""Credit codes of enterprises that cannot exist."""

from cases.rules.identifiers import ALPHABET

INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, of the 组织机构代码 inside
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def example_uscc(number: int) -> str:
    """
    Return a 统一社会信用代码 that passes its own check and can never be real.

    The check character of the organisation code inside it is wrong on purpose.
    """
    body = f"MA9Y{number:04}"
    inner = "0" if inner_check(body) != "0" else "1"
    code = f"91370103{body}{inner}"
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code))
    return code + ALPHABET[-total % 31]


def inner_check(body: str) -> str:
    """Return the right check character of an organisation code of which *body* is the rest."""
    total = sum(DIGITS.index(c) * w for c, w in zip(body, INNER_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]

"""Project codes and organisation codes, as people and programs write them."""

import re
import unicodedata

from cases.errors import BadProjectCode, BadUscc

REST = r"-?(\d{6})-?(\d{2})-?(\d{2})-?(\d{6})(?:-?(\d{3}))?"  # the last is a 单位工程's number
NEW_CODE = re.compile(r"([2-9]\d(?:0[1-9]|1[0-2]))" + REST, re.ASCII)
OLD_CODE = re.compile(r"(20(?:1[5-9]|20))" + REST, re.ASCII)
CODE_LENGTH = 24
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−─﹣－", "-"))

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z: GB 32100-2015
USCC_LENGTH = 18


def normalise_project_code(text: str) -> str:
    """
    Return the 24-character 项目代码 that *text* means: full-width, other or no dashes, spaces.

    Its check digit is not published, so only the structure is checked. Three more digits number a
    单位工程 of the project; that number is ours, no standard gives one.

    >>> normalise_project_code("2312 370103－04－01－123456")
    '2312-370103-04-01-123456'
    >>> normalise_project_code("2312-370103-04-01-123456-002")
    '2312-370103-04-01-123456-002'

    Raises:
        BadProjectCode: Not a code.

    Source:
        GB/T 40058-2021; codes of 2015 to 2020 begin with the four digits of the year.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).translate(DASHES).split())
    found = NEW_CODE.fullmatch(plain) or OLD_CODE.fullmatch(plain)
    if found is None:
        raise BadProjectCode(text)
    return "-".join(part for part in found.groups() if part)


def whole_of(code: str) -> str | None:
    """
    Return the code of the project that the 单位工程 *code* is part of; ``None`` for a project.

    >>> whole_of("2312-370103-04-01-123456-002")
    '2312-370103-04-01-123456'
    """
    return code[:CODE_LENGTH] if len(code) > CODE_LENGTH else None


def check_uscc(text: str) -> str:
    """
    Return *text* as a 统一社会信用代码 in capitals, its check character verified.

    Only the outer check character is verified, not that of the organisation code inside.

    >>> check_uscc(" 91370103ma0000001b")
    '91370103MA0000001B'

    Raises:
        BadUscc: Wrong length, a letter that does not occur, or a wrong check character.

    Source:
        GB 32100-2015: weights 3^i mod 31.
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(code) != USCC_LENGTH:
        raise BadUscc(text, f"应为 18 位，实为 {len(code)} 位")
    if strange := [c for c in code if c not in ALPHABET]:
        raise BadUscc(text, f"不应出现 {strange[0]}")
    if not code[2:8].isdigit():
        raise BadUscc(text, "第 3 至 8 位应为数字")
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    if ALPHABET[-total % 31] != code[17]:
        raise BadUscc(text, "校验位不符")
    return code

"""What is wrong with a guide's front matter, in one Chinese phrase."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

_PHRASES = {
    "missing": "缺少",
    "unexpected_keyword_argument": "没有这个字段，请检查拼写",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应为文字（含冒号的文字请加引号）",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "tuple_type": "应为列表",
    "dataclass_type": "应为“键: 值”",
    "date_type": "应为日期，如 2019-04-23",
    "date_parsing": "应为日期，如 2019-04-23",
    "date_from_datetime_parsing": "应为日期，如 2019-04-23",
}


def describe(error: ValidationError) -> tuple[str, str]:
    """Return where the first problem is (``limits[0].unit``) and what it is."""
    first = error.errors()[0]
    return _where(first), _what(first)


def _where(problem: ErrorDetails) -> str:
    where = ""
    for part in problem["loc"]:
        where += f"[{part}]" if isinstance(part, int) else f".{part}" if where else str(part)
    return where.replace(".start", ".from")


def _what(problem: ErrorDetails) -> str:
    if problem["type"] in {"enum", "literal_error"}:
        return f"应为 {problem['ctx']['expected']} 之一，实际是 {problem['input']!r}"
    phrase = _PHRASES.get(problem["type"], problem["msg"].removeprefix("Value error, "))
    if phrase == "缺少" or isinstance(problem["input"], dict | list):
        return phrase
    return f"{phrase}，实际是 {problem['input']!r}"

"""Front matter: the YAML between the first two ``---`` lines of a file."""

from collections.abc import Mapping
from typing import Any

import yaml

from knowledge.yaml_text import load_yaml

FENCE = "---"


class FrontMatterError(Exception):
    """The front matter is not a YAML mapping; ``str()`` says why, in Chinese."""


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """
    Return the front matter of *text* (empty if there is none) and the text below it.

    Raises:
        FrontMatterError: It is opened but not closed, not YAML, or not a mapping.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        return {}, text
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        raise FrontMatterError("开头的 --- 没有对应的结尾 ---")
    try:
        values = load_yaml("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 2} 行" if mark else "开头"
        raise FrontMatterError(f"{where}不是合法的 YAML") from error
    except ValueError as error:
        raise FrontMatterError("开头有不存在的日期，或嵌套过深") from error
    if not isinstance(values, Mapping):
        raise FrontMatterError("开头的 --- 之间应为“键: 值”")
    return dict(values), "\n".join(lines[end + 1 :]).strip("\n")


def join_front_matter(values: Mapping[str, Any], text: str) -> str:
    """Return a file that :func:`split_front_matter` takes apart again."""
    head = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=1000)
    return f"{FENCE}\n{head}{FENCE}\n\n{text.strip()}\n"

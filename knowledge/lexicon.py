"""What people say and what the texts say: words added to a question before it is searched."""

import re
from functools import cache
from importlib.resources import files

import yaml


@cache
def entries() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    """Return (pattern of what is typed, words of the texts), in the order of the file."""
    text = files("knowledge").joinpath("lexicon.yaml").read_text(encoding="utf-8")
    return tuple(
        (re.compile(said), tuple(meant.split())) for said, meant in yaml.safe_load(text).items()
    )


def statutory_words(question: str) -> tuple[str, ...]:
    """
    Return the words of the texts that *question* means but does not say.

    >>> statutory_words("年用电600万度要不要能评")
    ('节能审查', '节能报告')
    """
    added: list[str] = []
    for said, meant in entries():
        if said.search(question):
            added += [word for word in meant if word not in question and word not in added]
    return tuple(added)


def expanded(question: str) -> str:
    """Return *question* with the words of the texts behind it."""
    return " ".join((question, *statutory_words(question)))

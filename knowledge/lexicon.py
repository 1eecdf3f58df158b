"""What people say and what the texts say: words that a question means, but does not hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Self

import yaml

from knowledge.errors import LexiconUnreadable
from knowledge.yaml_text import load_yaml

FILE = "lexicon.yaml"  # the shipped one in this package, an operator's beside the added documents

_FORM = "应写作“说法|另一种说法: 法条用语”"
_PLAIN = re.compile(r"[^.^$*+?{}\[\]\\()]+")  # no sign of a regular expression


class Lexicon:
    """
    Entries "what is typed → words of the texts", looked up in the order of their files.

    What is typed is a regular expression. Most are plain words between "|": these are looked up, not
    tried one by one, so that a question costs little and nothing has to be compiled before it.
    """

    def __init__(self, entries: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self._meant: list[tuple[str, ...]] = []
        self._plain: dict[str, list[int]] = {}
        self._patterns: list[tuple[re.Pattern[str], int]] = []
        for number, (said, meant) in enumerate(entries):
            self._meant.append(meant)
            # A group may hold a "|" of its own.
            variants = [said] if "(" in said else said.split("|")
            for variant in variants:
                if _PLAIN.fullmatch(variant):
                    self._plain.setdefault(variant, []).append(number)
                else:
                    self._patterns.append((re.compile(variant), number))
        self._longest = max(map(len, self._plain), default=0)

    @classmethod
    def read(cls, *paths: Path) -> Self:
        """
        Return the lexicon of the files that exist among *paths*.

        Raises:
            LexiconUnreadable: A file is no lexicon; names the line that is not an entry.
        """
        return cls(entry for path in paths if path.is_file() for entry in _entries(path))

    def statutory_words(self, question: str) -> tuple[str, ...]:
        """Return the words of the texts that *question* means but does not say."""
        added: list[str] = []
        for number in sorted(self._said(question)):
            words = self._meant[number]
            added += [word for word in words if word not in question and word not in added]
        return tuple(added)

    def plain_entries(self) -> Mapping[str, tuple[str, ...]]:
        """Return what each typed word that is no pattern means, in the words of the texts."""
        return {
            said: tuple(word for number in numbers for word in self._meant[number])
            for said, numbers in self._plain.items()
        }

    def words(self) -> frozenset[str]:
        """Return every word of the lexicon, typed or meant, that is no pattern."""
        return frozenset((*self._plain, *(word for words in self._meant for word in words)))

    def _said(self, question: str) -> set[int]:
        said = {number for pattern, number in self._patterns if pattern.search(question)}
        for start in range(len(question)):
            for end in range(start + 1, min(start + self._longest, len(question)) + 1):
                said.update(self._plain.get(question[start:end], ()))
        return said


# A question is understood in many small places. An operator's words have to count in all of them, for that
# question and no other.
_in_use: ContextVar[Lexicon | None] = ContextVar("lexicon in use", default=None)


@cache
def shipped() -> Lexicon:
    """Return the lexicon that comes with the program."""
    return Lexicon.read(shipped_file())


@cache
def phrasing() -> Lexicon:
    """Return how statutes put what people ask, whatever the question is about."""
    return Lexicon.read(Path(str(files("knowledge").joinpath("phrasing.yaml"))))


def shipped_file() -> Path:
    """Return where the shipped lexicon is."""
    return Path(str(files("knowledge").joinpath(FILE)))


@contextmanager
def in_use(lexicon: Lexicon) -> Iterator[None]:
    """
    Let *lexicon* say what questions mean, here and in what is called from here.

    Another task or thread that did not start from here keeps its own.
    """
    before = _in_use.set(lexicon)
    try:
        yield
    finally:
        _in_use.reset(before)


def statutory_words(question: str) -> tuple[str, ...]:
    """
    Return the words of the texts that *question* means but does not say.

    The lexicon in use decides; the shipped one where none is.

    >>> statutory_words("年用电600万度要不要能评")
    ('节能审查', '节能报告')
    """
    lexicon = _in_use.get()
    return (lexicon or shipped()).statutory_words(question)


def expanded(question: str) -> str:
    """Return *question* with the words of the texts behind it."""
    return " ".join((question, *statutory_words(question)))


def _entries(path: Path) -> Iterable[tuple[str, tuple[str, ...]]]:
    try:
        said = load_yaml(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconUnreadable(path, "打不开，或者不是 UTF-8 编码") from error
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行" if mark else "每行"
        raise LexiconUnreadable(path, f"{where}{_FORM}") from error
    if said is None:
        return
    if not isinstance(said, Mapping):
        raise LexiconUnreadable(path, f"每行{_FORM}")
    for key, words in said.items():
        yield _entry(path, str(key), words)


def _entry(path: Path, said: str, words: object) -> tuple[str, tuple[str, ...]]:
    variants = said.split("|")
    if not isinstance(words, str) or not words.split() or not all(variants):
        raise LexiconUnreadable(path, f"“{said}”这一行{_FORM}")
    try:
        re.compile(said)
    except re.error as error:
        raise LexiconUnreadable(path, f"“{said}”不是正确的正则表达式") from error
    return said, tuple(words.split())

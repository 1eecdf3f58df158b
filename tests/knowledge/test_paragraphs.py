"""Where in an article a quote stands: right, or nothing said."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numerals import to_chinese
from knowledge.paragraphs import place_of

# No character of one line stands in another, so that every quote stands in one place.
LETTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 4000)]


@dataclass(frozen=True)
class Article:
    """An article as it is written down, and for each of its lines where it stands."""

    lines: tuple[str, ...]
    places: tuple[tuple[int, int | None], ...]  # 款, and 项 where the line is one

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def place(self, line: int) -> str:
        paragraph, item = self.places[line]
        alone = self.places[-1][0] == 1
        said = "" if alone else f"第{to_chinese(paragraph)}款"
        return said + (f"第（{to_chinese(item)}）项" if item else "")


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Draw one to five 款, each of which may introduce up to twelve 项."""
    letters = iter(LETTERS)
    lines: list[str] = []
    places: list[tuple[int, int | None]] = []
    for paragraph, items in enumerate(draw(st.lists(st.integers(0, 12), min_size=1, max_size=5))):
        words = "".join(next(letters) for _ in range(draw(st.integers(4, 12))))
        lines.append(words + ("：" if items else "。"))
        places.append((paragraph + 1, None))
        for item in range(1, items + 1):
            words = "".join(next(letters) for _ in range(draw(st.integers(3, 8))))
            lines.append(f"（{to_chinese(item)}）{words}" + ("。" if item == items else "；"))
            places.append((paragraph + 1, item))
    return Article(tuple(lines), tuple(places))


@given(articles(), st.data())
def test_the_words_of_one_line_stand_where_that_line_stands(article: Article, data: st.DataObject):
    line = data.draw(st.integers(0, len(article.lines) - 1))
    words = article.lines[line]
    start = data.draw(st.integers(0, len(words) - 3))

    place = place_of(article.text, words[start : data.draw(st.integers(start + 2, len(words)))])

    # Brackets and numbers alone may stand in several lines: then nothing is said.
    assert place in {article.place(line) if len(article.lines) > 1 else "", ""}
    if words[-3:-1] in words[start:] and len(article.lines) > 1:
        whole = place_of(article.text, words)
        assert whole == article.place(line)


@given(articles(), st.data())
def test_a_quote_never_claims_more_than_its_lines_have_in_common(
    article: Article, data: st.DataObject
):
    first = data.draw(st.integers(0, len(article.lines) - 1))
    last = data.draw(st.integers(first, len(article.lines) - 1))

    place = place_of(article.text, "\n".join(article.lines[first : last + 1]))

    held = article.places[first : last + 1]
    if len({paragraph for paragraph, _ in held}) > 1:
        assert place == ""
    elif len(set(held)) > 1:
        assert "项" not in place


@given(articles(), st.data())
def test_an_article_that_breaks_off_inside_a_sentence_is_not_counted(
    article: Article, data: st.DataObject
):
    """As a badly read PDF has it: which lines are 款 cannot be told."""
    opens = [n for n, (_, item) in enumerate(article.places) if item is None and n]
    if not opens:
        return
    broken = data.draw(st.sampled_from(opens)) - 1
    lines = [*article.lines]
    lines[broken] = lines[broken].rstrip("。；：") + "，"

    place = place_of("\n".join(lines), article.lines[-1])

    assert place == ""


@pytest.mark.parametrize(
    "text",
    [
        "下列桥梁：\n（一）公路桥；\n（三）人行桥。\n临时桥除外。",
        "下列桥梁：\n（二）公路桥；\n（一）人行桥。\n临时桥除外。",
        "本法下列用语：\n公路桥，是指车行的桥；\n人行桥，是指人行的桥。\n临时桥除外。",
    ],
)
def test_items_out_of_order_and_lists_without_numbers_are_not_counted(text: str):
    assert place_of(text, "临时桥除外") == ""
    assert place_of(text, "人行桥") == ""


def test_words_that_stand_twice_stand_nowhere_for_certain():
    text = "公路桥不收费。\n（略）人行桥不收费。\n公路桥不收费。"

    assert place_of(text, "公路桥不收费") == ""
    assert place_of(text, "人行桥不收费") == "第二款"

"""Searching by words."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import K1, B, LexicalIndex, indexed_text
from knowledge.ngrams import content_of, grams
from knowledge.passages import Slot
from tests.knowledge.corpus_builders import a_passage

TEXTS = [
    "施工许可证七日内颁发",
    "建设工程规划许可证二十日内决定",
    "绿化工程应当同步设计",
    "ISO 9001 证书每 3 年复审一次，济政办发〔2019〕9号",
]


def best(index: LexicalIndex, question: str) -> int | None:
    scores = index.score(index.read(question))
    return int(np.argmax(scores)) if scores.any() else None


class TestFinding:
    @pytest.mark.parametrize(
        "question, expected",
        [
            ("请问施工许可证几日颁发？", 0),
            ("规划许可证要多少日", 1),
            ("绿化怎么办", 2),
            ("iso 9001", 3),
            ("ＩＳＯ证书", 3),
        ],
    )
    def test_the_passage_that_shares_the_rarest_words_comes_first(
        self, question: str, expected: int
    ) -> None:
        assert best(LexicalIndex.build(TEXTS), question) == expected

    def test_a_number_is_one_word(self) -> None:
        """3 年 does not find 30 年."""
        index = LexicalIndex.build(["30 年", "3 年"])

        assert index.score(index.read("3")).tolist()[0] == 0
        assert best(index, "3") == 1

    def test_a_question_of_unknown_words_finds_nothing(self) -> None:
        assert best(LexicalIndex.build(TEXTS), "qwerty 龘") is None

    def test_an_empty_corpus_answers_nothing(self) -> None:
        index = LexicalIndex.build([])

        assert index.score(index.read("施工")).size == 0


class TestOverlap:
    def test_a_passage_that_holds_the_whole_question_overlaps_fully(self) -> None:
        index = LexicalIndex.build(TEXTS)

        assert index.overlaps(index.read("施工许可证"))[0] == pytest.approx(1.0)

    def test_words_that_the_corpus_does_not_know_weigh_against_it(self) -> None:
        index = LexicalIndex.build(TEXTS)

        near, far = (index.overlaps(index.read(q))[0] for q in ("施工许可证颁发", "驾驶许可证补办"))

        assert far < 0.5 < near

    @given(st.text(alphabet="施工许可证规划绿化天气abc123 ？", max_size=20))
    def test_it_is_a_share(self, question: str) -> None:
        index = LexicalIndex.build(TEXTS)
        query = index.read(question)

        for passage in range(len(TEXTS)):
            assert 0 <= index.overlaps(query)[passage] <= 1 + 1e-6


def grams_by_hand(text: str) -> list[str]:
    """The characters and pairs of a text of Chinese runs parted by spaces."""
    runs = text.split(" ")
    return [run[i : i + n] for run in runs for n in (1, 2) for i in range(len(run) - n + 1)]


def bm25_by_hand(texts: list[str], question: str) -> list[float]:
    counted = [Counter(grams_by_hand(text)) for text in texts]
    mean = sum(map(Counter.total, counted)) / len(texts)
    scores = []
    for counts in counted:
        norm = K1 * (1 - B + B * counts.total() / max(mean, 1))
        score = 0.0
        for gram, asked in Counter(grams_by_hand(question)).items():
            holders = sum(gram in other for other in counted)
            idf = math.log1p((len(texts) - holders + 0.5) / (holders + 0.5))
            score += asked * idf * counts[gram] * (K1 + 1) / (counts[gram] + norm)
        scores.append(score)
    return scores


chinese = st.text(alphabet="施工许可证规划 ", max_size=12)


@given(st.lists(chinese, min_size=1, max_size=8), chinese.filter(lambda text: text.strip() != ""))
def test_the_arrays_give_the_textbook_bm25(texts: list[str], question: str) -> None:
    index = LexicalIndex.build(texts)

    scores = index.score(index.read(question))

    assert scores == pytest.approx(bm25_by_hand(texts, question), rel=1e-4, abs=1e-5)


def test_what_was_saved_scores_the_same(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path / "lexical.npz")

    loaded = LexicalIndex.load(tmp_path / "lexical.npz")

    for question in ("施工许可证", "9001", "天气"):
        assert (
            loaded.score(loaded.read(question)).tolist()
            == index.score(index.read(question)).tolist()
        )


def test_no_gram_reaches_from_one_text_into_the_next() -> None:
    found = grams(["施", "工"], 2)

    assert found.texts.tolist() == [0, 1]


@pytest.mark.parametrize(
    "question, content",
    [
        ("请问施工许可证需要什么材料呢？", "施工许可证需要什么材料"),
        ("您好，咨询一下拿地即开工怎么办理", ",拿地即开工"),
        ("怎么办", "怎么办"),
    ],
)
def test_only_the_phrases_around_a_question_are_taken_off(question: str, content: str) -> None:
    assert content_of(question).replace(" ", "") == content


def test_a_passage_is_found_by_where_it_stands_and_what_it_is_asked() -> None:
    passage = a_passage(
        "九日内决定。",
        short_title="桥梁条例",
        breadcrumb=("第二章 许可",),
        item="bridge-permit",
        item_name="桥梁许可证核发",
        slot=Slot.LIMIT,
        article="法定时限",
        known_questions=("请问桥证几天下来呢",),
    )

    text = indexed_text(passage, ["桥证"])

    for words in (
        "桥梁条例",
        "第二章 许可",
        "桥梁许可证核发",
        "桥证",
        "法定时限",
        "多久",
        "九日内决定。",
        "桥证几天下来",
    ):
        assert words in text
    assert "请问" not in text


class TestAddedWords:
    """Words that a question means count beside its own, but less."""

    def test_they_find_what_the_question_does_not_say(self) -> None:
        index = LexicalIndex.build(["节能审查意见", "规划许可证"])

        scores = index.score(index.read("能评", [("节能审查", 0.4)]))

        assert scores[0] > scores[1]

    def test_they_count_their_weight_of_what_a_word_of_the_question_counts(self) -> None:
        index = LexicalIndex.build(["节能审查意见", "规划许可证"])

        said, meant = (
            index.score(q) for q in (index.read("节能"), index.read("", [("节能", 0.4)]))
        )

        assert meant[0] == pytest.approx(0.4 * said[0])

    def test_a_question_that_means_nothing_more_scores_as_before(self) -> None:
        index = LexicalIndex.build(["节能审查意见", "规划许可证"])

        assert (
            index.read("节能", [("", 0.4)]).weights.tolist() == index.read("节能").weights.tolist()
        )

"""What known questions teach about the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.attention import Attention
from knowledge.documents import Document
from knowledge.experience import ENOUGH, Experience, LearnedRanking
from knowledge.holdings import Holdings, with_known_questions
from knowledge.index import KnowledgeIndex
from knowledge.lexical import LexicalIndex, indexed_text
from knowledge.passages import Passage
from knowledge.synchronise import synchronise
from tests.knowledge.corpus_builders import TODAY, UnreachableEmbeddings, a_document, a_passage

TOPICS = [
    "桥梁",
    "隧道",
    "渡口",
    "码头",
    "铁路",
    "公路",
    "机场",
    "港口",
    "水库",
    "管道",
    "电站",
    "灯塔",
]
WAYS = ("归谁管", "怎么申请", "多久能批", "要交哪些材料", "办不下来咋整", "收不收钱")
CITIES = "甲乙丙丁戊己庚辛"
ASKED_ABOUT = "丁"  # and nowhere else, though every city says the same in the same words
NEW = "灯塔"  # a topic that nobody has asked about yet

PASSAGES = tuple(
    a_passage(
        f"建造{topic}的，应当申请{topic}许可证。",
        id=f"{city}#{topic}",
        document_id=city,
        short_title=f"{city}市条例",
        breadcrumb=("第一章 许可",),
        article=f"第{n}条",
    )
    for city in CITIES
    for n, topic in enumerate(TOPICS)
)


def questions(city: str = ASKED_ABOUT, count: int = ENOUGH) -> Mapping[str, tuple[str, ...]]:
    """*count* questions about a city's articles, by the id of what answers them."""
    asked: dict[str, tuple[str, ...]] = {}
    every = [(topic, way) for way in WAYS for topic in TOPICS if topic != NEW]
    for topic, way in every[:count]:
        asked[f"{city}#{topic}"] = (*asked.get(f"{city}#{topic}", ()), f"{topic}{way}")
    return asked


def learned(
    known: Mapping[str, Sequence[str]], passages: tuple[Passage, ...] = PASSAGES
) -> tuple[Holdings, LexicalIndex, LearnedRanking]:
    held = with_known_questions(Holdings((), passages), known)
    index = LexicalIndex.build([indexed_text(passage) for passage in held.passages])
    return held, index, Experience.of(held.passages, {}, held.asked, index).ranking()


def first(
    question: str,
    known: Mapping[str, Sequence[str]],
    passages: tuple[Passage, ...] = PASSAGES,
) -> str:
    held, index, ranking = learned(known, passages)
    scores = ranking.ranked(index.score(index.read(question)), question, ())
    return held.passages[int(np.argmax(scores))].id


class TestRanking:
    def test_among_texts_alike_the_one_comes_first_whose_document_people_ask_about(self) -> None:
        """Also for what nobody has asked yet."""
        assert first(f"{NEW}许可证归谁管", questions()) == f"{ASKED_ABOUT}#{NEW}"
        assert first(f"{NEW}许可证归谁管", questions("庚")) == f"庚#{NEW}"

    def test_what_only_one_text_says_is_found_there_though_nobody_asked_about_it(self) -> None:
        only = a_passage("架设浮桥的，应当备案。", id="乙#浮桥", document_id="乙")

        assert first("架设浮桥要备案吗", questions(), (*PASSAGES, only)) == "乙#浮桥"

    def test_too_few_questions_teach_nothing(self) -> None:
        _, index, ranking = learned(questions(count=ENOUGH - 1))
        scores = index.score(index.read("灯塔"))

        assert ranking.ranked(scores, "灯塔", ()) is scores

    def test_what_shares_no_word_with_a_question_is_not_found_for_being_popular(self) -> None:
        held, index, ranking = learned(questions())
        scores = ranking.ranked(index.score(index.read("灯塔")), "灯塔", ())

        found = {held.passages[n].id.split("#")[1] for n in np.flatnonzero(scores)}

        assert found == {NEW}

    def test_an_answer_that_is_not_held_teaches_nothing(self) -> None:
        held = Holdings((), PASSAGES, asked={f"问{n}": ("没有#这条",) for n in range(ENOUGH)})
        index = LexicalIndex.build([indexed_text(passage) for passage in PASSAGES])

        ranking = Experience.of(held.passages, {}, held.asked, index).ranking()

        assert not ranking.prior.any()

    def test_it_is_the_same_after_saving_and_loading(self, tmp_path: Path) -> None:
        _, index, ranking = learned(questions())
        scores = index.score(index.read("灯塔归谁管"))
        ranking.save(tmp_path / "learned.npz")

        again = LearnedRanking.load(tmp_path / "learned.npz")

        assert again.ranked(scores, "灯塔归谁管", ()).tolist() == (
            ranking.ranked(scores, "灯塔归谁管", ()).tolist()
        )


class TestUnknowing:
    """A question that is learned from is asked as if nobody had asked it."""

    @given(
        st.lists(
            st.lists(st.integers(0, len(PASSAGES) - 1), min_size=1, max_size=4, unique=True),
            min_size=1,
            max_size=8,
        )
    )
    def test_its_own_answers_are_not_counted(self, answers: list[list[int]]) -> None:
        numbers = np.arange(len(PASSAGES))
        own, *others = (np.array(answer) for answer in answers)

        counted = Attention.of(PASSAGES, [own, *others]).features(numbers, without=own)

        assert counted.tolist() == Attention.of(PASSAGES, others).features(numbers).tolist()

    def test_an_index_of_a_few_scores_them_as_among_all_the_others(self) -> None:
        texts = [indexed_text(passage) for passage in PASSAGES]
        whole = LexicalIndex.build(texts)
        few = LexicalIndex.build(texts[3:9], like=whole)

        scores = few.score(few.read("灯塔许可证归谁管"))

        assert scores == pytest.approx(whole.score(whole.read("灯塔许可证归谁管"))[3:9])


class TestInTheIndex:
    @pytest.fixture
    def directory(self, tmp_path: Path) -> Path:
        """An index in which what people asked about is no longer in force."""
        passages = tuple(
            replace(p, effective_to=date(2026, 1, 1)) if p.document_id == ASKED_ABOUT else p
            for p in PASSAGES
        )
        held = with_known_questions(Holdings(tuple(map(_document, CITIES)), passages), questions())
        synchronise(Held(held), tmp_path, UnreachableEmbeddings())
        return tmp_path

    def test_what_is_no_longer_in_force_stays_unfound_however_often_it_was_asked(
        self, directory: Path
    ) -> None:
        with KnowledgeIndex.open(directory, UnreachableEmbeddings()) as index:
            today = index.search("灯塔归谁管", on=TODAY, limit=100)
            once = index.search("灯塔归谁管", on=date(2025, 1, 1), limit=100)

        assert {hit.passage.document_id for hit in today} == set(CITIES) - {ASKED_ABOUT}
        assert once[0].passage.document_id == ASKED_ABOUT

    def test_the_same_words_asked_by_nobody_make_another_index(self, tmp_path: Path) -> None:
        """Questions that come with the project teach nothing, so the two must not be taken for one."""
        documents = tuple(map(_document, CITIES))
        asked = with_known_questions(Holdings(documents, PASSAGES), questions())
        shipped = replace(asked, asked={})

        names = {
            synchronise(Held(held), tmp_path, UnreachableEmbeddings()).generation
            for held in (asked, shipped)
        }

        assert len(names) == 2


class Held:
    """A corpus that holds exactly this."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    def read(self) -> Holdings:
        return self._holdings


def _document(city: str) -> Document:
    return a_document(id=city, title=f"{city}市条例", short_title=f"{city}市条例")

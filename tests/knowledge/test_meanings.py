"""How near in meaning a question is to passages."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embeddings import HashingEmbeddings
from knowledge.meanings import Meanings, Near, heading, meant_text
from tests.knowledge.corpus_builders import a_passage

MODEL = HashingEmbeddings(64)
ASKED = a_passage("七日内决定。", known_questions=("桥证几天能下来", "桥证要等多久"))
SILENT = a_passage("提交图纸。")
FIELD = a_passage("图纸两份。", item="bridge", item_name="桥梁许可", article="材料")


def near(question: str, *passages: object) -> Near:
    return Meanings.of(passages, MODEL).near(MODEL.embed([question]))  # type: ignore[arg-type]


class TestNearness:
    def test_to_the_known_question_that_was_asked_is_at_least_one(self) -> None:
        found = near("桥证几天能下来", SILENT, ASKED)

        assert found.to_questions[1] >= 1

    def test_to_known_questions_is_nought_where_there_are_none(self) -> None:
        assert near("桥证几天能下来", SILENT, ASKED).to_questions[0] == 0

    def test_to_a_text_is_the_cosine_of_its_words_under_their_heading(self) -> None:
        one, other = MODEL.embed(["图纸", meant_text(FIELD)])

        assert near("图纸", FIELD).to_text[0] == pytest.approx(one @ other, abs=1e-5)

    def test_together_counts_both(self) -> None:
        found = near("桥证几天能下来", SILENT, ASKED)

        assert found.together()[1] == pytest.approx(
            max(found.to_questions[1], found.to_text[1]) + found.to_text[1] / 2
        )

    @given(
        st.lists(st.sampled_from(["桥证几天", "桥证要啥", "挖路找谁", "砍树罚不罚"]), min_size=1)
    )
    def test_the_nearest_known_question_counts_most_and_more_of_them_never_less(
        self, known: list[str]
    ) -> None:
        asked = "桥证几天能下来"
        fewer = near(asked, a_passage("无", known_questions=tuple(known[:1]))).to_questions[0]
        more = near(asked, a_passage("无", known_questions=tuple(known))).to_questions[0]
        best = (MODEL.embed(known) @ MODEL.embed([asked])[0]).max()

        assert more >= fewer - 1e-5
        assert best - 1e-5 <= more <= best + 0.06 * np.log(len(known)) + 1e-5


class TestMeanings:
    def test_of_nothing_are_near_to_nothing(self) -> None:
        found = near("桥证")

        assert found.to_text.shape == found.to_questions.shape == (0,)

    def test_are_the_same_after_they_were_saved_but_for_half_the_precision(
        self, tmp_path: Path
    ) -> None:
        kept = Meanings.of((SILENT, ASKED), MODEL)
        kept.save(tmp_path / "meanings.npz")

        again = Meanings.load(tmp_path / "meanings.npz")

        vector = MODEL.embed(["桥证几天"])
        assert again.near(vector).together() == pytest.approx(
            kept.near(vector).together(), abs=1e-2
        )


def test_a_field_is_headed_by_its_item_and_a_text_by_its_title():
    assert heading(FIELD) == "桥梁许可 材料"
    assert heading(SILENT) == "文件"

"""The model of meaning that comes with the project: a vector for every gram."""

from pathlib import Path

import numpy as np
import pytest

from knowledge import static_embeddings
from knowledge.ngrams import counted_grams
from knowledge.static_embeddings import StaticEmbeddings, shipped

MOST = 15e6  # bytes: weights that are shipped stay small


def learned(**vectors: list[float]) -> StaticEmbeddings:
    """A model that knows the characters given, and nothing else."""
    keys = counted_grams(list(vectors), 1).keys
    order = np.argsort(keys)
    rows = np.array(list(vectors.values()), dtype=np.float32)
    return StaticEmbeddings.of(keys[order], rows[order])


MODEL = learned(桥=[1.0, 0.0], 路=[0.0, 2.0], 证=[0.6, -0.8])


class TestAVector:
    def test_of_a_text_is_the_sum_of_its_grams(self) -> None:
        row = MODEL.embed(["桥证"])[0]

        assert row == pytest.approx(np.array([1.6, -0.8]) / np.hypot(1.6, 0.8), abs=0.01)

    def test_counts_what_stands_there_often_by_the_logarithm(self) -> None:
        row = MODEL.embed(["桥 桥 路"])[0]

        assert row[0] / row[1] == pytest.approx((1 + np.log(2)) / 2, rel=0.02)

    def test_has_length_one_even_where_nothing_is_known(self) -> None:
        rows = MODEL.embed(["桥路", "", "渡口", "！"])

        assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 1])

    def test_does_not_depend_on_how_many_grams_are_held_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        texts = ["桥路证桥", "证路", "", "桥桥证"]
        at_once = MODEL.embed(texts)
        monkeypatch.setattr(static_embeddings, "_BLOCK", 3)

        assert MODEL.embed(texts) == pytest.approx(at_once)

    def test_of_no_text_is_no_row(self) -> None:
        assert MODEL.embed([]).shape == (0, 2)


class TestAModel:
    def test_keeps_each_figure_to_a_hundredth_of_the_largest(self) -> None:
        exact = np.random.default_rng(0).normal(size=(50, 8)).astype(np.float32)

        kept = StaticEmbeddings.of(np.arange(50, dtype=np.uint64), exact)

        error = np.abs(kept.figures * kept.steps[:, None] - exact).max(axis=1)
        assert (error <= np.abs(exact).max(axis=1) / 100).all()

    def test_of_which_a_gram_says_nothing_is_still_one(self) -> None:
        assert learned(桥=[0.0, 0.0], 路=[0.0, 1.0]).embed(["桥路"])[0] == pytest.approx([0, 1])

    def test_is_the_same_after_it_was_saved(self, tmp_path: Path) -> None:
        MODEL.save(tmp_path / "model.npz")

        again = StaticEmbeddings.load(tmp_path / "model.npz")

        assert again.id == MODEL.id
        assert np.array_equal(again.embed(["桥证"]), MODEL.embed(["桥证"]))

    def test_with_another_vector_is_another_model(self) -> None:
        assert learned(桥=[1.0, 0.0]).id != learned(桥=[1.0, 0.5]).id


class TestTheShippedModel:
    @pytest.mark.parametrize(
        ("asked", "meant", "else_"),
        [
            ("打井抽水要拿啥证", "取水许可", "临时占用城市道路许可"),
            ("盖房开工要啥本本", "建筑工程施工许可证核发", "取水许可"),
            (
                "饭店开业前谁来看灭火器够不够",
                "公众聚集场所投入使用、营业前消防安全检查",
                "城镇污水排入排水管网许可",
            ),
            ("工地半夜打混凝土吵人", "夜间连续施工证明", "不动产首次登记"),
        ],
    )
    def test_knows_what_people_mean(self, asked: str, meant: str, else_: str) -> None:
        question, near, far = shipped().embed([asked, meant, else_])

        assert question @ near > question @ far + 0.1

    def test_is_small(self) -> None:
        assert Path(static_embeddings.__file__).with_suffix(".npz").stat().st_size <= MOST

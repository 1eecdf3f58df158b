"""What people say and what the texts say."""

from collections import Counter
from pathlib import Path

import pytest

from knowledge.errors import LexiconUnreadable
from knowledge.index import KnowledgeIndex
from knowledge.lexicon import Lexicon, phrasing, shipped, shipped_file
from knowledge.library import Library
from knowledge.synchronise import synchronise
from tests.knowledge.corpus_builders import TODAY, UnreachableEmbeddings, write_law


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    path = tmp_path / "lexicon.yaml"
    path.write_text(
        "桥证|过桥票: 桥梁许可证 桥梁\n欠.{0,2}桥钱|桥(债|款): 桥梁通行费\n", encoding="utf-8"
    )
    return Lexicon.read(path)


class TestLooking:
    @pytest.mark.parametrize(
        "question, words",
        [
            ("桥证几天能办", ("桥梁许可证", "桥梁")),
            ("过桥票几天能办", ("桥梁许可证", "桥梁")),
            ("欠了桥钱怎么办", ("桥梁通行费",)),
            ("桥款怎么交", ("桥梁通行费",)),
            ("渡口由谁设立", ()),
        ],
    )
    def test_a_question_gets_the_words_that_the_texts_use(
        self, lexicon: Lexicon, question: str, words: tuple[str, ...]
    ) -> None:
        assert lexicon.statutory_words(question) == words

    def test_words_that_the_question_holds_are_not_added(self, lexicon: Lexicon) -> None:
        assert lexicon.statutory_words("桥证是桥梁许可证吗") == ()

    def test_a_later_file_adds_to_an_earlier_one(self, tmp_path: Path) -> None:
        own = tmp_path / "own.yaml"
        own.write_text("开桥证: 桥梁许可证\n", encoding="utf-8")

        both = Lexicon.read(shipped_file(), own, tmp_path / "none.yaml")

        words = (*shipped().statutory_words("能评"), "桥梁许可证")
        assert both.statutory_words("开桥证和能评") == words


class TestReading:
    @pytest.mark.parametrize(
        "text, where",
        [
            ("桥证 桥梁许可证\n", "每行"),
            ("桥证: 许可证\n@破\n", "第 2 行"),
            ("2026-02-30: 许可证\n", "每行"),
            ("桥证: 许可证\0\n", "每行"),
            ("桥证:\n", "桥证"),
            ("桥证: [许可证]\n", "桥证"),
            ("桥证|: 许可证\n", "桥证"),
            ("桥(证: 许可证\n", "正则"),
        ],
    )
    def test_a_line_that_is_no_entry_is_named(self, tmp_path: Path, text: str, where: str) -> None:
        path = tmp_path / "lexicon.yaml"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(LexiconUnreadable, match=where) as refused:
            Lexicon.read(path)

        assert "\n" not in str(refused.value)

    def test_a_file_of_remarks_alone_adds_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "lexicon.yaml"
        path.write_text("# 还没有\n", encoding="utf-8")

        assert Lexicon.read(path).words() == frozenset()


class TestShipped:
    def test_nothing_is_said_twice(self) -> None:
        lines = shipped_file().read_text(encoding="utf-8").splitlines()
        entries = [line.split(":")[0] for line in lines if ":" in line and line[0] != "#"]
        said = Counter(variant for entry in entries for variant in entry.split("|"))

        assert len(entries) > 350
        assert [variant for variant, times in said.items() if times > 1] == []

    @pytest.mark.parametrize(
        "said, meant",
        [
            ("施工证", "施工许可证"),
            ("水保", "水土保持方案"),
            ("图审", "施工图设计文件"),
            ("房本", "不动产登记"),
            ("欠薪", "拖欠农民工工资"),
            ("渣土", "建筑垃圾"),
        ],
    )
    def test_the_words_of_the_trade_are_known(self, said: str, meant: str) -> None:
        assert meant in shipped().statutory_words(f"想问下{said}的事")

    def test_what_is_no_business_of_the_bureau_means_nothing(self) -> None:
        """A post in the public service is no 规范性文件."""
        assert shipped().statutory_words("事业编怎么考") == ()

    def test_a_way_of_asking_is_no_subject(self) -> None:
        assert shipped().statutory_words("要几天") == ()
        assert phrasing().statutory_words("要几天") != ()


def test_the_operators_words_lead_to_a_text(tmp_path: Path) -> None:
    """An entry beside the documents is used from the next opening on, without a rebuild."""
    library = Library(tmp_path, shipped=tmp_path / "none")
    law = ["渡口由县级政府设立。", "桥梁许可证九日内决定。", "隧道由市政府设立。"]
    library.add(write_law(tmp_path / "inbox", "济南市桥梁条例", *law))
    model = UnreachableEmbeddings()
    synchronise(library, tmp_path, model)
    (tmp_path / "lexicon.yaml").write_text("摆摆渡: 渡口\n", encoding="utf-8")

    with KnowledgeIndex.open(tmp_path, model) as index:
        hits = index.search("摆摆渡归哪个管", on=TODAY)

    assert hits[0].passage.text == "渡口由县级政府设立。"

"""Typing errors that sound right."""

import numpy as np
import pytest

from knowledge.lexical import LexicalIndex
from knowledge.sounds import FIRST, Sounds, sounds_of_ideographs
from knowledge.spelling import Spelling

TEXTS = (
    "施工许可证由主管部门核发",
    "水土保持方案应当报批",
    "工程竣工验收合格",
    "投标保证金不得挪用",
)


@pytest.fixture(scope="module")
def sounds() -> Sounds:
    return sounds_of_ideographs()


@pytest.fixture(scope="module")
def spelling(sounds: Sounds) -> Spelling:
    """The spelling of a corpus that says each thing five times, and of a lexicon of two words."""
    return Spelling(LexicalIndex.build(TEXTS * 5), sounds, ("水保方案", "拿地"))


@pytest.fixture(scope="module")
def named(sounds: Sounds) -> Spelling:
    """The spelling of a corpus that knows some names."""
    names = ("环评登记表", "城建档案", "竣工验收备案", "开工证", "项目代码", "EIA")
    return Spelling(LexicalIndex.build((*TEXTS, "正好赶上") * 5), sounds, (), names)


class TestSounds:
    @pytest.mark.parametrize("one, other", [("许", "需"), ("保", "宝"), ("监", "建"), ("证", "真")])
    def test_what_is_pronounced_alike_has_one_sound(
        self, sounds: Sounds, one: str, other: str
    ) -> None:
        assert sounds[ord(one) - FIRST] == sounds[ord(other) - FIRST] > 0

    @pytest.mark.parametrize("one, other", [("许", "可"), ("水", "保"), ("工", "公路"[1])])
    def test_what_is_not_has_another(self, sounds: Sounds, one: str, other: str) -> None:
        assert sounds[ord(one) - FIRST] != sounds[ord(other) - FIRST]

    def test_the_sounds_of_chinese_are_some_four_hundred(self, sounds: Sounds) -> None:
        assert 300 < len(np.unique(sounds)) < 500


class TestPuttingRight:
    @pytest.mark.parametrize(
        "typed, meant",
        [
            ("施工需可证几天办好", "施工许可证几天办好"),
            ("水宝方案谁审批", "水保方案谁审批"),
            ("那地就开工", "拿地就开工"),
            ("俊工验收", "竣工验收"),
            ("投标保正金退不退", "投标保证金退不退"),
        ],
    )
    def test_a_character_that_only_sounds_right_is_put_right(
        self, spelling: Spelling, typed: str, meant: str
    ) -> None:
        assert spelling.corrected(typed) == meant

    @pytest.mark.parametrize(
        "typed",
        ["施工许可证几天办好", "水保方案谁审批", "发烧三十九度吃什么药", "", "？", "a", "证"],
    )
    def test_what_is_spelt_right_or_strange_is_left(self, spelling: Spelling, typed: str) -> None:
        assert spelling.corrected(typed) == typed
        assert spelling.corrections(typed) == ()

    def test_a_word_of_the_lexicon_alone_is_known(self, sounds: Sounds) -> None:
        index = LexicalIndex.build(TEXTS * 5)

        assert Spelling(index, sounds, ()).corrected("那地就开工") == "那地就开工"
        assert Spelling(index, sounds, ("拿地",)).corrected("那地就开工") == "拿地就开工"

    def test_a_pair_said_once_is_no_ground(self, sounds: Sounds) -> None:
        once = Spelling(LexicalIndex.build(TEXTS), sounds, ())

        assert once.corrected("施工需可证") == "施工需可证"

    def test_it_says_where_and_between_what(self, spelling: Spelling) -> None:
        (correction,) = spelling.corrections("办施工需可证")

        assert (correction.position, correction.meant) == (3, "许")
        assert correction.around == "工许可"


class TestNames:
    """Whole names are known by their sound, whatever pairs their misspelling makes."""

    @pytest.mark.parametrize(
        "typed, meant",
        [
            ("环平登计表要交钱吗", "环评登记表要交钱吗"),
            ("城建当案没移交", "城建档案没移交"),
            ("俊工验收背案去哪报", "竣工验收备案去哪报"),
            ("项木代马是啥", "项目代码是啥"),
        ],
    )
    def test_a_name_written_as_it_sounds_is_put_right(
        self, named: Spelling, typed: str, meant: str
    ) -> None:
        assert named.corrected(typed) == meant

    @pytest.mark.parametrize(
        "typed",
        [
            "城建档案没移交",
            "第四年开工正好能用",  # 正好 is a word of its own
            "开工的证",
            "项母戴玛",  # too little of 项目代码 is left
            "EIB",
        ],
    )
    def test_what_makes_sense_by_itself_or_hardly_resembles_it_is_left(
        self, named: Spelling, typed: str
    ) -> None:
        assert named.corrected(typed) == typed

    def test_each_wrong_character_is_said_with_the_whole_name(self, named: Spelling) -> None:
        found = named.corrections("俊工验收背案")

        assert [(one.position, one.meant, one.around) for one in found] == [
            (0, "竣", "竣工验收备案"),
            (4, "备", "竣工验收备案"),
        ]

"""Finding guides by name in what people write."""

from pathlib import Path

import pytest

from knowledge.mentions import GuideNames
from tests.knowledge.corpus_builders import a_guide


@pytest.fixture
def names(tmp_path: Path) -> GuideNames:
    return GuideNames(
        [
            a_guide(
                tmp_path,
                item="permit",
                name="施工许可证核发",
                aliases=["施工许可", "施工证", "ABC证"],
            ),
            a_guide(tmp_path, item="phased", name="分阶段施工许可", aliases=["分期施工证", "证"]),
            a_guide(tmp_path, item="other", name="其他许可", aliases=["施工证"]),
        ]
    )


def slugs(names: GuideNames, text: str) -> list[str]:
    return [mention.slug for mention in names.find(text)]


def test_a_longer_name_hides_the_shorter_one_inside_it(names: GuideNames) -> None:
    assert slugs(names, "分阶段施工许可要什么") == ["phased"]


def test_the_longest_name_comes_first(names: GuideNames) -> None:
    assert slugs(names, "施工许可和分阶段施工许可有什么不同") == ["phased", "permit"]


@pytest.mark.parametrize("text", ["abc证", "ＡＢＣ 证", "《ABC证》多久"])
def test_width_case_and_spaces_do_not_matter(names: GuideNames, text: str) -> None:
    (found,) = names.find(text)

    assert (found.slug, found.name, found.matched) == ("permit", "施工许可证核发", "ABC证")


def test_a_shared_name_brings_everyone_who_has_it(names: GuideNames) -> None:
    assert slugs(names, "施工证多久") == ["permit", "other"]


def test_a_guide_named_twice_is_found_once(names: GuideNames) -> None:
    assert slugs(names, "施工许可、施工许可证核发") == ["permit"]


def test_a_single_character_is_no_name(names: GuideNames) -> None:
    assert slugs(names, "这个证") == []


def test_a_word_of_the_bureau_that_means_a_name_is_one_more_name(tmp_path: Path):
    permit = a_guide(tmp_path, item="permit", name="施工许可核发", aliases=["施工许可证"])

    words = {"蓝皮纸": ("施工许可证",), "开挖": ("土方工程",), "本": ("施工许可证",)}
    names = GuideNames([permit], words)

    assert [(m.slug, m.matched) for m in names.find("蓝皮纸归谁办")] == [("permit", "蓝皮纸")]
    assert names.find("开挖归谁管，本在谁手里") == (), "no item's name, and a single character"

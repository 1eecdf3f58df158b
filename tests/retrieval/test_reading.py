"""The question behind what was typed or spoken."""

import pytest

from retrieval.reading import read


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("嗯那个施工许可证多久能下来啊", "施工许可证多久能下来啊"),
        ("呃，就是那个，水保方案多久", "水保方案多久"),
        ("施工施工许可证要什么材料", "施工许可证要什么材料"),
    ],
)
def test_fillers_and_stutters_are_left_out(typed: str, meant: str):
    assert read(typed).text == meant


@pytest.mark.parametrize("typed", ["那个要几天", "额度多少", "这个项目要办什么", "施工许可证几天"])
def test_words_that_only_look_like_fillers_stay(typed: str):
    assert read(typed).text == typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("How long does a construction permit take?", "施工许可证几天"),
        ("施工许可 need what documents", "施工许可需要什么材料"),
        ("how long is a construction permit valid?", "施工许可证有效期多久"),
        (
            "what is the difference between project filing and project approval",
            "项目备案和项目核准有什么区别",
        ),
        ("Which department issues the planning permit?", "规划许可证哪个部门办理"),
        ("We drill a well, how many years is the permit good for?", "取水许可证有效期多久"),
        ("One thing: does a hotel need an EIA?", "One thing: hotel 环境影响评价要不要办"),
        (
            "what documents do I need for fire acceptance and how much does it cost",
            "消防验收需要什么材料，收费吗",
        ),
    ],
)
def test_english_and_mixed_questions_become_chinese_ones(typed: str, meant: str):
    reading = read(typed)

    assert reading.text == meant
    assert reading.translated


@pytest.mark.parametrize("typed", ["BIM模型要交吗", "hello", "Does it work as well in spring?"])
def test_an_abbreviation_makes_no_english_question(typed: str):
    assert read(typed).text == typed
    assert not read(typed).translated


def test_numbers_survive_translation():
    assert "45个工作日" in read("does the construction permit take 45 working days").text


def test_a_known_abbreviation_inside_chinese_is_spelled_out():
    assert read("EIA要多久").text == "环境影响评价要多久"

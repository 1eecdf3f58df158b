"""From when a text holds, until when, and what it puts an end to, by its own words."""

from datetime import date

import pytest

from knowledge.closing_provisions import closing_provisions


def said(closing: str, *, title: str = "济南市桥梁办法", head: str = "", signed: str = ""):
    text = f"{title}\n{head}\n第一条 为了管理桥梁，制定本办法。\n第二条 {closing}\n{signed}"
    return closing_provisions(title, text)


@pytest.mark.parametrize(
    "closing, starts",
    [
        ("本办法自2022年3月1日起施行。", date(2022, 3, 1)),
        ("本办法自 2022 年 3 月 1 日起正式施行", date(2022, 3, 1)),
        ("本办法（试行）自二〇二二年三月一日起实施。", date(2022, 3, 1)),
        ("本办法自二○二二年十二月三十一日起生效。", date(2022, 12, 31)),
        ("本办法自公布之日起施行。", date(2021, 5, 6)),
        ("本办法自发布之日起30日后施行。", date(2021, 6, 5)),
        ("本办法自发布之日起三十日后施行。", date(2021, 6, 5)),
        ("本办法自发布之日起满一百八十日后施行。", date(2021, 11, 2)),
    ],
)
def test_the_first_day_is_read_in_every_usual_form(closing: str, starts: date) -> None:
    found = said(closing, signed="2021年5月6日")

    assert found.starts == starts
    assert found.certain


def test_the_last_of_several_own_days_counts_and_that_of_another_text_does_not() -> None:
    found = said("新建桥梁自2015年1月1日起执行国家标准。本办法自2022年3月1日起施行。")

    assert found.starts == date(2022, 3, 1)


def test_an_amended_text_holds_from_its_last_amendment_and_not_from_its_first_day() -> None:
    head = "（1997年11月1日通过　根据2019年4月23日《关于修改〈桥梁法〉的决定》第二次修正）"

    assert said("本法自1998年3月1日起施行。", head=head).starts == date(2019, 4, 23)


def test_the_day_of_signing_is_a_guess() -> None:
    found = said("请遵照执行。", signed="二〇二一年五月六日")

    assert (found.starts, found.certain) == (date(2021, 5, 6), False)


@pytest.mark.parametrize(
    "closing, ends",
    [
        ("本办法自2022年3月1日起施行，有效期至2027年2月28日。", date(2027, 3, 1)),
        ("本办法自2022年3月1日起施行，有效期5年。", date(2027, 3, 1)),
        ("本办法自2024年2月29日起施行，有效期为三年。", date(2027, 3, 1)),
        ("本办法自2022年3月1日起施行，试行期两年。", date(2024, 3, 1)),
        ("桥梁许可证有效期为3年。本办法自2022年3月1日起施行。", None),
        ("本办法自2022年3月1日起施行。", None),
    ],
)
def test_the_last_day_is_that_of_the_text_and_not_of_a_permit(
    closing: str, ends: date | None
) -> None:
    assert said(closing).ends == ends


@pytest.mark.parametrize(
    "closing, repealed",
    [
        ("本办法自2022年3月1日起施行。《桥梁暂行规定》同时废止。", ("桥梁暂行规定",)),
        (
            "本办法自2022年3月1日起施行。1998年发布的《桥梁暂行规定》（济政发〔1998〕3号）、《渡口规定》同时废止。",
            ("桥梁暂行规定", "渡口规定"),
        ),
        ("依照《桥梁法》制定的本办法自2022年3月1日起施行，《渡口规定》同时废止。", ("渡口规定",)),
        ("违反《桥梁法》的，处罚款。本办法自2022年3月1日起施行。", ()),
        ("2012年印发的《济南市桥梁办法》同时废止。", ()),
    ],
)
def test_what_the_closing_words_repeal(closing: str, repealed: tuple[str, ...]) -> None:
    """An older text of the same title is another version, and no repeal."""
    assert said(closing).repeals == repealed


def test_a_decision_names_what_it_changes_or_repeals() -> None:
    changing = "山东省人大常委会关于修改《山东省桥梁条例》等二件地方性法规的决定"
    body = "一、对《山东省桥梁条例》作出修改\n将第一条删去。\n二、对《山东省渡口条例》作如下修改\n"

    assert closing_provisions(changing, body).amends == ("山东省桥梁条例", "山东省渡口条例")
    assert closing_provisions("关于废止《桥梁规定》的决定", "即日起。").repeals == ("桥梁规定",)


@pytest.mark.parametrize("day", ["2022年2月30日", "二〇二二年十三月一日", "2022年0月1日"])
def test_a_day_that_does_not_exist_is_no_day(day: str) -> None:
    assert said(f"本办法自{day}起施行。").starts is None

"""Citations say where a quote stands, down to the 款 and 项."""

from retrieval.citing import cite, shown, where
from retrieval.compose import compose_articles
from tests.retrieval.outcome_builders import a_passage

TEXT = "建设单位应当申请许可：\n（一）新建桥梁；\n（二）扩建桥梁。\n临时道路不收费。"


def test_a_quote_from_an_item_names_it():
    citation = cite(a_passage(TEXT, article="第七条"), "扩建桥梁")

    assert citation.article == "第七条"
    assert citation.place == "第一款第（二）项"
    assert "第七条第一款第（二）项 · " in where(citation)
    assert "第七条第一款第（二）项 · " in shown(citation)


def test_a_whole_article_and_an_article_of_one_paragraph_are_named_alone():
    assert cite(a_passage(TEXT, article="第七条"), TEXT).place == ""
    assert cite(a_passage("临时道路不收费。", article="第七条"), "临时道路不收费").place == ""


def test_fields_of_guides_and_points_of_notices_have_no_paragraphs():
    assert cite(a_passage(TEXT, article="材料"), "扩建桥梁").place == ""
    assert cite(a_passage(TEXT, article="第3项"), "扩建桥梁").place == ""


def test_what_is_shown_beside_an_answer_names_its_paragraph_too():
    first = a_passage("临时道路应当在三日内备案。", article="第一条")
    second = a_passage(f"{TEXT}\n{'其他另行安排。' * 12}", id="样例法#第七条", article="第七条")

    draft = compose_articles("临时道路收费吗", (first, second))

    assert "第七条第二款：「临时道路不收费。」" in draft.text

"""Which passages found are evidence, and in which order."""

from dataclasses import replace

import pytest

from knowledge.index import Hit
from knowledge.meanings import Meanings
from knowledge.ngrams import content_of
from knowledge.static_embeddings import shipped
from retrieval.article_features import ANSWER_FEATURES, ARTICLE_FEATURES
from retrieval.evidence import candidates_of, evidence
from retrieval.learned import learned_articles
from retrieval.topics import topic_of_hits
from tests.retrieval.outcome_builders import a_passage


def a_hit(
    article: str, text: str, *, chapter: str = "第二章 建设管理", lexical: float = 10.0
) -> Hit:
    passage = a_passage(text, id=f"样例条例#{article}", article=article, breadcrumb=(chapter,))
    return Hit(passage, score=1.0, lexical=lexical, dense=None, overlap=0.3)


def near(question: str, *hits: Hit) -> list[Hit]:
    """The hits as a search gives them: each with how near in meaning it is."""
    meanings = Meanings.of([hit.passage for hit in hits], shipped())
    found = meanings.near(shipped().embed([content_of(question)]))
    return [
        replace(hit, to_text=float(to_text), to_questions=float(to_questions))
        for hit, to_text, to_questions in zip(hits, found.to_text, found.to_questions, strict=True)
    ]


def order(question: str, *hits: Hit) -> list[str]:
    return [hit.passage.article for hit in evidence(question, near(question, *hits))]


def test_the_passage_with_the_fact_beside_the_topic_comes_first():
    near = a_hit("第二条", "工程围挡应当每十五日检查一次。", lexical=9.0)
    apart = a_hit("第一条", "工程围挡应当牢固。\n施工许可三十日内办结。", lexical=10.0)

    assert order("工程围挡多久检查一次", apart, near)[0] == "第二条"


def test_a_chapter_on_liability_steps_back_when_nobody_asks_for_it():
    duty = a_hit("第五条", "建设单位应当设置工程围挡。", lexical=10.0)
    fine = a_hit(
        "第四十条", "建设单位未设置工程围挡的，责令改正。", chapter="第六章 法律责任", lexical=10.2
    )

    assert order("工程围挡要怎么设置", fine, duty)[0] == "第五条"


def test_words_of_everyday_talk_that_no_passage_holds_do_not_count_against_a_passage():
    hit = a_hit("第七条", "用户停止用热的，供热企业不得收取任何费用。")
    topic = topic_of_hits("今年冬天回老家不住，停止用热要不要交钱", (hit,))

    assert topic.share_in(hit.passage.text) > 0.9


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("居民供热一平米多少钱", "居民供热收费不得超过热价的百分之三十。"),
        ("消防验收窗口周六有人值班吗", "消防验收由主管部门的窗口受理，有人负责。"),
        ("消防验收申请表去哪个网页下载", "消防验收申请表由建设单位提交。"),
        ("公开招标的合同是多少万起", "公开招标的合同采用百分之五的比例。"),
        ("找中介做环评要多少钱", "环评的费用为每件五千元，中介不得另行收取。"),
        ("施工噪声不能超过多少分贝", "建筑施工噪声超过标准的，处一万元以上罚款。"),
        ("桩基检测要抽多少根", "用户要求检测的，供热企业应当在二十四小时内检测桩基。"),
        ("评标专家的劳务费是多少", "评标委员会的专家除本法第三十七条规定外，应当统一抽取。"),
        ("工资保证金按合同价百分之几存", "投标保证金不得超过合同估算价的百分之二。"),
        ("企业资质要多少注册资金", "企业申请资质的，专用资金账户公示三十日。"),
        ("安全生产许可证有效期几年", "规划许可证有效期三年，安全要求另定。"),
        ("评标的会议由谁主持", "评标由招标部门依法组织，有关机关监督。"),
        ("燃气表几年要换", "燃气企业应当在三十日内检查燃气表。"),
        ("去年批了多少个项目", "去年批准的项目超过三个的，应当公布。"),
        ("供热管道埋多深", "禁止在供热管道上方建造房屋。"),
        ("规划图纸打印一份几块", "规划图纸应当公布，三十日内可以查询。"),
        ("垃圾分类的桶要几种颜色", "生活垃圾分为三类，投放到垃圾分类收集容器。"),
        ("考古工地上的保安要几个", "考古工地应当有三名以上专业人员。"),
        ("施工几点以后不能爆破", "隧道施工，二百米内不得爆破。"),
        ("灭火器一个要多重", "应当配备灭火器，每年检测一次。"),
        ("许可证弄丢了几天能补一本", "主管部门应当在二十日内核发许可证。"),
        ("建造师证书有效期几年", "规划许可证有效期三年，建筑师另定。"),
        ("热线话务员要几班倒", "热线话务员应当在三日内回复。"),
    ],
)
def test_a_fact_of_another_measure_is_no_evidence(question: str, text: str):
    assert order(question, a_hit("第九条", text)) == []


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("占了国有地不还，一平方罚几块", "占用国有土地的，处每平方米一百元以上五百元以下罚款。"),
        ("中了标的活能不能分给几家干", "中标人不得将中标项目肢解后分别转让。"),
        ("高考那几天工地能不能干活", "高考期间，禁止工地进行产生噪声的建筑施工作业。"),
        ("工地最少得几个安全员", "施工现场应当配备专职安全员二名以上。"),
        ("许可证弄丢了几天能补一本", "许可证遗失的，应当在三日内补发。"),
        ("管道埋多深", "管道埋设深度不得小于一米。"),
        ("公证费要收几块", "查询档案的，不得收取公证费。"),
        ("几点以后工地不能干活", "禁止夜间在工地进行产生噪声的作业。"),
    ],
)
def test_a_number_that_is_not_asked_for_is_not_missed(question: str, text: str):
    """It stays among what is compared; how sure it is to answer is learned, and measured elsewhere."""
    _topic, compared = candidates_of(question, near(question, a_hit("第九条", text)))

    assert [one.hit.passage.article for one in compared] == ["第九条"]


def test_a_statute_is_about_what_its_known_questions_ask_in_everyday_words():
    """河滩 and 高杆 stand in no statute; whether one may plant there does."""
    hit = a_hit("第二十二条", "禁止在行洪河道内种植阻碍行洪的高秆作物。")
    asked = replace(hit.passage, known_questions=("河滩里能种高杆庄稼吗",))

    assert order("河滩上能不能种高杆的", replace(hit, passage=asked)) == ["第二十二条"]


def test_a_figure_is_never_taken_for_that_of_another_known_question():
    hit = a_hit("第二十二条", "报告应当在三十日内报送。")
    asked = replace(hit.passage, known_questions=("编一份节能方案要几天",))

    assert order("编一份节能方案要花多少钱", replace(hit, passage=asked)) == []


def test_the_features_that_were_learned_are_those_that_are_measured():
    """A feature renamed in one place only would silently count as nothing."""
    figures = learned_articles()

    assert figures.article.names == ARTICLE_FEATURES
    assert figures.answers.names == ANSWER_FEATURES

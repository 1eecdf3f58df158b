"""Asking the index: search, lookup, guides."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.documents import DocumentKind, Level
from knowledge.embeddings import HashingEmbeddings
from knowledge.errors import IndexBroken
from knowledge.generations import index_folder, vectors_folder
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.scope import Scope
from knowledge.synchronise import synchronise
from tests.knowledge.corpus_builders import TODAY, UnreachableEmbeddings, write_guide, write_law

MODEL = UnreachableEmbeddings()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of a guide, two versions of a law, a future law and a national one."""
    folder = tmp_path_factory.mktemp("knowledge")
    shipped, inbox = folder / "shipped", folder / "inbox"
    shipped.mkdir()
    write_guide(shipped)
    library = Library(folder, shipped=shipped)
    old, new = "桥梁许可证二十日内决定。", "桥梁许可证九日内决定。"
    library.add(write_law(inbox, "济南市桥梁条例", "总则。", old, date=date(2015, 1, 1)))
    library.add(write_law(inbox, "济南市桥梁条例", "总则。", new, date=date(2020, 1, 1)))
    library.add(write_law(inbox, "济南市隧道条例", "隧道许可证五日内决定。", date=date(2027, 1, 1)))
    library.add(
        write_law(
            inbox,
            "中华人民共和国渡口法",
            "渡口由县级政府设立。",
            level="国家",
            number="主席令第9号",
        )
    )
    synchronise(library, folder, MODEL)
    return folder


@pytest.fixture
def index(data: Path) -> Iterator[KnowledgeIndex]:
    with KnowledgeIndex.open(data, MODEL) as opened:
        yield opened


class TestSearching:
    def test_the_passage_that_answers_comes_first(self, index: KnowledgeIndex) -> None:
        first = index.search("渡口由谁设立", on=TODAY)[0]

        assert first.passage.id == "渡口法#第一条"
        assert first.score == pytest.approx(1.0)
        assert first.dense is not None
        assert first.overlap > 0.5

    def test_a_passage_that_shares_no_word_with_the_question_is_found_by_its_meaning(
        self, tmp_path: Path
    ) -> None:
        library = Library(tmp_path, shipped=None)
        meant = "建设工程未经消防验收的，禁止投入使用。"
        texts = meant, "房子要盖好，看房的人不得住进去。"
        library.add(write_law(tmp_path / "inbox", "济南市样例条例", *texts))
        synchronise(library, tmp_path, MODEL)

        with KnowledgeIndex.open(tmp_path, MODEL) as index:
            found = index.search("房子盖好没人来看灭火，能不能住进去", on=TODAY)

        assert [hit.lexical for hit in found if hit.passage.text == meant] == [0.0]

    def test_what_is_out_of_force_is_not_found_by_its_meaning(self, index: KnowledgeIndex) -> None:
        found = index.search("修地道的批文多久能下来", on=TODAY)

        assert all(hit.passage.in_force(TODAY) for hit in found)

    def test_an_alias_of_the_item_finds_its_field(self, index: KnowledgeIndex) -> None:
        assert index.search("桥证几天能下来", on=TODAY)[0].passage.id == "bridge-permit#时限"

    def test_no_more_than_asked_for_are_returned_best_first(self, index: KnowledgeIndex) -> None:
        hits = index.search("桥梁许可证", on=TODAY, limit=3)

        assert len(hits) == 3
        assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)

    def test_a_question_about_something_else_overlaps_little(self, index: KnowledgeIndex) -> None:
        hits = index.search("发烧三十九度吃什么药", on=TODAY)

        assert all(hit.overlap < 0.3 for hit in hits)

    def test_a_question_of_unknown_signs_finds_nothing(self, index: KnowledgeIndex) -> None:
        assert index.search("qwerty", on=TODAY) == ()
        assert index.search("？？", on=TODAY) == ()

    def test_without_its_model_the_words_alone_decide(
        self, data: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        model = UnreachableEmbeddings()
        with KnowledgeIndex.open(data, model) as index:
            model.cut = True
            hits = index.search("渡口由谁设立", on=TODAY)

        assert hits[0].passage.id == "渡口法#第一条"
        assert hits[0].dense is None
        assert [record.message for record in caplog.records] == ["embeddings.failed"]


class TestTime:
    @pytest.mark.parametrize(
        "day, words",
        [(date(2016, 5, 1), "二十日"), (date(2019, 12, 31), "二十日"), (date(2020, 1, 1), "九日")],
    )
    def test_a_search_sees_the_version_in_force_on_its_day(
        self, index: KnowledgeIndex, day: date, words: str
    ) -> None:
        found = [
            hit.passage
            for hit in index.search("济南市桥梁条例许可证几日内决定", on=day)
            if hit.passage.short_title == "济南市桥梁条例" and "决定" in hit.passage.text
        ]

        assert [words in passage.text for passage in found] == [True]

    def test_what_is_not_yet_in_force_is_found_only_when_asked_for(
        self, index: KnowledgeIndex
    ) -> None:
        def titles(*, everything: bool = False) -> set[str]:
            question = "隧道许可证几日内决定"
            hits = index.search(question, on=TODAY, include_out_of_force=everything)
            return {hit.passage.short_title for hit in hits}

        assert "济南市隧道条例" not in titles()
        assert "济南市隧道条例" in titles(everything=True)

    def test_both_rankings_leave_out_what_is_not_in_force(self, index: KnowledgeIndex) -> None:
        for hit in index.search("许可证决定", on=TODAY, limit=50):
            assert hit.passage.in_force(TODAY)


class TestScope:
    @pytest.mark.parametrize(
        "scope, allowed",
        [
            (Scope(levels=frozenset({Level.NATIONAL})), {"渡口法"}),
            (Scope(kinds=frozenset({DocumentKind.COMPILED})), {"桥梁许可证核发"}),
            (Scope(categories=frozenset({"law"})), {"渡口法", "济南市桥梁条例"}),
        ],
    )
    def test_a_scope_narrows_both_rankings(
        self, index: KnowledgeIndex, scope: Scope, allowed: set[str]
    ) -> None:
        hits = index.search("桥梁渡口许可证由谁设立决定", on=TODAY, limit=50, scope=scope)

        assert {hit.passage.short_title for hit in hits} == allowed


class TestLookup:
    @pytest.mark.parametrize(
        "title", ["渡口法", "中华人民共和国渡口法", "《渡口法》", "《中华人民共和国渡口法》"]
    )
    @pytest.mark.parametrize("number", ["第一条", "第1条", "1", "一"])
    def test_an_article_is_found_by_any_of_its_names(
        self, index: KnowledgeIndex, title: str, number: str
    ) -> None:
        passage = index.article(title, number, TODAY)

        assert passage is not None
        assert passage.id == "渡口法#第一条"

    def test_an_article_comes_in_the_version_of_the_day(self, index: KnowledgeIndex) -> None:
        old, new = (index.article("济南市桥梁条例", 2, date(y, 6, 1)) for y in (2016, 2026))

        assert old is not None
        assert new is not None
        assert ("二十日" in old.text, "九日" in new.text) == (True, True)

    @pytest.mark.parametrize(
        "title, number, day",
        [
            ("渡口法", "第九条", TODAY),
            ("公路法", "第一条", TODAY),
            ("渡口法", "总则", TODAY),
            ("济南市桥梁条例", "第二条", date(2014, 1, 1)),
        ],
    )
    def test_what_is_not_there_is_not_replaced_by_something_near(
        self, index: KnowledgeIndex, title: str, number: str, day: date
    ) -> None:
        assert index.article(title, number, day) is None

    def test_a_document_is_found_by_its_number(self, index: KnowledgeIndex) -> None:
        assert [d.short_title for d in index.named("主席令第9号")] == ["渡口法"]
        assert index.named("主席令第8号") == ()

    def test_versions_of_a_title_come_newest_first(self, index: KnowledgeIndex) -> None:
        days = [d.effective_from for d in index.named("济南市桥梁条例")]

        assert days == [date(2020, 1, 1), date(2015, 1, 1)]
        assert len(index.named("济南市桥梁条例", TODAY)) == 1

    def test_a_guide_gives_its_fields_in_order(self, index: KnowledgeIndex) -> None:
        passages = index.passages_of_item("bridge-permit")

        assert [p.slot.value for p in passages][:3] == ["含义", "时限", "材料"]
        assert index.passages_of_item("none") == ()
        assert index.passages([passages[1].id, "none", passages[0].id]) == (
            passages[1],
            passages[0],
        )

    def test_guides_are_found_by_name(self, index: KnowledgeIndex) -> None:
        guide = index.guide("bridge-permit")

        assert guide is not None
        assert guide.decision_limit is not None
        assert guide.decision_limit.days == 9
        assert [m.slug for m in index.find_guides("桥 证怎么办")] == ["bridge-permit"]
        assert index.guide("none") is None

    def test_the_documents_are_those_of_the_library(
        self, index: KnowledgeIndex, data: Path
    ) -> None:
        library = Library(data, shipped=data / "shipped")

        assert list(index.documents()) == library.documents()


def test_among_equals_the_official_text_and_the_higher_level_win(tmp_path: Path) -> None:
    """The same words four times over, under titles that mean nothing: kind decides, then level."""
    library = Library(tmp_path, shipped=None)
    words = "桥梁许可证九日内决定。"
    for title, front in {
        "㐀办法": {"level": "区"},
        "㐁办法": {"level": "国家", "kind": "compiled"},
        "㐂办法": {"level": "省"},
        "㐃办法": {"level": "国家"},
    }.items():
        library.add(write_law(tmp_path / "inbox", title, words, **front))
    synchronise(library, tmp_path, MODEL)

    with KnowledgeIndex.open(tmp_path, MODEL) as index:
        found = index.search("桥梁许可证九日内决定", on=TODAY)

    assert [h.passage.short_title for h in found] == ["㐃办法", "㐂办法", "㐀办法", "㐁办法"]


class AskedEmbeddings(HashingEmbeddings):
    """Vectors that a search does ask Chroma for."""

    weight = 1.0


@pytest.mark.parametrize("superseded", [True, False])
def test_an_index_whose_vectors_are_gone_goes_on_by_words_only_when_another_serves(
    tmp_path: Path, superseded: bool
) -> None:
    """What serves and is broken has to be said; what was replaced may be removed at any moment."""
    library, model = Library(tmp_path, shipped=None), AskedEmbeddings(64)
    library.add(write_law(tmp_path / "inbox", "甲市桥梁条例", "建桥要许可。"))
    synchronise(library, tmp_path, model)

    with KnowledgeIndex.open(tmp_path, model) as index:
        if superseded:
            library.add(write_law(tmp_path / "inbox", "乙市桥梁条例", "建桥要许可。"))
            synchronise(library, tmp_path, model)
        shutil.rmtree(vectors_folder(index_folder(tmp_path) / index.generation))
        if superseded:
            (hit,) = index.search("建桥要许可吗", on=TODAY)
            assert hit.dense is None
        else:
            with pytest.raises(IndexBroken):
                index.search("建桥要许可吗", on=TODAY)

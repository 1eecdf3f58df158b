"""The operator's files: added, replaced, superseded, withdrawn."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.documents import DocumentKind, Level, Source
from knowledge.errors import ConfirmationNeeded, DocumentNotFound, LibraryBroken, UnreadableFile
from knowledge.library import Library
from tests.knowledge.corpus_builders import write_guide, write_law


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "data", shipped=None)


def files(library: Library) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in library.directory.rglob("*") if path.is_file()}


class TestAdding:
    def test_an_added_text_is_kept_with_what_is_known_about_it(
        self, library: Library, inbox: Path
    ) -> None:
        added = library.add(
            write_law(inbox, "济南市桥梁条例", "建桥要许可。", date=date(2020, 1, 1))
        )

        kept = library.show("济南市桥梁条例")

        assert kept == added
        assert (kept.level, kept.category, kept.kind) == (Level.CITY, "law", DocumentKind.OFFICIAL)
        assert kept.effective_from == date(2020, 1, 1)
        assert "第1条 建桥要许可。" in kept.text

    def test_what_a_person_confirms_wins(self, library: Library, inbox: Path) -> None:
        path = inbox / "a.txt"
        path.write_text("关于桥梁的通知\n加强管理。", encoding="utf-8")

        added = library.add(
            path,
            title="桥梁通知",
            level=Level.DISTRICT,
            number="市中发〔2026〕1号",
            effective_from=date(2026, 1, 1),
            sources=(Source("官网", "https://example.cn/1", "2026-01-01"),),
        )

        assert library.show(added.id) == added
        assert (added.title, added.number) == ("桥梁通知", "市中发〔2026〕1号")
        assert added.level is Level.DISTRICT
        assert added.sources == (Source("官网", "https://example.cn/1", "2026-01-01"),)

    def test_what_cannot_be_seen_has_to_be_confirmed(self, library: Library, inbox: Path) -> None:
        path = inbox / "a.txt"
        path.write_text("关于桥梁的通知\n加强管理。", encoding="utf-8")

        with pytest.raises(ConfirmationNeeded, match="层级"):
            library.add(path)

        assert library.documents() == []

    def test_a_file_that_cannot_be_read_changes_nothing(
        self, library: Library, inbox: Path
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁条例", "甲。"))
        before = files(library)
        (inbox / "b.pdf").write_bytes(b"no pdf")

        with pytest.raises(UnreadableFile):
            library.add(inbox / "b.pdf")

        assert files(library) == before

    def test_the_same_text_again_changes_nothing(self, library: Library, inbox: Path) -> None:
        path = write_law(inbox, "济南市桥梁条例", "甲。")
        first = library.add(path)
        before = files(library)

        assert library.add(path) == first
        assert files(library) == before

    def test_the_same_title_and_day_replaces_the_text(self, library: Library, inbox: Path) -> None:
        first = library.add(write_law(inbox, "济南市桥梁条例", "甲。"))
        second = library.add(write_law(inbox, "济南市桥梁条例", "乙。"))

        assert [d.id for d in library.documents()] == [first.id]
        assert second.checksum != first.checksum
        assert "乙。" in library.show(first.id).text

    @pytest.mark.parametrize("order", [(2020, 2025), (2025, 2020)])
    def test_versions_of_a_title_follow_each_other_in_whatever_order_they_come(
        self, library: Library, inbox: Path, order: tuple[int, int]
    ) -> None:
        for year in order:
            library.add(write_law(inbox, "济南市桥梁条例", f"{year}。", date=date(year, 1, 1)))

        old, new = sorted(library.documents(), key=lambda d: d.effective_from or date.min)

        assert old.effective_to == new.effective_from == date(2025, 1, 1)
        assert new.effective_to is None
        assert "2025。" in new.text

    def test_a_guide_of_the_operator_replaces_the_shipped_one(self, tmp_path: Path) -> None:
        shipped, inbox = tmp_path / "shipped", tmp_path / "inbox"
        shipped.mkdir()
        inbox.mkdir()
        write_guide(shipped, name="旧名")
        library = Library(tmp_path / "data", shipped=shipped)

        library.add(write_guide(inbox, name="新名"))

        assert [guide.name for guide in library.guides()] == ["新名"]


class TestWithdrawing:
    def test_a_withdrawn_text_stays_readable_and_ends(self, library: Library, inbox: Path) -> None:
        added = library.add(write_law(inbox, "济南市桥梁条例", "甲。"))

        ended = library.withdraw(added.id, on=date(2026, 6, 1))

        assert ended.text == added.text
        assert ended.in_force(date(2026, 5, 31))
        assert not ended.in_force(date(2026, 6, 1))
        assert library.show(added.id).effective_to == date(2026, 6, 1)

    def test_a_shipped_guide_can_be_withdrawn_too(self, tmp_path: Path) -> None:
        write_guide(tmp_path)
        library = Library(tmp_path / "data", shipped=tmp_path)

        library.withdraw("bridge-permit", on=date(2026, 6, 1))

        held = library.read()
        assert held.guides[0].in_force_to == date(2026, 6, 1)
        assert {p.effective_to for p in held.passages} == {date(2026, 6, 1)}

    def test_a_text_that_is_added_again_holds_again(self, library: Library, inbox: Path) -> None:
        path = write_law(inbox, "济南市桥梁条例", "甲。")
        added = library.add(path)
        library.withdraw(added.id, on=date(2026, 6, 1))

        assert library.add(path).effective_to is None

    def test_an_unknown_document_is_named(self, library: Library) -> None:
        with pytest.raises(DocumentNotFound, match="没有“桥”"):
            library.withdraw("桥", on=date(2026, 6, 1))
        with pytest.raises(DocumentNotFound):
            library.show("桥")

    def test_a_spoilt_list_of_withdrawals_is_said(self, library: Library) -> None:
        library.directory.mkdir()
        (library.directory / "withdrawn.json").write_text("[1]", encoding="utf-8")

        with pytest.raises(LibraryBroken, match=r"withdrawn\.json"):
            library.documents()


class TestReadingEverything:
    def test_one_bad_file_is_reported_and_does_not_keep_the_others_out(
        self, tmp_path: Path
    ) -> None:
        write_guide(tmp_path)
        (tmp_path / "bad.md").write_text("---\nitem: bad\n---\n", encoding="utf-8")

        held = Library(tmp_path / "data", shipped=tmp_path).read()

        assert [guide.slug for guide in held.guides] == ["bridge-permit"]
        assert [(r.name, "name" in r.reason) for r in held.rejected] == [("bad.md", True)]

    def test_questions_that_staff_have_answered_join_their_passages(
        self, library: Library, inbox: Path
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁条例", "甲。", "乙。"))
        (library.directory / "known_questions.jsonl").write_text(
            '{"question": "过街天桥算桥吗", "gold": ["济南市桥梁条例第二条"]}\nnonsense\n',
            encoding="utf-8",
        )

        asked = {p.article: p.known_questions for p in library.read().passages}

        assert asked == {"第一条": (), "第二条": ("过街天桥算桥吗",)}

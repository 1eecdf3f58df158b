"""The operator's files: added, replaced, superseded, withdrawn."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.documents import DocumentKind, Level, Source
from knowledge.errors import (
    ConfirmationNeeded,
    DocumentNotFound,
    DuplicateDocument,
    InvalidGuide,
    LibraryBroken,
    UnreadableFile,
    VersionUnclear,
)
from knowledge.library import Library
from knowledge.passages import Slot
from knowledge.versions import outdated
from tests.knowledge.corpus_builders import TODAY, write_guide, write_law
from tests.knowledge.file_builders import write_docx


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

    @pytest.mark.parametrize(
        "said, problem",
        [
            ({"kind": "原文"}, "“kind”有误：应为 official 或 compiled"),
            ({"kind": ["official"]}, "“kind”有误：应为 official 或 compiled"),
            ({"category": "法律"}, "“category”有误：应为 law 或 other"),
            ({"category": "item"}, "“category”有误：应为 law 或 other"),
        ],
    )
    def test_front_matter_says_only_what_an_index_can_hold(
        self, library: Library, inbox: Path, said: dict[str, Any], problem: str
    ) -> None:
        with pytest.raises(InvalidGuide, match=problem):
            library.add(write_law(inbox, "济南市桥梁条例", "甲。", **said))

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
        day = date(2020, 1, 1)
        first = library.add(write_law(inbox, "济南市桥梁条例", "甲。", date=day))
        second = library.add(write_law(inbox, "济南市桥梁条例", "乙。", date=day))

        assert [d.id for d in library.documents()] == [first.id]
        assert second.checksum != first.checksum
        assert "乙。" in library.show(first.id).text

    @pytest.mark.parametrize("before", [None, date(2020, 1, 1)])
    def test_other_words_without_a_day_are_taken_in_only_as_a_correction(
        self, library: Library, inbox: Path, before: date | None
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁条例", "甲。", date=before))
        other = write_law(inbox, "济南市桥梁条例", "乙。")
        kept = files(library)

        with pytest.raises(VersionUnclear, match=r"编号 济南市桥梁条例.*--from.*--replace"):
            library.add(other)
        assert files(library) == kept

        assert library.add(other, correction=True).effective_from == before
        assert [("乙。" in d.text) for d in library.documents()] == [True]

    def test_a_day_that_only_the_text_shows_does_not_tell_versions_apart(
        self, library: Library, inbox: Path
    ) -> None:
        """An amended law goes on saying when its first version began."""
        path = inbox / "a.txt"
        text = "济南市桥梁条例\n第一条 {}\n第二条 本条例自1998年3月1日起施行。"
        path.write_text(text.format("甲。"), encoding="utf-8")
        library.add(path)
        path.write_text(text.format("乙。"), encoding="utf-8")

        with pytest.raises(VersionUnclear):
            library.add(path)
        new = library.add(path, effective_from=date(2019, 4, 23))

        old = next(d for d in library.documents() if d.id != new.id)
        assert (old.effective_from, old.effective_to) == (date(1998, 3, 1), date(2019, 4, 23))

    def test_a_version_to_come_leaves_the_one_before_in_force_until_then(
        self, library: Library, inbox: Path
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁条例", "甲。", date=date(2020, 1, 1)))
        library.add(write_law(inbox, "济南市桥梁条例", "乙。", effective_from=date(2027, 1, 1)))

        for day, word in (
            (TODAY, "甲。"),
            (date(2026, 12, 31), "甲。"),
            (date(2027, 1, 1), "乙。"),
        ):
            assert [p.text for p in library.read().passages if p.in_force(day)] == [word], day

    def test_two_versions_may_come_in_one_call(self, library: Library, inbox: Path) -> None:
        paths = [
            write_law(inbox / str(year), "济南市桥梁条例", f"{year}。", date=date(year, 1, 1))
            for year in (2020, 2025)
        ]

        library.add_all(paths)

        assert [d.effective_to for d in library.documents()] == [date(2025, 1, 1), None]

    def test_two_files_with_other_words_for_one_version_are_refused(
        self, library: Library, inbox: Path
    ) -> None:
        paths = [
            write_law(inbox / words, "济南市桥梁条例", words, date=date(2020, 1, 1))
            for words in ("甲。", "乙。")
        ]

        with pytest.raises(DuplicateDocument, match="请只留一个"):
            library.add_all(paths)

        assert files(library) == {}

    def test_the_same_text_in_two_kinds_of_file_is_one_document(
        self, library: Library, inbox: Path
    ) -> None:
        lines = ["济南市桥梁条例", "第一条 甲。", "第二条 本条例自2020年1月1日起施行。"]
        (inbox / "a.txt").write_text("\n".join(lines), encoding="utf-8")

        library.add_all([inbox / "a.txt", write_docx(inbox / "a.docx", lines)])

        assert len(library.documents()) == 1

    def test_a_year_behind_the_title_names_a_version_and_not_another_text(
        self, library: Library, inbox: Path
    ) -> None:
        old = "中华人民共和国桥梁法（2011修正）"
        new = "中华人民共和国桥梁法（2019修正）"
        library.add(write_law(inbox, old, "甲。", level="国家", date=date(2011, 1, 1)))

        added = library.add(write_law(inbox, new, "乙。", level="国家", date=date(2019, 1, 1)))

        assert library.show("桥梁法").effective_to == date(2019, 1, 1)
        assert added.supersedes == "桥梁法"

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


class TestSuperseding:
    def test_a_text_of_another_title_ends_where_the_new_one_begins(
        self, library: Library, inbox: Path
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁暂行规定", "甲。", date=date(2010, 1, 1)))
        path = write_law(inbox, "济南市桥梁条例", "乙。", date=date(2020, 1, 1))

        added = library.add(path, supersedes="济南市桥梁暂行规定")

        assert library.show("济南市桥梁暂行规定").effective_to == date(2020, 1, 1)
        assert added.supersedes == "济南市桥梁暂行规定"

    def test_a_shipped_guide_can_be_superseded_by_an_official_text(self, tmp_path: Path) -> None:
        write_guide(tmp_path / "shipped")
        library = Library(tmp_path / "data", shipped=tmp_path / "shipped")
        path = write_law(tmp_path / "inbox", "济南市桥梁许可办法", "乙。", date=date(2026, 1, 1))

        library.add(path, supersedes="bridge-permit")

        assert library.show("bridge-permit").effective_to == date(2026, 1, 1)

    def test_what_is_to_be_superseded_must_be_there_and_the_day_be_known(
        self, library: Library, inbox: Path
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁暂行规定", "甲。"))
        path = write_law(inbox, "济南市桥梁条例", "乙。")

        with pytest.raises(DocumentNotFound):
            library.add(path, supersedes="没有")
        with pytest.raises(ConfirmationNeeded, match="施行日期"):
            library.add(path, supersedes="济南市桥梁暂行规定")

        assert [d.effective_to for d in library.documents()] == [None]

    def test_a_repeal_in_the_text_ends_the_old_text_once_a_person_confirms_it(
        self, library: Library, inbox: Path
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁暂行规定", "甲。", date=date(2010, 1, 1)))
        closing = "本条例自2020年1月1日起施行。《济南市桥梁暂行规定》同时废止。"
        path = write_law(inbox, "济南市桥梁条例", "乙。", closing)

        proposed = library.propose([path])
        library.take_in(proposed)

        (repealed,) = proposed.additions[0].repealed
        assert (repealed.document.id, repealed.on) == ("济南市桥梁暂行规定", date(2020, 1, 1))
        assert library.show("济南市桥梁暂行规定").effective_to is None

        proposed = library.propose([path])
        proposed.repeal()
        library.take_in(proposed)

        assert library.show("济南市桥梁暂行规定").effective_to == date(2020, 1, 1)

    def test_a_text_that_a_later_decision_changes_is_known_as_such(
        self, library: Library, inbox: Path
    ) -> None:
        law = library.add(write_law(inbox, "济南市桥梁条例", "甲。", date=date(2020, 1, 1)))
        decision = inbox / "b.txt"
        decision.write_text(
            "济南市人民代表大会常务委员会关于修改《济南市桥梁条例》的决定\n"
            "一、将第一条修改为：\n“第一条 乙。”\n本决定自2025年1月1日起施行。",
            encoding="utf-8",
        )
        change = library.add(decision)

        documents = library.documents()

        assert change.amends == ("济南市桥梁条例",)
        assert set(outdated(documents, TODAY)) == {law.id}
        assert outdated(documents, date(2024, 1, 1)) == {}


class TestConfirming:
    TEXT = "济南市桥梁条例\n第一条 甲。\n第二条 本条例自2020年1月1日起施行。"

    def test_what_only_the_text_shows_is_unconfirmed_until_a_person_says_so(
        self, library: Library, inbox: Path
    ) -> None:
        path = inbox / "a.txt"
        path.write_text(self.TEXT, encoding="utf-8")
        seen = library.add(path)

        proposed = library.propose([path])
        proposed.confirm()
        library.take_in(proposed)

        assert seen.unconfirmed == ("title", "level", "effective_from")
        assert library.show(seen.id).unconfirmed == ()
        assert library.show(seen.id).effective_from == date(2020, 1, 1)

    def test_what_front_matter_says_needs_no_confirming(
        self, library: Library, inbox: Path
    ) -> None:
        path = write_law(inbox, "济南市桥梁条例", "甲。", date=date(2020, 1, 1))

        assert library.add(path).unconfirmed == ()


class TestAFullDisk:
    def test_a_write_that_fails_leaves_every_file_as_it_was(
        self, library: Library, inbox: Path
    ) -> None:
        library.add(write_law(inbox, "济南市桥梁条例", "甲。", date=date(2020, 1, 1)))
        proposed = library.propose(
            [
                write_law(inbox, title, "乙。", date=date(2021, 1, 1))
                for title in ("济南市桥梁条例", "济南市渡口条例")
            ]
        )
        (library.directory / "documents" / ".济南市渡口条例.md.new").mkdir()  # cannot be written to
        before = files(library)

        with pytest.raises(OSError, match="渡口"):
            library.take_in(proposed)

        assert files(library) == before


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


class TestOfficialGuides:
    TEXT = (
        "{}\n一、受理条件\n有建桥用地。\n二、申请材料\n桥梁图纸原件。\n三、办理时限\n3个工作日。\n"
        "四、联系方式\n见门户网站。"
    )

    def passages(self, tmp_path: Path, title: str) -> dict[str, tuple[str | None, Slot]]:
        write_guide(tmp_path / "shipped")
        path = tmp_path / "a.txt"
        path.write_text(self.TEXT.format(title), encoding="utf-8")
        library = Library(tmp_path / "data", shipped=tmp_path / "shipped")
        library.add(path, level="区")
        return {
            p.text.partition("\n")[0]: (p.item, p.slot)
            for p in library.read().passages
            if p.kind is DocumentKind.OFFICIAL
        }

    def test_its_sections_join_the_fields_of_the_item_that_its_title_names(
        self, tmp_path: Path
    ) -> None:
        assert self.passages(tmp_path, "桥梁许可证核发办事指南") == {
            "一、受理条件": ("bridge-permit", Slot.CONDITIONS),
            "二、申请材料": ("bridge-permit", Slot.MATERIALS),
            "三、办理时限": ("bridge-permit", Slot.LIMIT),
            "四、联系方式": ("bridge-permit", Slot.ARTICLE),
        }

    @pytest.mark.parametrize("title", ["关于桥梁许可证的通知", "渡口许可办事指南"])
    def test_a_notice_or_the_guide_of_another_item_joins_nothing(
        self, tmp_path: Path, title: str
    ) -> None:
        assert set(self.passages(tmp_path, title).values()) == {(None, Slot.ARTICLE)}


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

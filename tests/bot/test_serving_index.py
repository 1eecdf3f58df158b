"""The running bot answers from the index that a synchronisation has put in place, without a restart."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.approved_answers import citation_of, review_now
from bot.clock import SandboxClock
from bot.serving_index import ServingIndex
from cases.approved_answers import Approval, approve
from cases.database import Sessions
from cases.tables.people import Role
from knowledge.embeddings import HashingEmbeddings
from knowledge.generations import current
from knowledge.index import KnowledgeIndex
from knowledge.library import Library
from knowledge.synchronise import synchronise
from tests.cases.outbox_builders import NOON, a_person, on_sqlite
from tests.knowledge.corpus_builders import TODAY, write_law

MODEL = HashingEmbeddings(64)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "knowledge", shipped=None)
    library.add(write_law(tmp_path / "inbox", "济南市桥梁条例", "建桥要许可。"))
    synchronise(library, library.directory, MODEL)
    return library


@pytest.fixture
def serving(library: Library) -> Iterator[ServingIndex]:
    open_anew = partial(KnowledgeIndex.open, library.directory, MODEL)
    serving = ServingIndex(open_anew(), open_anew)
    yield serving
    serving.close()


def found(serving: ServingIndex) -> list[str]:
    return [hit.passage.text for hit in serving.now().search("建桥要许可吗", on=TODAY)]


def test_a_text_that_is_withdrawn_is_not_found_once_the_index_is_made_anew(
    library: Library, serving: ServingIndex
) -> None:
    before = found(serving)
    library.withdraw("济南市桥梁条例", on=date(2026, 1, 1))
    unsynchronised = found(serving)
    synchronise(library, library.directory, MODEL)

    assert before == unsynchronised == ["建桥要许可。"]
    assert found(serving) == []


def test_while_nothing_changes_the_same_index_answers(serving: ServingIndex) -> None:
    assert serving.now() is serving.now()


def test_where_the_newer_index_cannot_be_opened_the_one_before_answers_on(
    library: Library, serving: ServingIndex
) -> None:
    found(serving)
    library.withdraw("济南市桥梁条例", on=date(2026, 1, 1))
    synchronise(library, library.directory, MODEL)
    manifest = current(library.directory) / "manifest.json"
    content = manifest.read_bytes()
    manifest.unlink()

    assert found(serving) == ["建桥要许可。"]

    manifest.write_bytes(content)
    assert found(serving) == []


@on_sqlite
async def test_an_approved_answer_is_reviewed_against_the_index_that_answers_by_then(
    library: Library, serving: ServingIndex, sessions: Sessions
) -> None:
    """Not against the one of the first review: its owner would never hear that the clause is gone."""
    clock = SandboxClock(ZoneInfo("Asia/Shanghai"), start=NOON, real=lambda: NOON)
    (hit,) = serving.now().search("建桥要许可吗", on=TODAY)
    async with sessions.begin() as session:
        approval = Approval(
            question="建桥要许可吗？",
            answer="要。",
            citations=[citation_of(hit.passage, hit.passage.text)],
            item=None,
            slot=None,
            review_on=clock.today() + timedelta(days=183),
        )
        officer = await a_person(session, "周审批", Role.OFFICER)
        await approve(session, approval, by=officer, on=clock.today(), at=NOON)
    assert await review_now(sessions, serving, clock) == 0

    library.withdraw("济南市桥梁条例", on=date(2020, 1, 1))
    synchronise(library, library.directory, MODEL)

    assert await review_now(sessions, serving, clock) == 1

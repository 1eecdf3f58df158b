"""A stop in the middle of a notice: what still arrives are the calls that were under way, and no more."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from cases import notices
from cases.database import Sessions
from cases.notices import Audience, NoticeState
from cases.tables.people import Role
from tests.bot.conftest import until
from tests.cases.outbox_builders import a_person
from tests.chaos.test_killed_relays import PATIENCE, RELAYS, Office, office
from tests.thoroughness import thorough

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture
def readers(pytestconfig: pytest.Config) -> int:
    if pytestconfig.getoption("--full-size"):
        return 10_000
    return 1_000 if thorough() else 60


async def test_stopped_in_mid_work_no_more_arrives_than_was_under_way(
    database_url: str, readers: int
):
    """Fault 22: four relays; the manager is told how many calls are out, and no further one is made."""
    async with office(database_url, people=readers) as post:
        notice, manager = await a_notice_that_goes_out(post.sessions)
        for _ in range(RELAYS):
            await post.relay()
        await until(lambda: all_waves_go(post.sessions, notice), patience=PATIENCE)
        await until(lambda: arrived(post, readers // 3), patience=PATIENCE)

        async with post.sessions.begin() as session:
            await notices.stop_notice(
                session, notice, by=manager, reason="内容有误", at=datetime.now(UTC)
            )
        by_then = post.arrived()
        async with post.sessions.begin() as session:
            told = (await notices.progress(session, notice)).in_flight
        await until(lambda: nothing_is_under_way(post.sessions, notice), patience=PATIENCE)

        extra = post.arrived() - by_then
        async with post.sessions.begin() as session:
            after = await notices.progress(session, notice)
        assert extra <= RELAYS
        assert told <= RELAYS
        assert after.state is NoticeState.STOPPED
        assert after.sent + after.pending == readers, "the rest waits"
        assert post.arrived() == after.sent

        # Whoever lets it go on sends the rest, and nothing twice.
        async with post.sessions.begin() as session:
            await notices.resume_notice(session, notice, by=manager, at=datetime.now(UTC))
        await post.at_rest()
        assert [len(own) for own in post.read()] == [1] * readers


async def a_notice_that_goes_out(sessions: Sessions) -> tuple[UUID, UUID]:
    """Return an approved notice to everybody, and who may stop it."""
    at = datetime.now(UTC)
    async with sessions.begin() as session:
        author, second = [await a_person(session, name, Role.MANAGER) for name in ("孙", "王")]
        said = {"title": "企业沙龙", "body": "周四下午", "audience": Audience(everyone=True)}
        notice = (await notices.create_draft(session, author=author, at=at, **said)).id
        asked = await notices.submit(session, notice, submitter=author, at=at)
        await notices.approve(session, notice, approver=second, digest=asked.digest, at=at)
    return notice, second


async def all_waves_go(sessions: Sessions, notice: UUID) -> bool:
    async with sessions.begin() as session:
        await notices.watch_notices(session, at=datetime.now(UTC))
        return (await notices.progress(session, notice)).wave == 2


async def arrived(post: Office, count: int) -> bool:
    return post.arrived() >= count


async def nothing_is_under_way(sessions: Sessions, notice: UUID) -> bool:
    async with sessions.begin() as session:
        return (await notices.progress(session, notice)).in_flight == 0

"""``bangban broadcast``: following notices, and the emergency brake."""

import asyncio

import pytest

from cases.database import create_engine, create_sessions
from cases.notices import view
from tests.bot.commands.conftest import Run
from tests.cases.test_notices import an_approved_notice


async def _approved(url: str) -> str:
    engine = create_engine(url)
    sessions = create_sessions(engine)
    _, notice = await an_approved_notice(sessions, enterprises=3)
    async with sessions.begin() as session:
        number = (await view(session, notice)).number
    await engine.dispose()
    return number


@pytest.fixture
def notice(records: str) -> str:
    """The number of a notice to three enterprises, approved and not yet sent."""
    return asyncio.run(_approved(records))


class TestFollowing:
    def test_the_list_says_who_wrote_and_who_approved_it(self, run: Run, notice: str):
        """And how far it has got."""
        (row,) = run("broadcast", "list", "--json").value

        assert (row["id"], row["state"]) == (notice, "sending")
        assert row["created_by"] != row["decided_by"]
        assert row["progress"]["total"] == row["progress"]["pending"] == 3

    def test_one_is_shown_by_its_number(self, run: Run, notice: str):
        """With its words."""
        shown = run("broadcast", "show", notice, "--json").value

        assert shown["title"] in run("broadcast", "show", notice).out
        assert shown["body"] in run("broadcast", "show", notice).out
        assert shown["title"] in run("broadcast", "list").out

    @pytest.mark.usefixtures("records")
    def test_no_notices_is_an_empty_list(self, run: Run):
        """For people, a sentence."""
        assert run("broadcast", "list", "--json").value == []
        assert run("broadcast", "list").out.strip()


class TestStopping:
    def test_a_stopped_notice_waits_until_it_is_resumed(self, run: Run, notice: str):
        """Stopping twice is stopping once."""
        first = run("broadcast", "stop", notice, "--reason", "时间写错了", "--json")
        second = run("broadcast", "stop", notice, "--json")
        resumed = run("broadcast", "resume", notice, "--json")

        assert first.status == second.status == resumed.status == 0
        assert (first.value["state"], first.value["reason"]) == ("stopped", "时间写错了")
        assert second.value["state"] == "stopped"
        assert resumed.value["state"] == "sending"

    @pytest.mark.usefixtures("records")
    @pytest.mark.parametrize("command", ["show", "stop", "resume"])
    def test_an_unknown_number_is_bad_input(self, run: Run, command: str):
        """One line, exit 2."""
        ran = run("broadcast", command, "2026-9999", "--json")

        assert (ran.status, ran.out) == (2, "")
        assert "2026-9999" in ran.complaint

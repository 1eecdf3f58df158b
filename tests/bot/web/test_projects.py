"""GET /api/v1/projects/{code}: the same as ``bangban cases show``."""

from cases.progress import project_progress
from tests.bot.web.conftest import Web, a_fact
from tests.cases.record_builders import CALENDAR, CODE, OTHER_CODE, REF, TODAY, a_running_project


async def test_it_says_what_the_records_say(web: Web):
    """Value for value, with the due date that is still to be met."""
    await a_running_project(web.services.sessions)
    await web.post_facts(a_fact(effective_on="2026-03-18"))

    answer = await web.api.get(f"/api/v1/projects/{CODE}")

    async with web.services.sessions() as session:
        progress = await project_progress(session, CODE, today=TODAY, calendar=CALENDAR)
    assert answer.status_code == 200
    assert answer.json() == progress.as_dict()
    (case,) = answer.json()["cases"]
    assert (case["ref"], case["state"]) == (REF, "已受理")
    assert [due["due_on"] for due in case["deadlines"]] == ["2026-03-27"]


async def test_a_code_written_another_way_is_understood(web: Web):
    """Without dashes, as some systems write it."""
    await a_running_project(web.services.sessions)

    assert (await web.api.get(f"/api/v1/projects/{CODE.replace('-', '')}")).status_code == 200


async def test_an_unknown_project_is_not_found(web: Web):
    """404, and which code."""
    answer = await web.api.get(f"/api/v1/projects/{OTHER_CODE}")

    assert answer.status_code == 404
    assert answer.json() == {
        "error": f"没有这个项目：{OTHER_CODE}。请核对项目代码",
        "where": "code",
    }


async def test_what_is_no_code_is_said_to_be_none(web: Web):
    """With how one looks; whatever bytes stand there."""
    for code in ("370103", "%00", "x" * 300, "%FF"):
        answer = await web.api.get(f"/api/v1/projects/{code}")

        assert answer.status_code == 422
        assert answer.json()["where"] == "code"
        assert answer.json()["error"].startswith("项目代码不正确：")

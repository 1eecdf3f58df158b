"""POST /api/v1/facts: a batch of facts, all or none."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select

from cases.casework import CaseState
from cases.tables.audit import AuditEntry
from cases.tables.facts import Fact, FactSource
from cases.tables.projects import Case, Organization, Project
from cases.tokens import create_token
from tests.bot.web.conftest import Web, a_fact, a_new_project
from tests.cases.record_builders import (
    CODE,
    NOON,
    OTHER_CODE,
    REF,
    a_bound_chat,
    a_project,
    a_running_project,
    owed,
)


@pytest.fixture
async def running(web: Web) -> Web:
    """One project with one construction permit applied for, and somebody bound to it."""
    await a_running_project(web.services.sessions)
    async with web.services.sessions.begin() as session:
        await a_bound_chat(session)
    return web


async def facts_on_record(web: Web) -> list[Fact]:
    async with web.services.sessions() as session:
        return list(await session.scalars(select(Fact).order_by(Fact.effective_on, Fact.seq)))


async def count(web: Web, table: type) -> int:
    async with web.services.sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


class TestRecording:
    async def test_a_fact_is_on_record_and_its_news_is_owed(self, running: Web):
        """In one transaction, with the program's name; and the relay is told to look."""
        running.services.relay._wake.clear()

        answer = await running.post_facts(a_fact(note="窗口已收件"))

        assert answer.status_code == 200
        (fact,) = await facts_on_record(running)
        assert answer.json() == {
            "facts": [
                {
                    "fact_id": str(fact.id),
                    "ref": REF,
                    "project_code": CODE,
                    "item": "建筑工程施工许可证核发",
                    "state": "已受理",
                    "before": None,
                    "after": "已受理",
                    "appended": True,
                    "milestone": "已受理",
                    "conflict": False,
                }
            ],
            "appended": 1,
            "unchanged": 0,
            "conflicts": 0,
        }
        assert (fact.source, fact.actor_kind, fact.actor_name, fact.note, fact.recorded_at) == (
            FactSource.API,
            "token",
            "住建平台",
            "窗口已收件",
            NOON,
        )
        async with running.services.sessions() as session:
            assert [kind for kind, *_ in await owed(session)] == ["milestone"]
        assert running.services.relay._wake.is_set()

    async def test_a_known_case_needs_no_project(self, running: Web):
        """Its number says which project it is of."""
        answer = await running.post_facts(a_fact(project_code=None, item=None))

        assert answer.json()["facts"][0]["project_code"] == CODE

    async def test_the_order_in_a_batch_does_not_matter(self, running: Web):
        """Facts are taken by their dates, and answered in the order in which they were sent."""
        answer = await running.post_facts(
            a_fact(state="办结（通过）", effective_on="2026-02-25"),
            a_fact(state="已受理", effective_on="2026-02-11"),
        )

        said = answer.json()["facts"]
        assert [fact["state"] for fact in said] == ["办结(通过)", "已受理"]
        assert [fact["conflict"] for fact in said] == [False, False]
        assert [fact["after"] for fact in said] == ["办结(通过)", "已受理"]

    async def test_an_impossible_transition_is_kept_and_marked(self, running: Web):
        """The other system is the master of its cases; the steward sees the conflict."""
        answer = await running.post_facts(a_fact(state="特别程序(结束)"))

        assert answer.status_code == 200
        assert answer.json()["conflicts"] == 1
        assert [fact.conflict for fact in await facts_on_record(running)] == [True]

    async def test_a_fact_that_is_no_state_comes_with_its_terms(self, running: Web):
        terms = {"days": 5, "approver": "王局长", "noticed_on": "2026-02-13"}
        await running.post_facts(a_fact())
        answer = await running.post_facts(
            a_fact(state="延长期限", effective_on="2026-02-13", terms=terms)
        )

        (said,) = answer.json()["facts"]
        assert (said["state"], said["after"], said["conflict"]) == ("延长期限", "已受理", False)
        assert (await facts_on_record(running))[1].payload == terms

    async def test_a_known_fact_changes_nothing(self, running: Web):
        """Even without any key: the same state on the same day is the same fact."""
        await running.post_facts(a_fact())
        answer = await running.post_facts(a_fact())

        assert (answer.json()["appended"], answer.json()["unchanged"]) == (0, 1)
        assert len(await facts_on_record(running)) == 1

    async def test_a_batch_is_in_the_journal_once(self, running: Web):
        """Who, and how many; a batch that changes nothing is not."""
        await running.post_facts(a_fact(), a_fact(state="部门开始办理", effective_on="2026-02-12"))
        await running.post_facts(a_fact())

        async with running.services.sessions() as session:
            acts = await session.scalars(
                select(AuditEntry).where(AuditEntry.action == "facts.batch")
            )
            assert [(act.actor_name, act.detail) for act in acts] == [
                ("住建平台", {"facts": 2, "appended": 2, "opened": []})
            ]


class TestOpening:
    async def test_a_new_case_of_a_known_project_is_opened(self, running: Web):
        """Project and item say what it is."""
        answer = await running.post_facts(a_fact(ref="XF-1", item="消防设计审查"))

        assert answer.json()["facts"][0]["item"] == "特殊建设工程消防设计审查"
        assert await count(running, Case) == 2

    async def test_a_new_project_is_opened_with_its_first_fact(self, web: Web):
        """As an import does, from the fields of the project."""
        answer = await web.post_facts(
            a_fact(project=a_new_project()),
            a_fact(ref="XF-1", item="消防设计审查", project=a_new_project()),
        )

        assert answer.status_code == 200
        shown = (await web.api.get(f"/api/v1/projects/{CODE}")).json()
        assert shown["project"]["name"] == "未来云谷项目"
        assert shown["project"]["investment"] == "120000.5"
        assert [case["ref"] for case in shown["cases"]] == [REF, "XF-1"]

    async def test_a_project_of_another_enterprise_is_refused(self, running: Web):
        """The code is on record under another 统一社会信用代码."""
        answer = await running.post_facts(a_fact(project=a_new_project(uscc="91370103MA3TE5T015")))

        assert answer.status_code == 409
        assert answer.json()["where"] == "facts[0].project.uscc"

    @pytest.mark.parametrize(
        "changes, where, said",
        [
            ({"project_code": None, "item": None}, "facts[0].ref", "没有这个办件：X-1"),
            ({"project_code": OTHER_CODE}, "facts[0].project_code", "没有这个项目"),
            ({"item": "施工许可征"}, "facts[0].item", "建筑工程施工许可证核发"),
            ({"item": None}, "facts[0].item", "须同时给出"),
        ],
    )
    async def test_an_unknown_case_without_what_is_needed_to_open_it_is_an_error(
        self, running: Web, changes, where, said
    ):
        """It says what is missing."""
        answer = await running.post_facts(a_fact(ref="X-1", **changes))

        assert answer.status_code == 422
        assert answer.json()["where"] == where
        assert said in answer.json()["error"]
        assert await count(running, Case) == 1

    async def test_two_batches_that_open_the_same_project_open_it_once(self, web: Web):
        """At the same moment: one of them may be asked to try again, neither writes half of it."""
        answers = await asyncio.gather(
            *(web.post_facts(a_fact(project=a_new_project())) for _ in range(4))
        )

        assert {answer.status_code for answer in answers} <= {200, 409}
        assert 200 in {answer.status_code for answer in answers}
        assert [await count(web, table) for table in (Organization, Project, Case, Fact)] == [1] * 4


class TestAllOrNothing:
    async def test_one_bad_fact_keeps_out_the_whole_batch(self, running: Web):
        """Also the case that a good one would have opened, and the news that it would have owed."""
        answer = await running.post_facts(
            a_fact(),
            a_fact(ref="XF-1", item="消防设计审查"),
            a_fact(ref=REF, item="消防设计审查", effective_on="2026-02-12"),
        )

        assert answer.status_code == 409
        assert answer.json() == {
            "error": f"第 3 条的 item 有误：办件 {REF} 登记的事项是“建筑工程施工许可证核发”，请核对事项或办件编号",
            "where": "facts[2].item",
        }
        assert await facts_on_record(running) == []
        assert await count(running, Case) == 1
        async with running.services.sessions() as session:
            assert await owed(session) == []

    @pytest.mark.parametrize(
        "changes, where, said",
        [
            ({"terms": {"days": 0}}, "facts[1].terms.days", "不能小于 1"),
            ({"terms": {"procedure": "开会"}}, "facts[1].terms.procedure", "应为 听证"),
            ({"terms": {"until": "明天"}}, "facts[1].terms.until", "日期不正确"),
            ({"state": "已批准"}, "facts[1].state", "没有这个状态：已批准"),
            ({"state": 3}, "facts[1].state", "应为文字"),
            ({"effective_on": "2026-02-30"}, "facts[1].effective_on", "日期不正确：2026-02-30"),
            ({"effective_on": 0}, "facts[1].effective_on", "应为文字"),
            ({"effective_on": "2026-03-21"}, "facts[1].effective_on", "日期在将来"),
            ({"effective_on": "1999-12-31"}, "facts[1].effective_on", "日期过早"),
            ({"project_code": "370103"}, "facts[1].project_code", "项目代码不正确：370103"),
            ({"ref": " "}, "facts[1].ref", "不能为空"),
            ({"ref": None}, "facts[1].ref", "缺少这一项"),
            ({"ref": "A\u0000B"}, "facts[1].ref", "含有控制字符"),
            ({"ref": "A" * 65}, "facts[1].ref", "最多 64 个字"),
            ({"note": "长" * 2001}, "facts[1].note", "最多 2000 个字"),
            ({"status": "已受理"}, "facts[1].status", "没有这个字段"),
            ({"idempotency_key": ""}, "facts[1].idempotency_key", "不能为空"),
            ({"project": {}}, "facts[1].project.name", "缺少这一项"),
            (
                {"project": a_new_project(uscc="91370103MA0000001A")},
                "facts[1].project.uscc",
                "校验位不符",
            ),
            (
                {"project": a_new_project(investment=-1)},
                "facts[1].project.investment",
                "不能小于 0",
            ),
            (
                {"project": a_new_project(investment="NaN")},
                "facts[1].project.investment",
                "值或格式不对",
            ),
        ],
    )
    async def test_the_error_names_the_fact_and_the_field(self, running: Web, changes, where, said):
        """In one Chinese line."""
        answer = await running.post_facts(a_fact(), a_fact(**changes))

        assert answer.status_code == 422
        assert answer.json()["where"] == where
        assert answer.json()["error"].startswith("第 2 条的 ")
        assert said in answer.json()["error"]
        assert "\n" not in answer.json()["error"]
        assert await facts_on_record(running) == []

    @pytest.mark.parametrize(
        "content, status, where",
        [
            (b"", 400, "body"),
            (b"{", 400, "body"),
            (b"[]", 400, "body"),
            (b"\xff\xfe", 400, "body"),
            (b"[" * 100_000, 400, "body"),
            (b'{"facts": 1}', 422, "facts"),
            (b'{"facts": []}', 422, "facts"),
            (b'{"facts": [1]}', 422, "facts[0]"),
            (b'{"facts": [{}]}', 422, "facts[0].ref"),
            (b'{"fact": []}', 422, "facts"),
        ],
    )
    async def test_a_body_that_is_no_batch_is_one_line(
        self, web: Web, content: bytes, status: int, where: str
    ):
        """Never a stack trace, never English."""
        answer = await web.api.post(
            "/api/v1/facts", content=content, headers={"Content-Type": "application/json"}
        )

        assert (answer.status_code, answer.json()["where"]) == (status, where)
        assert set(answer.json()) == {"error", "where"}
        assert any("一" <= c <= "龥" for c in answer.json()["error"])

    async def test_a_full_batch_is_taken(self, running: Web):
        """As many new cases of one project as a batch holds."""
        answer = await running.post_facts(*[a_fact(ref=f"SZ-{n}") for n in range(100)])

        assert (answer.status_code, answer.json()["appended"]) == (200, 100)

    async def test_more_facts_than_a_batch_holds_are_refused(self, web: Web):
        """The line says how many it holds."""
        answer = await web.post_facts(*[a_fact()] * 101)

        assert answer.status_code == 422
        assert "最多 100 条" in answer.json()["error"]


class TestIdempotency:
    async def test_the_same_key_and_body_get_the_same_answer(self, running: Web):
        """Also when its JSON is written differently, and with nothing recorded again."""
        first = await running.post_facts(a_fact(), key="batch-1")
        again = await running.api.post(
            "/api/v1/facts",
            json={"facts": [dict(reversed(a_fact().items()))]},
            headers={"Idempotency-Key": "batch-1"},
        )

        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert first.json()["appended"] == 1
        assert len(await facts_on_record(running)) == 1

    async def test_the_same_key_with_another_body_is_refused(self, running: Web):
        """And records nothing."""
        await running.post_facts(a_fact(), key="batch-1")
        answer = await running.post_facts(a_fact(effective_on="2026-02-12"), key="batch-1")

        assert answer.status_code == 409
        assert answer.json()["where"] == "Idempotency-Key"
        assert len(await facts_on_record(running)) == 1

    async def test_a_refused_batch_leaves_its_key_free(self, running: Web):
        """The program corrects the mistake and sends it again under the same key."""
        refused = await running.post_facts(a_fact(item="施工许可征"), key="batch-1")
        answer = await running.post_facts(a_fact(), key="batch-1")

        assert (refused.status_code, answer.status_code) == (422, 200)

    async def test_the_same_request_at_the_same_moment_is_done_once(self, running: Web):
        """Everybody who sends it gets the one answer."""
        answers = await asyncio.gather(
            *(running.post_facts(a_fact(), key="batch-1") for _ in range(5))
        )

        assert [answer.status_code for answer in answers] == [200] * 5
        assert {answer.text for answer in answers} == {answers[0].text}
        assert answers[0].json()["appended"] == 1
        assert len(await facts_on_record(running)) == 1

    async def test_a_facts_own_key_stands_for_one_fact(self, running: Web):
        """Sent twice it is known; for something else it is refused, under the program's own name."""
        first = await running.post_facts(a_fact(idempotency_key="row-1"))
        again = await running.post_facts(a_fact(idempotency_key="row-1"))
        other = await running.post_facts(a_fact(effective_on="2026-02-12", idempotency_key="row-1"))

        assert [first.json()["appended"], again.json()["appended"]] == [1, 0]
        assert other.status_code == 409
        assert other.json()["where"] == "facts[0].idempotency_key"
        assert "Idempotency-Key row-1 已用于" in other.json()["error"]

    @pytest.mark.parametrize("key", ["", "k" * 81])
    async def test_a_key_that_cannot_be_one_is_refused(self, running: Web, key: str):
        """Rather than taken for no key."""
        answer = await running.post_facts(a_fact(), key=key)

        assert answer.status_code == 400
        assert answer.json()["where"] == "Idempotency-Key"


async def test_a_body_over_the_limit_is_refused_whether_announced_or_not(running: Web):
    """413, and nothing of it is on record."""

    async def pieces():
        for _ in range(40):
            yield b" " * 65_536

    headers = {"Content-Type": "application/json"}
    announced = await running.api.post(
        "/api/v1/facts", content=b" " * (1 << 20) + b"{}", headers=headers
    )
    in_pieces = await running.api.post("/api/v1/facts", content=pieces(), headers=headers)

    assert [announced.status_code, in_pieces.status_code] == [413, 413]
    assert announced.json()["where"] == in_pieces.json()["where"] == "body"


async def test_the_state_is_that_of_the_newest_fact(running: Web):
    """A batch about the past takes its place and moves nothing."""
    await running.post_facts(a_fact(state="办结(通过)", effective_on="2026-02-25"), a_fact())
    answer = await running.post_facts(a_fact(state="部门开始办理", effective_on="2026-02-12"))

    (said,) = answer.json()["facts"]
    assert (said["before"], said["after"], said["milestone"]) == ("办结(通过)",) * 2 + (None,)
    async with running.services.sessions() as session:
        assert await session.scalar(select(Case.state)) is CaseState.GRANTED
    dates = [fact.effective_on for fact in await facts_on_record(running)]
    assert dates == [date(2026, 2, 11), date(2026, 2, 12), date(2026, 2, 25)]


async def test_another_programs_keys_do_not_get_in_the_way(running: Web):
    """A key belongs to the token that chose it."""
    async with running.services.sessions.begin() as session:
        other = await create_token(session, "规划平台", at=NOON)
        await a_project(session, code=OTHER_CODE)
    await running.post_facts(a_fact(idempotency_key="1"), key="1")
    answer = await running.api.post(
        "/api/v1/facts",
        json={"facts": [a_fact(ref="GH-1", project_code=OTHER_CODE, idempotency_key="1")]},
        headers={"Idempotency-Key": "1", "Authorization": f"Bearer {other}"},
    )

    assert answer.status_code == 200
    assert answer.json()["facts"][0]["ref"] == "GH-1"

"""A list is read row by row, and taken whole or not at all."""

from random import Random

import pytest
from sqlalchemy import update

from cases.database import Sessions
from cases.errors import UnreadableTable
from cases.notices import (
    MOST_LISTED,
    Audience,
    BadNotice,
    EnterpriseList,
    preview_audience,
    read_list,
    rows_of,
)
from cases.notices.audience import chats_of
from cases.preferences import Category, Mode, set_mode
from cases.tables.people import Chat, ChatStatus
from cases.tabular import Cells
from tests.cases.outbox_builders import on_sqlite
from tests.cases.record_builders import (
    CODE,
    NOON,
    OTHER_USCC,
    REF,
    USCC,
    a_bound_chat,
    a_case,
    a_project,
    some_items,
)

THIRD_CODE = "2509-370103-04-01-202699"


async def two_enterprises(session) -> None:
    """One with a case and a bound person, one of whom nobody is bound."""
    await some_items(session)
    await a_project(session, street="兴隆街道")
    await a_case(session)
    await a_project(
        session, code=THIRD_CODE, name="无人项目", organization="无人公司", uscc=OTHER_USCC
    )
    await a_bound_chat(session, "1001")


async def read(sessions: Sessions, *rows: Cells) -> EnterpriseList:
    async with sessions.begin() as session:
        return await read_list(session, rows)


class TestReading:
    async def test_every_row_is_an_enterprise_or_a_case(self, sessions: Sessions):
        """Small letters and blank rows do no harm; lines count as the spreadsheet shows them."""
        async with sessions.begin() as session:
            await two_enterprises(session)

        found = await read(
            sessions,
            ("序号", "统一社会信用代码", "办件编号"),
            ("1", USCC.lower(), ""),
            ("", "", ""),
            ("2", "", REF),
            ("3", OTHER_USCC),
            ("4", f" {USCC} ".strip(), ""),
        )

        assert found.listed == (USCC, REF, OTHER_USCC)
        assert found.rows == 4
        assert found.unknown == ()
        assert [(row.line, row.why) for row in found.repeated] == [(6, "与第 2 行重复")]
        assert [(row.line, row.why) for row in found.unreached] == [(5, "没有绑定的用户")]

    async def test_rows_that_nothing_answers_to_are_named_by_line(self, sessions: Sessions):
        """A code with a slip, an enterprise that is not on record, and any other word."""
        async with sessions.begin() as session:
            await two_enterprises(session)
        slip = USCC[:-1] + ("0" if USCC[-1] != "0" else "1")

        found = await read(sessions, (USCC,), (slip,), ("91370103MA9YYY011J",), ("张三",))

        assert [(row.line, row.value, row.why) for row in found.unknown] == [
            (2, slip, "信用代码有误：校验位不符"),
            (3, "91370103MA9YYY011J", "没有登记这家企业"),
            (4, "张三", "没有登记的统一社会信用代码或办件编号"),
        ]

    @on_sqlite
    @pytest.mark.parametrize(
        ("status", "off", "why"),
        [
            (ChatStatus.ACTIVE, False, None),
            (ChatStatus.BLOCKED, False, "已停用或屏蔽助手"),
            (ChatStatus.MIGRATED, False, "会话已失效"),
            (ChatStatus.ACTIVE, True, "已关闭群发通知"),
        ],
    )
    async def test_who_cannot_be_reached_is_named_with_the_reason(
        self, sessions: Sessions, status: ChatStatus, off: bool, why: str | None
    ):
        """The same people through their case."""
        async with sessions.begin() as session:
            await two_enterprises(session)
            chat = (
                await session.scalars(update(Chat).values(status=status).returning(Chat.person_id))
            ).one()
            if off:
                await set_mode(session, chat, Category.NOTICE, Mode.OFF, at=NOON)

        for row in (USCC, REF):
            found = await read(sessions, (row,))
            assert [one.why for one in found.unreached] == ([why] if why else [])

    @on_sqlite
    @pytest.mark.parametrize("rows", [(), (("统一社会信用代码",),), (("x",),) * (MOST_LISTED + 1)])
    async def test_nothing_or_too_much_is_no_list(self, sessions: Sessions, rows):
        with pytest.raises(BadNotice, match="名单"):
            await read(sessions, *rows)

    @on_sqlite
    async def test_every_row_is_counted_once(self, sessions: Sessions):
        """Taken, repeated or unknown: whatever the rows, nothing is dropped without a word."""
        async with sessions.begin() as session:
            await two_enterprises(session)
        random = Random(7)

        for _ in range(50):
            rows = random.choices([USCC, OTHER_USCC, REF, "张三", ""], k=random.randint(1, 12))
            if not any(rows):
                continue
            found = await read(sessions, *((row,) for row in rows))

            assert found.rows == sum(bool(row) for row in rows)
            assert found.rows == len(found.listed) + len(found.repeated) + len(found.unknown)
            assert set(found.listed) == set(rows) - {"", "张三"}
            assert {rows[row.line - 1] for row in found.unreached} <= {OTHER_USCC}


class TestTheFile:
    def test_a_list_may_come_in_the_encoding_of_older_spreadsheets(self):
        assert rows_of("办件编号\n甲".encode("gbk"), name="名单.csv") == (("办件编号",), ("甲",))

    @pytest.mark.parametrize(
        ("content", "error"),
        [
            (b"", UnreadableTable),
            (b"\x00\x01", UnreadableTable),
            (b"PK\x03\x04", UnreadableTable),
            (b"x\n" * 600_000, BadNotice),
        ],
    )
    def test_what_is_no_list_is_refused_by_name(self, content: bytes, error: type[Exception]):
        with pytest.raises(error, match="名单"):
            rows_of(content, name="名单.csv")


class TestAsAnAudience:
    async def test_a_list_means_whoever_is_bound_and_narrows_what_else_is_chosen(
        self, sessions: Sessions
    ):
        """An enterprise means its projects, a case the project it belongs to."""
        async with sessions.begin() as session:
            await two_enterprises(session)
            chat = (await chats_of(session, Audience(everyone=True)))[0]

            async def who(**filters) -> list:
                return await chats_of(session, Audience(**filters))

            assert await who(listed=(USCC,)) == [chat]
            assert await who(listed=(REF,)) == [chat]
            assert await who(listed=(OTHER_USCC, REF)) == [chat]
            assert await who(listed=(OTHER_USCC,)) == []
            assert await who(listed=(USCC,), streets=("兴隆街道",)) == [chat]
            assert await who(listed=(USCC,), streets=("七贤街道",)) == []

    async def test_a_case_of_a_unit_reaches_whoever_is_bound_to_the_whole(self, sessions: Sessions):
        """Whoever belongs to a project hears of its 单位工程 too."""
        async with sessions.begin() as session:
            await two_enterprises(session)
            await a_project(session, code=f"{CODE}-001", name="1 号楼", street="")
            await a_case(session, ref="SZ-2026-0002", code=f"{CODE}-001")

            seen = await preview_audience(session, Audience(listed=("SZ-2026-0002",)))

        assert (seen.chats, seen.sample) == (1, ("济南示例建设有限公司",))

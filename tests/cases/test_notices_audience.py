"""Who a notice is for."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from cases.database import Sessions
from cases.digests import approval_digest, audience_digest, digest_of
from cases.notices import (
    Audience,
    WhyNot,
    outcomes,
    preview_audience,
    unreached,
    values_in_use,
)
from cases.notices.audience import chats_of
from cases.outbox import Delivered, Unknown
from cases.rules.stages import Stage
from cases.rules.states import CaseState
from cases.tables.people import Chat, ChatStatus
from tests.cases.outbox_builders import a_chat, a_person, on_sqlite
from tests.cases.record_builders import (
    CODE,
    OTHER_CODE,
    TODAY,
    a_bound_chat,
    a_case,
    a_project,
    record,
    some_items,
)
from tests.cases.test_notices import an_approved_notice, send_one

WORDS = st.lists(st.text(max_size=5), max_size=3).map(tuple)


async def two_projects(session) -> tuple[UUID, UUID]:
    await some_items(session)
    await a_project(session, street="兴隆街道", key_level="市级", industry="数字经济")
    await a_project(
        session,
        code=OTHER_CODE,
        name="学府片区",
        street="七贤街道",
        key_level="市级",
        industry="房地产",
    )
    await a_case(session)
    await record(session, CaseState.ACCEPTED, TODAY)
    return (
        await a_bound_chat(session, "1001"),
        await a_bound_chat(session, "1002", OTHER_CODE),
    )


class TestTheFilter:
    async def test_several_kinds_narrow_and_several_values_widen(self, sessions: Sessions):
        """Streets, stages, industries and key levels, over live bindings."""
        async with sessions.begin() as session:
            one, two = await two_projects(session)
            both = sorted([one, two], key=str)

            async def who(**filters: tuple[str, ...]) -> list:
                return await chats_of(session, Audience(**filters))

            assert await who(streets=("兴隆街道",)) == [one]
            assert await who(streets=("兴隆街道", "七贤街道")) == both
            assert await who(key_levels=("市级",)) == both
            assert await who(key_levels=("市级",), industries=("房地产",)) == [two]
            assert await who(streets=("兴隆街道",), industries=("房地产",)) == []
            assert await who(stages=(Stage.CONSTRUCTION.value,)) == [one]
            assert await who(stages=(Stage.LAND.value,)) == []
            assert await who() == []

    @on_sqlite
    async def test_a_stage_counts_while_a_case_in_it_is_open(self, sessions: Sessions):
        """Once the permit is granted, the project is no longer at that stage."""
        async with sessions.begin() as session:
            await two_projects(session)
            at_stage = Audience(stages=(Stage.CONSTRUCTION.value,))
            assert len(await chats_of(session, at_stage)) == 1

            await record(session, CaseState.GRANTED, TODAY)

            assert await chats_of(session, at_stage) == []

    async def test_everyone_means_every_enterprise_user_that_can_be_reached(
        self, sessions: Sessions
    ):
        """With or without a project; not staff, and not whoever blocked the bot."""
        async with sessions.begin() as session:
            one, two = await two_projects(session)
            unbound = await a_chat(session, address="3001")
            await a_chat(session, address="3002", status=ChatStatus.BLOCKED)

            everyone = Audience(everyone=True)
            assert await chats_of(session, everyone) == sorted([one, two, unbound], key=str)

            seen = await preview_audience(session, everyone)
            assert (seen.chats, seen.people) == (3, 3)
            assert seen.sample == ("济南示例建设有限公司",)

    @on_sqlite
    async def test_what_can_be_chosen_is_what_is_on_record(self, sessions: Sessions):
        """No street that no project is in."""
        async with sessions.begin() as session:
            await two_projects(session)

            choices = await values_in_use(session)

        assert set(choices["streets"]) == {"兴隆街道", "七贤街道"}
        assert choices["key_levels"] == ("市级",)
        assert choices["stages"] == tuple(stage.value for stage in Stage)
        assert CODE not in choices["industries"]


class TestDigests:
    @given(st.builds(Audience, WORDS, WORDS, WORDS, WORDS, st.booleans()))
    def test_a_filter_survives_the_way_through_json(self, audience: Audience):
        """What is stored is what was chosen."""
        assert Audience.from_dict(audience.as_dict()) == audience

    @given(st.sets(st.uuids(), min_size=1), st.uuids())
    def test_every_single_recipient_counts_and_their_order_does_not(self, chats, other):
        """One more, or one less, is another audience."""
        listed = list(chats)

        assert audience_digest(reversed(listed)) == audience_digest(listed)
        same = audience_digest([*listed, other]) == audience_digest(listed)
        assert same is (other in chats)

    @given(st.dictionaries(st.text(), st.text()), st.text())
    def test_every_byte_of_the_content_counts(self, content, body):
        """Equal digests mean equal content."""
        changed = content | {"body": body}

        same = digest_of(changed) == digest_of(content)
        assert same is (changed == content)
        assert approval_digest("a", "b") != approval_digest("b", "a")


class TestBeforeSubmitting:
    async def test_who_gets_nothing_is_named_with_the_reason(self, sessions: Sessions):
        """People who left, and enterprises of whom nobody is bound; not who has another chat."""
        async with sessions.begin() as session:
            await two_projects(session)
            gone = await a_person(session, "钱工")
            await a_chat(session, person=gone, status=ChatStatus.BLOCKED)
            moved = await a_person(session, "孙工")
            await a_chat(session, person=moved, status=ChatStatus.MIGRATED)
            await a_chat(session, person=moved)
            await session.execute(
                update(Chat).where(Chat.address == "1002").values(status=ChatStatus.LEFT)
            )
            unbound = "2509-370103-04-01-202699"
            await a_project(session, code=unbound, name="无人项目", street="泺源街道")

            everyone = await unreached(session, Audience(everyone=True))
            street = await unreached(session, Audience(streets=("泺源街道",)))
            nobody = await unreached(session, Audience())

        whys = {one.why for one in everyone}
        assert "钱工" in {one.name for one in everyone}
        assert "孙工" not in {one.name for one in everyone}
        assert whys <= {WhyNot.BLOCKED, WhyNot.UNBOUND}
        assert [one.why for one in street] == [WhyNot.UNBOUND]
        assert nobody == ()


class TestAfterwards:
    async def test_each_recipient_has_a_line(self, sessions: Sessions):
        """With what came of it and how many calls that took."""
        _, notice = await an_approved_notice(sessions, enterprises=3)
        for outcome in (Delivered("1"), Unknown("answer lost")):
            await send_one(sessions, outcome)

        async with sessions.begin() as session:
            rows = await outcomes(session, notice)

        assert sorted((row.outcome, row.tries, row.reason) for row in rows) == [
            ("已送达", 1, ""),
            ("待发送", 0, ""),
            ("情况不明", 1, "answer lost"),
        ]

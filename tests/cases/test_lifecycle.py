"""What may follow what, and what facts add up to."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import BadState
from cases.rules.kinds import FactKind
from cases.rules.lifecycle import FactInCase, fold, in_force
from cases.rules.milestones import MILESTONES, NEXT_STEPS
from cases.rules.stages import STAGES, Stage, StageState
from cases.rules.standings import stage_progress
from cases.rules.states import CLOSED, FOLLOWERS, CaseState, followers, may_follow, parse_state

S, K = CaseState, FactKind
MARCH = date(2026, 3, 1)


def on(day: int) -> date:
    return MARCH + timedelta(days=day - 1)


def facts(*said: tuple[CaseState, int]) -> list[FactInCase]:
    return [FactInCase(uuid4(), seq, state, on(day)) for seq, (state, day) in enumerate(said, 1)]


@st.composite
def histories(draw: st.DrawFn) -> list[FactInCase]:
    """Facts as an outside system may send them: any state, any day of two months."""
    said = draw(
        st.lists(st.tuples(st.sampled_from(CaseState), st.integers(1, 60)), min_size=1, max_size=8)
    )
    return facts(*said)


class TestTheStates:
    def test_there_are_the_fifteen_official_ones(self):
        assert [state.value for state in CaseState] == [
            "已接件", "已撤件", "已受理", "不受理", "不予受理", "补正(开始)", "补正(结束)",
            "部门开始办理", "特别程序(开始)", "特别程序(结束)", "办结(通过)", "办结(容缺通过)",
            "办结(不通过)", "撤回", "撤销",
        ]  # fmt: skip

    def test_every_state_can_be_reached_from_nothing(self):
        reached: set[CaseState] = set()
        frontier = set(followers(None))
        while frontier:
            reached |= frontier
            frontier = {after for before in frontier for after in followers(before)} - reached

        assert reached == set(CaseState)

    def test_every_state_says_what_may_follow_and_open_ones_have_a_way_out(self):
        assert set(FOLLOWERS) == {None, *CaseState}
        assert all(followers(state) for state in CaseState if state not in CLOSED)

    def test_nothing_is_accepted_twice_or_decided_before_acceptance(self):
        assert not may_follow(S.ACCEPTED, S.ACCEPTED)
        assert not may_follow(S.RECEIVED, S.GRANTED)

    def test_what_was_granted_can_be_revoked_but_what_was_denied_cannot(self):
        assert may_follow(S.GRANTED, S.REVOKED)
        assert followers(S.DENIED) == ()

    @pytest.mark.parametrize("text", ["办结（容缺通过）", " 办结 (容缺通过) ", "办结(容缺通过)"])
    def test_brackets_and_spaces_do_not_matter(self, text: str):
        assert parse_state(text) is S.GRANTED_LACKING

    def test_an_unknown_state_is_answered_with_the_list(self):
        with pytest.raises(BadState, match="已接件、已撤件"):
            parse_state("审核中")

    def test_every_state_has_a_next_step(self):
        assert set(NEXT_STEPS) == set(CaseState)

    def test_what_the_law_obliges_to_tell_is_marked(self):
        legal = {state for state, milestone in MILESTONES.items() if milestone.legal}

        assert legal == {
            S.SUPPLEMENT_ASKED, S.NOT_NEEDED, S.NOT_ACCEPTED, S.SPECIAL_BEGUN, S.SPECIAL_ENDED,
            S.DENIED, S.REVOKED, K.EXTENDED, K.STOP_NOTICE,
        }  # fmt: skip


class TestFolding:
    def test_a_plain_case(self):
        case = fold(facts((S.RECEIVED, 1), (S.ACCEPTED, 3), (S.IN_REVIEW, 4), (S.GRANTED, 9)))

        assert case.state is S.GRANTED
        assert (case.received_on, case.told_on, case.accepted_on) == (on(1), on(3), on(3))
        assert (case.decided_on, case.granted_on, case.closed_on) == (on(9), on(9), on(9))
        assert case.conflicts == ()

    def test_a_supplement_begins_the_acceptance_clock_anew(self):
        asked = facts((S.RECEIVED, 1), (S.SUPPLEMENT_ASKED, 3))
        given_ = [*asked, FactInCase(uuid4(), 3, S.SUPPLEMENT_GIVEN, on(10))]

        assert fold(asked).told_on == on(3)
        assert (fold(given_).received_on, fold(given_).told_on) == (on(10), None)

    def test_a_special_procedure_is_a_stop_open_until_it_ends(self):
        begun = facts((S.ACCEPTED, 1), (S.SPECIAL_BEGUN, 3))
        ended = [*begun, FactInCase(uuid4(), 3, S.SPECIAL_ENDED, on(9))]

        assert [(s.start, s.end) for s in fold(begun).stops] == [(on(3), None)]
        assert [(s.start, s.end) for s in fold(ended).stops] == [(on(3), on(9))]

    def test_withdrawal_closes_an_open_stop(self):
        case = fold(facts((S.ACCEPTED, 1), (S.SPECIAL_BEGUN, 3), (S.WITHDRAWN, 5)))

        assert [(s.start, s.end) for s in case.stops] == [(on(3), on(5))]
        assert case.closed_on == on(5)

    def test_what_cannot_follow_moves_the_state_and_is_marked(self):
        said = facts((S.RECEIVED, 1), (S.GRANTED, 2))

        case = fold(said)

        assert (case.state, case.conflicts) == (S.GRANTED, (said[1].id,))

    @given(histories(), st.data())
    def test_the_order_of_reading_does_not_matter(
        self, said: list[FactInCase], data: st.DataObject
    ):
        """C10: only effective dates and the order of recording do."""
        shuffled = data.draw(st.permutations(said))

        assert fold(shuffled) == fold(said)

    @given(histories(), st.data())
    def test_late_entry_equals_entry_in_time(self, said: list[FactInCase], data: st.DataObject):
        """C10: recording facts of different days in any order gives the same case."""
        one_a_day = list({fact.effective_on: fact for fact in said}.values())
        order = data.draw(st.permutations(range(len(one_a_day))))
        late = [
            FactInCase(fact.id, seq, fact.state, fact.effective_on)
            for fact, seq in zip(one_a_day, order, strict=True)
        ]

        assert fold(late) == fold(one_a_day)

    @given(histories(), st.data())
    def test_a_correction_equals_having_entered_it_right(
        self, said: list[FactInCase], data: st.DataObject
    ):
        """C11."""
        wrong = data.draw(st.integers(0, len(said) - 1))
        state, day = data.draw(st.tuples(st.sampled_from(CaseState), st.integers(1, 60)))
        correction = FactInCase(uuid4(), len(said) + 1, state, on(day), corrects=said[wrong].id)
        entered_right = [
            FactInCase(correction.id, fact.seq, state, on(day)) if i == wrong else fact
            for i, fact in enumerate(said)
        ]

        assert fold([*said, correction]) == fold(entered_right)

    @given(histories())
    def test_the_last_fact_by_date_is_the_state(self, said: list[FactInCase]):
        """F1: folding is rebuilding."""
        case = fold(said)

        assert case.state is in_force(said)[-1].state
        assert case.since == max(fact.effective_on for fact in said)

    def test_a_corrected_correction_counts_once(self):
        said = facts((S.ACCEPTED, 5))
        second = FactInCase(uuid4(), 2, S.ACCEPTED, on(6), corrects=said[0].id)
        third = FactInCase(uuid4(), 3, S.ACCEPTED, on(7), corrects=second.id)

        assert in_force([*said, second, third]) == (third,)

    def test_no_facts_are_no_state(self):
        assert fold([]).state is None


class TestStages:
    def test_the_four_come_in_order(self):
        assert [stage.value for stage in STAGES] == [
            "立项用地规划许可", "工程建设许可", "施工许可", "竣工验收",
        ]  # fmt: skip

    def progress(self, *cases: tuple[str, CaseState | None]) -> StageState:
        return stage_progress(Stage.CONSTRUCTION, cases).state

    def test_nothing_applied_for_has_not_begun(self):
        assert self.progress() is StageState.NOT_BEGUN
        assert self.progress(("permit", None)) is StageState.NOT_BEGUN
        assert self.progress(("permit", S.TAKEN_BACK)) is StageState.NOT_BEGUN

    def test_it_is_done_when_every_item_is_granted(self):
        assert self.progress(("permit", S.GRANTED), ("fire", S.ACCEPTED)) is StageState.UNDER_WAY
        assert self.progress(("permit", S.GRANTED), ("fire", S.GRANTED_LACKING)) is StageState.DONE

    def test_a_permit_given_in_parts_is_done_with_its_last_part(self):
        """分阶段办理施工许可: 基坑 is granted while the rest is still applied for."""
        assert self.progress(("permit", S.GRANTED), ("permit", S.ACCEPTED)) is StageState.UNDER_WAY
        assert self.progress(("permit", S.GRANTED), ("permit", S.GRANTED)) is StageState.DONE

    def test_an_item_refused_and_granted_on_the_second_try_is_done(self):
        assert self.progress(("permit", S.DENIED), ("permit", S.GRANTED)) is StageState.DONE
        assert self.progress(("permit", S.DENIED)) is StageState.UNDER_WAY

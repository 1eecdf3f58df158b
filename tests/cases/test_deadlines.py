"""Which dates a case has, from its facts and its template."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from cases.holidays import work_calendar
from cases.rules.clock import Unit
from cases.rules.deadlines import Clocks, Deadline, DeadlineKind, LegalEffect, clocks_of
from cases.rules.kinds import NO_TERMS, FactKind, Terms
from cases.rules.lifecycle import FactInCase, fold
from cases.rules.states import CaseState
from cases.rules.templates import Term
from tests.cases.record_builders import FILING, PERMIT

S, K = CaseState, FactKind


def facts(*said: tuple[Any, ...]) -> list[FactInCase]:
    """Facts from ``(state or kind, day)`` or ``(state or kind, day, terms)``, in the order of entry."""
    return [
        FactInCase(
            uuid4(),
            seq,
            what if isinstance(what, CaseState) else None,
            date.fromisoformat(day),
            kind=what if isinstance(what, FactKind) else FactKind.STATE,
            terms=terms[0] if terms else NO_TERMS,
        )
        for seq, (what, day, *terms) in enumerate(said, 1)
    ]


def clocks(*said: tuple[Any, ...], today: str = "2026-03-20", template=PERMIT) -> Clocks:
    return clocks_of(
        fold(facts(*said)), template, today=date.fromisoformat(today), calendar=work_calendar()
    )


def one(found: Clocks, kind: DeadlineKind, effect: LegalEffect = LegalEffect.STATUTORY) -> Deadline:
    (deadline,) = [d for d in found.deadlines if (d.kind, d.legal_effect) == (kind, effect)]
    return deadline


class TestAcceptance:
    def test_is_due_five_working_days_after_receipt(self):
        deadline = one(clocks((S.RECEIVED, "2026-03-16")), DeadlineKind.ACCEPTANCE)

        assert deadline.due_on == date(2026, 3, 23)
        assert (deadline.open, deadline.overdue) == (True, False)

    def test_silence_counts_as_acceptance_on_the_day_of_receipt(self):
        found = clocks((S.RECEIVED, "2026-03-09"), today="2026-03-17")

        acceptance = one(found, DeadlineKind.ACCEPTANCE)
        assert acceptance.overdue
        assert "视为受理" in acceptance.explanation[-1].why
        assert one(found, DeadlineKind.DECISION).anchor == date(2026, 3, 9)
        assert "视为受理" in found.notes[0]

    def test_the_last_day_is_still_in_time(self):
        found = clocks((S.RECEIVED, "2026-03-09"), today="2026-03-16")

        assert not one(found, DeadlineKind.ACCEPTANCE).overdue
        assert found.notes == ()

    def test_a_completed_supplement_begins_it_anew(self):
        found = clocks(
            (S.RECEIVED, "2026-03-02"),
            (S.SUPPLEMENT_ASKED, "2026-03-04"),
            (S.SUPPLEMENT_GIVEN, "2026-03-18"),
        )

        assert one(found, DeadlineKind.ACCEPTANCE).due_on == date(2026, 3, 25)

    def test_is_settled_while_the_enterprise_completes_its_papers(self):
        found = clocks((S.RECEIVED, "2026-03-02"), (S.SUPPLEMENT_ASKED, "2026-03-04"))

        assert found.open == ()
        assert one(found, DeadlineKind.ACCEPTANCE).met

    def test_an_acceptance_recorded_late_is_kept_and_the_law_still_counts_from_receipt(self):
        """Fault 29: both days are shown: the one on record, and the one from which the limit runs."""
        found = clocks((S.RECEIVED, "2026-03-02"), (S.ACCEPTED, "2026-03-16"))

        assert one(found, DeadlineKind.DECISION).anchor == date(2026, 3, 2)
        assert "受理晚于法定的 2026-03-09" in found.notes[1]
        assert "2026-03-16" in found.notes[1]

    def test_a_supplement_asked_for_after_the_limit_does_not_begin_it_anew(self):
        """What is missing must be said within the five days, or the file counts as accepted."""
        found = clocks(
            (S.RECEIVED, "2026-03-02"),
            (S.SUPPLEMENT_ASKED, "2026-03-11"),
            (S.SUPPLEMENT_GIVEN, "2026-03-18"),
        )

        assert one(found, DeadlineKind.DECISION).anchor == date(2026, 3, 2)

    def test_the_first_answer_within_the_limit_is_the_one_that_counts(self):
        """A 补正 asked for in time is not made late by the acceptance that follows it."""
        found = clocks(
            (S.RECEIVED, "2026-03-02"),
            (S.SUPPLEMENT_ASKED, "2026-03-04"),
            (S.ACCEPTED, "2026-03-18"),
        )

        assert one(found, DeadlineKind.DECISION).anchor == date(2026, 3, 18)

    def test_a_notice_may_set_the_applicant_a_day(self):
        said = (S.SUPPLEMENT_ASKED, "2026-03-04", Terms(until=date(2026, 3, 25)))
        found = clocks((S.RECEIVED, "2026-03-02"), said)

        deadline = one(found, DeadlineKind.SUPPLEMENT, LegalEffect.NOTIFIED)
        assert deadline.due_on == date(2026, 3, 25)
        assert deadline.of_the_enterprise

    def test_an_acceptance_entered_late_for_a_day_in_time_takes_back_what_the_system_deemed(self):
        """Both facts stay on record; the officer is told, and the day of acceptance counts."""
        said = ((S.RECEIVED, "2026-03-02"), (K.DEEMED, "2026-03-02"), (S.ACCEPTED, "2026-03-06"))

        found = clocks(*said)

        assert one(found, DeadlineKind.DECISION).anchor == date(2026, 3, 6)
        assert any("以补录为准" in note for note in found.notes)
        assert any("不符" in note for note in found.notes)


class TestDecision:
    def test_statutory_and_promised_stand_side_by_side(self):
        template = replace(PERMIT, promised_days=3)

        found = clocks((S.ACCEPTED, "2026-02-11"), today="2026-02-12", template=template)

        assert one(found, DeadlineKind.DECISION).due_on == date(2026, 2, 27)
        assert one(found, DeadlineKind.DECISION, LegalEffect.PROMISED).due_on == date(2026, 2, 14)

    def test_no_promise_is_shown_where_none_is_known(self):
        found = clocks((S.ACCEPTED, "2026-02-11"))

        assert [d.legal_effect for d in found.deadlines] == [LegalEffect.STATUTORY]

    def test_an_item_without_a_limit_in_law_has_no_date(self):
        found = clocks((S.ACCEPTED, "2026-02-11"), template=replace(PERMIT, decision_days=None))

        assert found.deadlines == ()

    def test_a_special_procedure_is_not_counted(self):
        found = clocks(
            (S.ACCEPTED, "2026-03-02"),
            (S.SPECIAL_BEGUN, "2026-03-04"),
            (S.SPECIAL_ENDED, "2026-03-11"),
        )

        decision = one(found, DeadlineKind.DECISION)
        assert decision.due_on == date(2026, 3, 18)  # 11 March without it
        assert [r.days for r in decision.explanation if "特别程序" in r.why] == [7]

    def test_an_open_special_procedure_leaves_no_date_and_nothing_overdue(self):
        found = clocks(
            (S.ACCEPTED, "2026-03-02"), (S.SPECIAL_BEGUN, "2026-03-04"), today="2026-09-01"
        )

        decision = one(found, DeadlineKind.DECISION)
        assert (decision.due_on, decision.overdue) == (None, False)
        assert "停表中" in decision.explanation[-1].why

    def test_is_overdue_the_day_after(self):
        said = (S.ACCEPTED, "2026-02-11")

        assert not one(clocks(said, today="2026-02-27"), DeadlineKind.DECISION).overdue
        assert one(clocks(said, today="2026-02-28"), DeadlineKind.DECISION).overdue

    def test_a_decision_settles_it_and_tells_whether_it_was_in_time(self):
        in_time = clocks((S.ACCEPTED, "2026-02-11"), (S.GRANTED, "2026-02-27"))
        late = clocks((S.ACCEPTED, "2026-02-11"), (S.GRANTED, "2026-02-28"))

        assert one(in_time, DeadlineKind.DECISION).met is True
        assert one(late, DeadlineKind.DECISION).met is False
        assert not one(late, DeadlineKind.DECISION).overdue

    def test_at_once_means_on_the_day_of_acceptance(self):
        found = clocks((S.ACCEPTED, "2026-03-19"), template=FILING)

        decision = one(found, DeadlineKind.DECISION)
        assert (decision.due_on, decision.unit) == (date(2026, 3, 19), Unit.IMMEDIATE)
        assert decision.overdue

    def test_a_decision_without_acceptance_is_noted(self):
        found = clocks((S.RECEIVED, "2026-03-16"), (S.GRANTED, "2026-03-18"))

        assert any("缺少受理记录" in note for note in found.notes)
        assert any("不符" in note for note in found.notes)


class TestDelivery:
    def test_follows_a_grant_by_ten_working_days(self):
        found = clocks((S.ACCEPTED, "2026-03-02"), (S.GRANTED, "2026-03-09"))

        assert [d.due_on for d in found.open] == [date(2026, 3, 23)]

    def test_is_overdue_until_somebody_says_that_it_was_delivered(self):
        said = ((S.ACCEPTED, "2026-03-02"), (S.GRANTED, "2026-03-09"))

        silent = clocks(*said, today="2026-03-24")
        delivered = clocks(*said, (K.DELIVERED, "2026-03-23"), today="2026-03-24")

        assert one(silent, DeadlineKind.DELIVERY).overdue
        assert one(delivered, DeadlineKind.DELIVERY).met is True

    def test_does_not_follow_a_refusal(self):
        assert clocks((S.ACCEPTED, "2026-03-02"), (S.DENIED, "2026-03-09")).open == ()

    def test_counts_from_the_first_grant_when_what_was_lacking_came_later(self):
        found = clocks(
            (S.ACCEPTED, "2026-03-02"),
            (S.GRANTED_LACKING, "2026-03-05"),
            (S.GRANTED, "2026-03-18"),
        )

        assert one(found, DeadlineKind.DELIVERY).anchor == date(2026, 3, 5)
        assert one(found, DeadlineKind.DECISION).settled_on == date(2026, 3, 5)


EXTENDED = Terms(days=10, approver="局长", noticed_on=date(2026, 2, 27))


class TestExtension:
    def test_adds_its_days_and_names_them_in_the_rows(self):
        found = clocks((S.ACCEPTED, "2026-02-11"), (K.EXTENDED, "2026-02-27", EXTENDED))

        decision = one(found, DeadlineKind.DECISION)
        assert decision.due_on == date(2026, 3, 12)  # Saturday 28 February is worked
        assert sum(row.days for row in decision.explanation if "延长期内" in row.why) == 10
        assert any("局长批准" in note for note in found.notes)

    def test_leaves_the_promise_alone(self):
        template = replace(PERMIT, promised_days=3)
        said = ((S.ACCEPTED, "2026-02-11"), (K.EXTENDED, "2026-02-13", EXTENDED))

        found = clocks(*said, template=template)

        assert one(found, DeadlineKind.DECISION, LegalEffect.PROMISED).due_on == date(2026, 2, 14)

    @pytest.mark.parametrize(
        "day, terms, why",
        [
            ("2026-02-28", EXTENDED, "届满"),
            ("2026-02-27", replace(EXTENDED, days=11), "最多延长 10 日"),
        ],
    )
    def test_after_expiry_or_beyond_the_bound_has_no_effect(self, day: str, terms: Terms, why: str):
        found = clocks((S.ACCEPTED, "2026-02-11"), (K.EXTENDED, day, terms))

        assert one(found, DeadlineKind.DECISION).due_on == date(2026, 2, 27)
        assert any("不起作用" in note and why in note for note in found.notes)

    @pytest.mark.parametrize(
        "terms, why",
        [
            (replace(EXTENDED, approver=""), "批准人"),
            (replace(EXTENDED, noticed_on=None), "告知申请人"),
            (replace(EXTENDED, days=None), "天数"),
        ],
    )
    def test_without_approver_notice_or_length_it_cannot_stand(self, terms: Terms, why: str):
        said = facts((S.ACCEPTED, "2026-02-11"), (K.EXTENDED, "2026-02-27", terms))

        assert why in fold(said).objections[said[1].id]

    def test_is_given_once(self):
        said = facts(
            (S.ACCEPTED, "2026-02-11"),
            (K.EXTENDED, "2026-02-25", EXTENDED),
            (K.EXTENDED, "2026-02-26", EXTENDED),
        )

        assert "只能延长一次" in fold(said).objections[said[2].id]


class TestStops:
    said = ((S.ACCEPTED, "2026-03-02"), (S.SPECIAL_BEGUN, "2026-03-04", Terms(procedure="检测")))

    def test_one_without_a_written_notice_is_pointed_out_until_there_is_one(self):
        """行政许可法 第四十五条: the applicant is told in writing how long it takes."""
        told = (K.STOP_NOTICE, "2026-03-05")

        assert any("没有书面告知" in note for note in clocks(*self.said).notes)
        assert not any("没有书面告知" in note for note in clocks(*self.said, told).notes)

    def test_one_that_stays_open_for_sixty_days_is_pointed_out(self):
        told = (K.STOP_NOTICE, "2026-03-05")

        before = clocks(*self.said, told, today="2026-05-02")
        after = clocks(*self.said, told, today="2026-05-03")

        assert not any("60 日" in note for note in before.notes)
        assert any("60 日" in note for note in after.notes)

    def test_says_which_procedure_it_is(self):
        ended = (S.SPECIAL_ENDED, "2026-03-11")

        decision = one(clocks(*self.said, ended), DeadlineKind.DECISION)

        assert any("特别程序·检测" in row.why for row in decision.explanation)

    def test_a_supplement_after_acceptance_stops_nothing_and_is_pointed_out(self):
        said = (
            (S.ACCEPTED, "2026-03-02"),
            (S.SUPPLEMENT_ASKED, "2026-03-04"),
            (S.SUPPLEMENT_GIVEN, "2026-03-11"),
        )

        found = clocks(*said)

        assert one(found, DeadlineKind.DECISION).due_on == date(2026, 3, 11)
        assert any("受理后要求补正" in note for note in found.notes)

    def test_unless_the_local_rule_says_so(self):
        said = (
            (S.ACCEPTED, "2026-03-02"),
            (S.SUPPLEMENT_ASKED, "2026-03-04"),
            (S.SUPPLEMENT_GIVEN, "2026-03-11"),
        )

        found = clocks(*said, template=replace(PERMIT, supplement_stops=True))

        assert one(found, DeadlineKind.DECISION).due_on == date(2026, 3, 18)


class TestWhatIsStillOwedAfterTheDecision:
    lacking = (S.GRANTED_LACKING, "2026-03-09", Terms(until=date(2026, 3, 30)))

    def test_missing_papers_stay_an_open_date_until_they_are_complete(self):
        said = ((S.ACCEPTED, "2026-03-02"), self.lacking)

        open_ = one(clocks(*said), DeadlineKind.LACKING, LegalEffect.NOTIFIED)
        closed = one(
            clocks(*said, (K.MADE_GOOD, "2026-03-18")), DeadlineKind.LACKING, LegalEffect.NOTIFIED
        )

        assert (open_.due_on, open_.open) == (date(2026, 3, 30), True)
        assert closed.settled_on == date(2026, 3, 18)

    def test_a_plain_grant_afterwards_says_that_they_are_complete(self):
        found = clocks((S.ACCEPTED, "2026-03-02"), self.lacking, (S.GRANTED, "2026-03-19"))

        deadline = one(found, DeadlineKind.LACKING, LegalEffect.NOTIFIED)
        assert deadline.settled_on == date(2026, 3, 19)

    def test_missing_papers_without_a_day_are_pointed_out(self):
        found = clocks((S.ACCEPTED, "2026-03-02"), (S.GRANTED_LACKING, "2026-03-09"))

        assert any("容缺材料尚未补齐" in note for note in found.notes)

    def test_a_commitment_waits_for_the_authoritys_own_check(self):
        promised = (K.COMMITTED, "2026-03-02", Terms(until=date(2026, 5, 29)))
        said = ((S.ACCEPTED, "2026-03-02"), promised, (S.GRANTED, "2026-03-03"))

        open_ = one(clocks(*said), DeadlineKind.COMMITMENT, LegalEffect.INTERNAL)
        checked = one(
            clocks(*said, (K.CHECKED, "2026-03-18")), DeadlineKind.COMMITMENT, LegalEffect.INTERNAL
        )

        assert open_.due_on == date(2026, 5, 29)
        assert checked.met is True

    def test_the_bureau_may_set_itself_an_earlier_day(self):
        target = (K.TARGET, "2026-03-02", Terms(until=date(2026, 3, 5)))

        found = clocks((S.ACCEPTED, "2026-03-02"), target)

        assert one(found, DeadlineKind.DECISION, LegalEffect.INTERNAL).due_on == date(2026, 3, 5)
        assert one(found, DeadlineKind.DECISION).due_on == date(2026, 3, 11)


LICENCE = replace(
    PERMIT,
    duties=(
        Term(3, Unit.MONTH, "领取施工许可证之日", "《中华人民共和国建筑法》第九条"),
        Term(1, Unit.MONTH, "中止施工之日", "《中华人民共和国建筑法》第十条"),
    ),
)
COMPLETION = replace(
    PERMIT,
    duties=(Term(15, Unit.CALENDAR, "竣工验收合格之日", "《建设工程质量管理条例》第四十九条"),),
)
GRANTED = ((S.ACCEPTED, "2026-01-04"), (S.GRANTED, "2026-01-12"), (K.DELIVERED, "2026-01-15"))


def duty(found: Clocks, subject: str) -> Deadline:
    (deadline,) = [d for d in found.deadlines if d.subject == subject]
    return deadline


class TestWhatTheEnterpriseMustDo:
    def test_works_begin_within_three_months_of_the_licence(self):
        """建筑法 第九条, 民法典 第二百零二条: the day that corresponds to the 15th, three months on."""
        deadline = duty(clocks(*GRANTED, template=LICENCE), "开工")

        assert deadline.due_on == date(2026, 4, 15)
        assert [row.days for row in deadline.explanation] == [31, 28, 31]

    def test_a_last_day_at_rest_moves_to_the_next_working_day(self):
        """民法典 第二百零三条: 5 April 2026 is a Sunday and a holiday with the 6th."""
        said = ((S.ACCEPTED, "2026-01-04"), (S.GRANTED, "2026-01-05"))

        deadline = duty(clocks(*said, template=LICENCE), "开工")

        assert deadline.due_on == date(2026, 4, 7)
        assert "顺延" in deadline.explanation[-1].why

    def test_it_may_be_postponed_twice_by_three_months_each(self):
        more = Terms(months=3)
        said = (
            *GRANTED,
            (K.START_POSTPONED, "2026-04-10", more),
            (K.START_POSTPONED, "2026-07-10", more),
            (K.START_POSTPONED, "2026-10-10", more),
        )

        found = clocks(*said, template=LICENCE, today="2026-10-12")

        assert duty(found, "开工").due_on == date(2026, 10, 15)
        assert len(fold(facts(*said)).objections) == 1

    def test_a_postponement_after_the_day_has_no_effect(self):
        said = (*GRANTED, (K.START_POSTPONED, "2026-04-16", Terms(months=3)))

        found = clocks(*said, template=LICENCE, today="2026-04-17")

        assert duty(found, "开工").due_on == date(2026, 4, 15)
        assert duty(found, "开工").overdue
        assert any("开工延期不起作用" in note for note in found.notes)

    def test_works_that_began_are_no_longer_waited_for(self):
        found = clocks(*GRANTED, (K.WORKS_BEGUN, "2026-03-02"), template=LICENCE)

        assert duty(found, "开工").met is True

    def test_works_that_stand_still_are_reported_within_a_month(self):
        """建筑法 第十条."""
        said = (*GRANTED, (K.WORKS_BEGUN, "2026-02-02"), (K.WORKS_SUSPENDED, "2026-03-10"))

        silent = duty(clocks(*said, template=LICENCE), "中止施工报告")
        reported = duty(clocks(*said, (K.REPORTED, "2026-03-17"), template=LICENCE), "中止施工报告")

        assert (silent.due_on, silent.open) == (date(2026, 4, 10), True)
        assert reported.met is True

    def test_a_completed_building_is_filed_within_fifteen_days(self):
        """建设工程质量管理条例 第四十九条; the 15th natural day is a Saturday, so the Monday."""
        accepted = (K.WORKS_ACCEPTED, "2026-03-06")

        waiting = duty(clocks(accepted, template=COMPLETION), "竣工验收后报送备案")
        filed = duty(
            clocks(accepted, (S.RECEIVED, "2026-03-16"), template=COMPLETION), "竣工验收后报送备案"
        )

        assert waiting.due_on == date(2026, 3, 23)
        assert filed.settled_on == date(2026, 3, 16)


class TestValidity:
    template = replace(
        PERMIT, validity=Term(2, Unit.YEAR, basis="《济南市城乡规划条例》第六十二条")
    )

    def test_runs_for_its_years_and_is_renewed_thirty_days_before(self):
        """行政许可法 第五十条."""
        found = clocks(*GRANTED, template=self.template)

        assert one(found, DeadlineKind.VALIDITY).due_on == date(2028, 1, 12)
        assert one(found, DeadlineKind.RENEWAL).due_on == date(2027, 12, 13)

    def test_a_renewal_names_the_new_last_day(self):
        renewed = (K.RENEWED, "2027-12-01", Terms(until=date(2029, 1, 12)))

        found = clocks(*GRANTED, renewed, template=self.template, today="2027-12-02")

        assert one(found, DeadlineKind.VALIDITY).due_on == date(2029, 1, 12)

    def test_no_longer_matters_once_the_works_have_begun(self):
        found = clocks(*GRANTED, (K.WORKS_BEGUN, "2026-03-02"), template=self.template)

        assert not one(found, DeadlineKind.VALIDITY).open

"""Which dates a case has, from its facts and its template."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from cases.holidays import work_calendar
from cases.rules.clock import Unit
from cases.rules.deadlines import Clocks, Deadline, DeadlineKind, LegalEffect, clocks_of
from cases.rules.lifecycle import FactInCase, fold
from cases.rules.states import CaseState
from tests.cases.record_builders import FILING, PERMIT

S = CaseState


def clocks(*said: tuple[CaseState, str], today: str = "2026-03-20", template=PERMIT) -> Clocks:
    facts = [
        FactInCase(uuid4(), seq, state, date.fromisoformat(day))
        for seq, (state, day) in enumerate(said, 1)
    ]
    return clocks_of(
        fold(facts), template, today=date.fromisoformat(today), calendar=work_calendar()
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

    def test_an_acceptance_recorded_late_is_noted_and_keeps_its_day(self):
        found = clocks((S.RECEIVED, "2026-03-02"), (S.ACCEPTED, "2026-03-16"))

        assert one(found, DeadlineKind.DECISION).anchor == date(2026, 3, 16)
        assert "受理晚于法定的 2026-03-09" in found.notes[0]


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

    def test_is_never_called_overdue_because_no_state_says_delivered(self):
        found = clocks((S.ACCEPTED, "2026-03-02"), (S.GRANTED, "2026-03-09"), today="2026-08-01")

        assert not one(found, DeadlineKind.DELIVERY).overdue

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

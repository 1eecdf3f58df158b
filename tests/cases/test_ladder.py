"""Which rungs of a date have come, and how each ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.holidays import work_calendar
from cases.rules.clock import Unit
from cases.rules.deadline_values import Deadline, DeadlineKind, LegalEffect, Limit
from cases.rules.ladder import LADDER, Hearer, Misfire, RungOutcome, rungs_due

CALENDAR = work_calendar()
DAY = timedelta(days=1)

anchors = st.dates(date(2024, 1, 1), date(2026, 8, 1))


def decision(anchor: date = date(2026, 2, 11), days: int = 7) -> Deadline:
    """The statutory limit of a decision: by default due on Friday 27 February 2026."""
    limit = Limit(
        DeadlineKind.DECISION, LegalEffect.STATUTORY, anchor, days, Unit.WORKING, "法第一条"
    )
    return limit.run(CALENDAR, None)


def outcomes(deadline: Deadline, today: date, known_on: date | None = None, done=()) -> dict:
    due = rungs_due(
        deadline,
        today=today,
        known_on=known_on or deadline.anchor,
        calendar=CALENDAR,
        done=done,
    )
    return {one.rung.name: one.outcome for one in due}


class TestMoments:
    @pytest.mark.parametrize(
        "offset, expected",
        [
            (-3, date(2026, 2, 24)),
            (-1, date(2026, 2, 26)),
            (0, date(2026, 2, 27)),
            (1, date(2026, 2, 28)),  # a Saturday that is worked
            (5, date(2026, 3, 5)),
        ],
    )
    def test_are_counted_in_working_days_from_the_due_date(self, offset: int, expected: date):
        (rung,) = [r for r in LADDER if r.is_for(decision()) and r.offset == offset]

        assert rung.moment(date(2026, 2, 27), CALENDAR) == expected

    def test_every_kind_of_date_that_can_pass_has_rungs(self):
        assert {kind for rung in LADDER for kind in rung.kinds} == set(DeadlineKind)

    def test_the_applicant_is_never_reminded_of_what_the_bureau_owes(self):
        """Nor of a date that is the bureau's own."""
        theirs = [rung for rung in LADDER if Hearer.APPLICANT in rung.hearers]

        assert not any(LegalEffect.INTERNAL in rung.effects for rung in theirs)
        assert not any(DeadlineKind.DECISION in rung.kinds for rung in theirs)

    def test_names_are_unique(self):
        assert len({rung.name for rung in LADDER}) == len(LADDER)


class TestOutcomes:
    def test_a_rung_is_sent_on_its_day(self):
        assert outcomes(decision(), date(2026, 2, 24)) == {"decision-3": RungOutcome.SENT}

    def test_after_a_week_of_silence_only_what_still_says_most_is_sent(self):
        """The earlier rungs are skipped, the overdue ones are sent: none is silent."""
        found = outcomes(decision(), date(2026, 3, 5))

        assert found == {
            "decision-3": RungOutcome.SKIPPED,
            "decision-1": RungOutcome.SKIPPED,
            "decision0": RungOutcome.SKIPPED,
            "decision+1": RungOutcome.SENT,
            "decision+5": RungOutcome.SENT,
        }

    def test_what_lies_before_we_knew_is_skipped_unless_it_still_holds(self):
        found = outcomes(decision(), date(2026, 3, 4), known_on=date(2026, 3, 4))

        assert found["decision-1"] is RungOutcome.SKIPPED
        assert found["decision+1"] is RungOutcome.SENT

    @given(anchors, st.integers(1, 30), st.integers(0, 120))
    def test_whatever_the_downtime_every_rung_that_has_come_has_an_outcome(
        self, anchor: date, days: int, later: int
    ):
        """Fault 31; L2: sent, skipped or missed; nothing in between and nothing left out."""
        deadline = decision(anchor, days)
        assert deadline.due_on is not None
        today = anchor + later * DAY

        found = outcomes(deadline, today)

        come = {
            rung.name
            for rung in LADDER
            if rung.is_for(deadline) and rung.moment(deadline.due_on, CALENDAR) <= today
        }
        assert set(found) == come
        assert set(found.values()) <= set(RungOutcome)

    @given(anchors, st.integers(1, 30), st.integers(0, 120))
    def test_of_a_burst_at_most_what_still_matters_is_sent(
        self, anchor: date, days: int, later: int
    ):
        """L2: of the rungs whose day has passed, those before the newest are not sent late."""
        today = anchor + later * DAY

        found = rungs_due(decision(anchor, days), today=today, known_on=anchor, calendar=CALENDAR)

        sent = [due for due in found if due.outcome is RungOutcome.SENT]
        stale = [d for d in sent if d.moment < today and d.rung.misfire is not Misfire.LATE]
        assert len(stale) <= 1

    @given(anchors, st.integers(1, 30), st.integers(0, 120))
    def test_what_is_done_is_not_due_again(self, anchor: date, days: int, later: int):
        """L5."""
        today = anchor + later * DAY
        done = set(outcomes(decision(anchor, days), today))

        assert outcomes(decision(anchor, days), today, done=done) == {}

    @given(anchors, st.integers(0, 120))
    def test_nothing_is_due_for_what_is_settled_or_stands(self, anchor: date, later: int):
        """L3."""
        today = anchor + later * DAY
        settled = replace(decision(anchor), settled_on=anchor)
        standing = replace(decision(anchor), due_on=None)

        assert outcomes(settled, today) == outcomes(standing, today) == {}

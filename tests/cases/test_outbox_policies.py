"""What may wait for the morning, and how long we wait for a channel."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.outbox import (
    POLICIES,
    InvalidQuietHours,
    MessageClass,
    OnUnknown,
    QuietHours,
    not_before_for,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = QuietHours(time(21), time(8), SHANGHAI)

instants = st.datetimes(
    datetime(2019, 1, 1),  # noqa: DTZ001 — Hypothesis adds the zone
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
windows = st.builds(
    QuietHours,
    st.times(),
    st.times(),
    st.sampled_from([SHANGHAI, UTC, ZoneInfo("America/New_York")]),
).filter(lambda window: window.start != window.end)


def local(*clock: int) -> datetime:
    return datetime(2026, 11, 23, *clock, tzinfo=SHANGHAI)


class TestQuietHours:
    @pytest.mark.parametrize(
        ("at", "released"),
        [
            (local(20, 59), local(20, 59)),
            (local(21), local(8) + timedelta(days=1)),
            (local(23, 30), local(8) + timedelta(days=1)),
            (local(3), local(8)),
            (local(7, 59, 59), local(8)),
            (local(8), local(8)),
        ],
    )
    def test_the_night_passes_midnight(self, at: datetime, released: datetime):
        """From nine in the evening to eight in the morning, by the bureau's clock."""
        assert not_before_for(MessageClass.MILESTONE, at.astimezone(UTC), NIGHT) == released

    @pytest.mark.parametrize(
        "message_class", [MessageClass.REPLY, MessageClass.LEGAL, MessageClass.STAFF_ALERT]
    )
    def test_what_cannot_wait_does_not_wait(self, message_class: MessageClass):
        """Somebody is waiting, or the law's clock is running."""
        assert not_before_for(message_class, local(23), NIGHT) == local(23)

    def test_without_quiet_hours_nothing_waits(self):
        """They are a setting."""
        assert not_before_for(MessageClass.BROADCAST, local(23), None) == local(23)

    @given(instants, windows)
    @example(  # the second time that it is one o'clock that night
        datetime(2021, 11, 7, 6, tzinfo=UTC),
        QuietHours(time(0), time(1, 0, 0, 1), ZoneInfo("America/New_York")),
    )
    def test_a_message_leaves_the_window_and_waits_less_than_a_day(self, at, window):
        """Never earlier than owed, never inside the window, never a day late."""
        released = window.over(at)

        assert released >= at
        # A clock that is put back or forward can repeat or skip the end of the window.
        assert released - at <= timedelta(hours=25)
        if window.zone is not ZoneInfo("America/New_York"):
            assert not window.covers(released)
        assert (released == at) or window.covers(at)

    def test_they_are_written_as_two_times_of_day(self):
        """In the way that settings are written, full-width signs included."""
        assert QuietHours.parse("21:00-08:00", SHANGHAI) == NIGHT
        assert QuietHours.parse(" 21：00—08：00 ", SHANGHAI) == NIGHT

    @pytest.mark.parametrize("text", ["", "  ", "08:00-08:00"])
    def test_no_window_means_no_quiet_hours(self, text: str):
        """Fault 35: empty, or of no width."""
        assert QuietHours.parse(text, SHANGHAI) is None

    @pytest.mark.parametrize("text", ["21:00", "21:00-25:00", "夜里", "21:00-08:00-09:00"])
    def test_a_malformed_window_is_refused_with_the_way_to_write_it(self, text: str):
        """Fault 35: one line for whoever sets it."""
        with pytest.raises(InvalidQuietHours, match="21:00-08:00"):
            QuietHours.parse(text, SHANGHAI)


class TestPolicies:
    def test_every_class_has_one(self):
        """And no two share a priority, so that the order is total."""
        assert set(POLICIES) == set(MessageClass)
        assert len({policy.priority for policy in POLICIES.values()}) == len(MessageClass)

    def test_replies_go_first_and_broadcasts_last(self):
        """A person waits; an audience does not."""
        order = sorted(POLICIES, key=lambda name: POLICIES[name].priority)

        assert (order[0], order[-1]) == (MessageClass.REPLY, MessageClass.BROADCAST)

    def test_a_broadcast_is_at_most_once_and_a_legal_notice_at_least_once(self):
        """An unknown broadcast is parked; an unknown legal notice goes out again, marked."""
        assert POLICIES[MessageClass.BROADCAST].on_unknown is OnUnknown.PARK
        assert POLICIES[MessageClass.LEGAL].on_unknown is OnUnknown.RESEND_MARKED
        assert POLICIES[MessageClass.LEGAL].lives is None

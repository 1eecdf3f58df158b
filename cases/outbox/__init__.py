"""
The outbox: what is owed is written with its cause, and sent by a relay in three short steps.

``owe`` → ``claim`` → ``open_attempt`` → one call, with no transaction open → ``settle``; and
``sweep`` for whatever a crash left in between. A relay does all but the call in one: ``take_turn``.
"""

from cases.outbox.attempts import Opened, open_attempt, open_attempts
from cases.outbox.checks import Refusal, Refused
from cases.outbox.claiming import Claimed, claim, next_due
from cases.outbox.outcomes import (
    Delivered,
    Fatal,
    Migrated,
    NotSent,
    Outcome,
    RateLimited,
    Rejected,
    Unknown,
    Unreachable,
)
from cases.outbox.owing import owe
from cases.outbox.policies import (
    POLICIES,
    InvalidQuietHours,
    OnUnknown,
    Policy,
    QuietHours,
    not_before_for,
)
from cases.outbox.proving import mark_of, prove_arrival
from cases.outbox.rates import Rates
from cases.outbox.resolving import resend_unknown, write_off_unknown
from cases.outbox.settling import Settled, settle, settle_all
from cases.outbox.stops import (
    EVERYTHING,
    Stop,
    engage_stop,
    of_channel,
    of_class,
    of_notice,
    release_stop,
    stops_in_force,
)
from cases.outbox.sweeping import Swept, sweep
from cases.outbox.taking import take_turn
from cases.tables.outbox import DeliveryState, MessageClass

__all__ = [
    "EVERYTHING",
    "POLICIES",
    "Claimed",
    "Delivered",
    "DeliveryState",
    "Fatal",
    "InvalidQuietHours",
    "MessageClass",
    "Migrated",
    "NotSent",
    "OnUnknown",
    "Opened",
    "Outcome",
    "Policy",
    "QuietHours",
    "RateLimited",
    "Rates",
    "Refusal",
    "Refused",
    "Rejected",
    "Settled",
    "Stop",
    "Swept",
    "Unknown",
    "Unreachable",
    "claim",
    "engage_stop",
    "mark_of",
    "next_due",
    "not_before_for",
    "of_channel",
    "of_class",
    "of_notice",
    "open_attempt",
    "open_attempts",
    "owe",
    "prove_arrival",
    "release_stop",
    "resend_unknown",
    "settle",
    "settle_all",
    "stops_in_force",
    "sweep",
    "take_turn",
    "write_off_unknown",
]

"""Notices to many: written by one manager, approved by another, sent by the outbox."""

from cases.notices.approval import approve, approvers_of, reject, return_
from cases.notices.audience import Audience, AudiencePreview, preview_audience, values_in_use
from cases.notices.drafts import Submission, create_draft, edit_draft, sample, submit
from cases.notices.errors import (
    STATE_NAMES,
    BadNotice,
    HeldForLong,
    NobodyInAudience,
    NoticeNotFound,
    NoticeStateForbids,
    NotWhatWasSubmitted,
    SamePerson,
)
from cases.notices.holding import cancel, resume_notice, stop_notice
from cases.notices.outcomes import NoticeOutcome, outcomes
from cases.notices.preflight import Unreached, WhyNot, unreached
from cases.notices.progress import (
    NoticeProgress,
    NoticeView,
    find,
    list_notices,
    progress,
    unknown_deliveries,
    view,
)
from cases.notices.watching import NOT_YET, Watched, progress_messages, watch_notices
from cases.tables.notices import Decision, Notice, NoticeState

__all__ = [
    "NOT_YET",
    "STATE_NAMES",
    "Audience",
    "AudiencePreview",
    "BadNotice",
    "Decision",
    "HeldForLong",
    "NobodyInAudience",
    "NotWhatWasSubmitted",
    "Notice",
    "NoticeNotFound",
    "NoticeOutcome",
    "NoticeProgress",
    "NoticeState",
    "NoticeStateForbids",
    "NoticeView",
    "SamePerson",
    "Submission",
    "Unreached",
    "Watched",
    "WhyNot",
    "approve",
    "approvers_of",
    "cancel",
    "create_draft",
    "edit_draft",
    "find",
    "list_notices",
    "outcomes",
    "preview_audience",
    "progress",
    "progress_messages",
    "reject",
    "resume_notice",
    "return_",
    "sample",
    "stop_notice",
    "submit",
    "unknown_deliveries",
    "unreached",
    "values_in_use",
    "view",
    "watch_notices",
]

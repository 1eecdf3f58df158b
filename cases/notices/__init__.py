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
    RecalledAlready,
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
from cases.notices.recalls import (
    RecallProgress,
    ToEdit,
    approve_recall,
    decline_recall,
    next_edits,
    note_edit,
    recall_progress,
    request_recall,
    wait_with_edits,
)
from cases.notices.watching import NOT_YET, Watched, progress_messages, watch_notices
from cases.tables.notices import Decision, Notice, NoticeState
from cases.tables.recalls import EditOutcome

__all__ = [
    "NOT_YET",
    "STATE_NAMES",
    "Audience",
    "AudiencePreview",
    "BadNotice",
    "Decision",
    "EditOutcome",
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
    "RecallProgress",
    "RecalledAlready",
    "SamePerson",
    "Submission",
    "ToEdit",
    "Unreached",
    "Watched",
    "WhyNot",
    "approve",
    "approve_recall",
    "approvers_of",
    "cancel",
    "create_draft",
    "decline_recall",
    "edit_draft",
    "find",
    "list_notices",
    "next_edits",
    "note_edit",
    "outcomes",
    "preview_audience",
    "progress",
    "progress_messages",
    "recall_progress",
    "reject",
    "request_recall",
    "resume_notice",
    "return_",
    "sample",
    "stop_notice",
    "submit",
    "unknown_deliveries",
    "unreached",
    "values_in_use",
    "view",
    "wait_with_edits",
    "watch_notices",
]

"""Who may do what. One table, no exceptions elsewhere."""

import enum
from collections.abc import Mapping


class Role(enum.StrEnum):
    """What a person is to the bureau."""

    ENTERPRISE = "enterprise"  # 企业用户: what they may see comes from their bindings
    STEWARD = "steward"  # 项目管家 / 帮办专员
    OFFICER = "officer"  # 审批人员
    MANAGER = "manager"  # 管理者


class Action(enum.StrEnum):
    """Something that not everybody may do."""

    ASK = "ask"
    SEE_PROJECT = "see_project"
    SEE_BOARD = "see_board"
    SEE_WORKLIST = "see_worklist"
    RECORD_FACT = "record_fact"
    INVITE = "invite"
    UNBIND = "unbind"
    REGISTER_FOR_SALON = "register_for_salon"
    DRAFT_NOTICE = "draft_notice"
    APPROVE_NOTICE = "approve_notice"
    STOP_SENDING = "stop_sending"
    MANAGE_STAFF = "manage_staff"
    VERIFY_RECORDS = "verify_records"
    ANSWER_QUESTIONS = "answer_questions"


class Reach(enum.StrEnum):
    """How far a permission goes."""

    ALL = "all"
    OWN = "own"  # bound to the project, its steward, or the case's officer
    NONE = "none"


A, R = Action, Reach

PERMISSIONS: Mapping[Role, Mapping[Action, Reach]] = {
    Role.ENTERPRISE: {
        A.ASK: R.ALL,
        A.SEE_PROJECT: R.OWN,
        A.UNBIND: R.OWN,
        A.REGISTER_FOR_SALON: R.ALL,
    },
    Role.STEWARD: {
        A.ASK: R.ALL,
        A.ANSWER_QUESTIONS: R.ALL,
        A.SEE_PROJECT: R.ALL,
        A.SEE_WORKLIST: R.ALL,
        A.RECORD_FACT: R.OWN,
        A.INVITE: R.ALL,
        A.UNBIND: R.ALL,
        A.REGISTER_FOR_SALON: R.ALL,
    },
    Role.OFFICER: {
        A.ASK: R.ALL,
        A.ANSWER_QUESTIONS: R.ALL,
        A.SEE_PROJECT: R.ALL,
        A.SEE_WORKLIST: R.ALL,
        A.RECORD_FACT: R.ALL,
        A.INVITE: R.ALL,
        A.REGISTER_FOR_SALON: R.ALL,
    },
    Role.MANAGER: {
        A.ASK: R.ALL,
        A.ANSWER_QUESTIONS: R.ALL,
        A.SEE_PROJECT: R.ALL,
        A.SEE_BOARD: R.ALL,
        A.SEE_WORKLIST: R.ALL,
        A.INVITE: R.ALL,
        A.UNBIND: R.ALL,
        A.REGISTER_FOR_SALON: R.ALL,
        A.DRAFT_NOTICE: R.ALL,
        A.APPROVE_NOTICE: R.ALL,
        A.STOP_SENDING: R.ALL,
        A.MANAGE_STAFF: R.ALL,
        A.VERIFY_RECORDS: R.ALL,
    },
}


def may(role: Role, action: Action, *, owns: bool = False) -> bool:
    """
    Tell whether *role* may do *action*; what is not granted is refused.

    *owns*: the thing is theirs. That an approver is not the submitter is the database's business.
    """
    reach = PERMISSIONS[role].get(action, Reach.NONE)
    return reach is Reach.ALL or (reach is Reach.OWN and owns)


def is_staff(role: Role) -> bool:
    """Tell whether *role* works for the bureau."""
    return role is not Role.ENTERPRISE

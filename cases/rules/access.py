"""Who may do what. One table, no exceptions elsewhere."""

import enum
from collections.abc import Collection, Mapping


class Role(enum.StrEnum):
    """What a person is to the bureau."""

    ENTERPRISE = "enterprise"  # 企业用户: what they may see comes from their bindings
    STEWARD = "steward"  # 项目管家 / 帮办专员
    OFFICER = "officer"  # 审批人员
    MANAGER = "manager"  # 管理者


class Client(enum.StrEnum):
    """What acts without being a person."""

    PROGRAM = "program"  # another system with an API token


class Tie(enum.StrEnum):
    """What somebody is to the project or case in question."""

    NONE = "none"
    LEGAL = "法人"
    AGENT = "经办"
    DESIGNER = "设计单位"
    STEWARD = "steward"  # the project's own
    OFFICER = "officer"  # the case's own


class Action(enum.StrEnum):
    """Something that not everybody may do."""

    ASK = "ask"
    SEE_PROJECT = "see_project"
    SEE_MEMBERS = "see_members"  # 谁能看我的项目
    SEE_BOARD = "see_board"
    SEE_WORKLIST = "see_worklist"
    RECORD_FACT = "record_fact"
    INVITE_LEGAL = "invite_legal"
    INVITE_AGENT = "invite_agent"
    INVITE_DESIGNER = "invite_designer"
    LEAVE = "leave"  # end one's own binding
    REMOVE_LEGAL = "remove_legal"
    REMOVE_AGENT = "remove_agent"
    REMOVE_DESIGNER = "remove_designer"
    REGISTER_FOR_SALON = "register_for_salon"
    DRAFT_NOTICE = "draft_notice"
    APPROVE_NOTICE = "approve_notice"
    STOP_SENDING = "stop_sending"
    MANAGE_STAFF = "manage_staff"
    VERIFY_RECORDS = "verify_records"
    ANSWER_QUESTIONS = "answer_questions"


A, T = Action, Tie

INVITES: Mapping[Tie, Action] = {
    T.LEGAL: A.INVITE_LEGAL,
    T.AGENT: A.INVITE_AGENT,
    T.DESIGNER: A.INVITE_DESIGNER,
}
REMOVES: Mapping[Tie, Action] = {
    T.LEGAL: A.REMOVE_LEGAL,
    T.AGENT: A.REMOVE_AGENT,
    T.DESIGNER: A.REMOVE_DESIGNER,
}

ANYBODY = frozenset({T.NONE})  # no tie is asked for
PARTIES = frozenset({T.LEGAL, T.AGENT, T.DESIGNER})
INVITING = dict.fromkeys(INVITES.values(), ANYBODY)
REMOVING = dict.fromkeys(REMOVES.values(), ANYBODY)

# For each, the ties of which one is needed.
PERMISSIONS: Mapping[Role | Client, Mapping[Action, frozenset[Tie]]] = {
    Role.ENTERPRISE: {
        A.ASK: ANYBODY,
        A.SEE_PROJECT: PARTIES,
        A.SEE_MEMBERS: frozenset({T.LEGAL, T.AGENT}),
        A.LEAVE: PARTIES,
        # Delegation goes one way: the 法人 to both, the 经办 to the 设计单位, never upwards.
        A.INVITE_AGENT: frozenset({T.LEGAL}),
        A.INVITE_DESIGNER: frozenset({T.LEGAL, T.AGENT}),
        A.REMOVE_AGENT: frozenset({T.LEGAL}),
        A.REMOVE_DESIGNER: frozenset({T.LEGAL, T.AGENT}),
        A.REGISTER_FOR_SALON: ANYBODY,
    },
    Role.STEWARD: {
        A.ASK: ANYBODY,
        A.ANSWER_QUESTIONS: ANYBODY,
        A.SEE_PROJECT: ANYBODY,
        A.SEE_MEMBERS: ANYBODY,
        A.SEE_WORKLIST: ANYBODY,
        A.RECORD_FACT: frozenset({T.STEWARD, T.OFFICER}),
        **INVITING,
        **REMOVING,
        A.LEAVE: PARTIES,
        A.REGISTER_FOR_SALON: ANYBODY,
    },
    Role.OFFICER: {
        A.ASK: ANYBODY,
        A.ANSWER_QUESTIONS: ANYBODY,
        A.SEE_PROJECT: ANYBODY,
        A.SEE_MEMBERS: ANYBODY,
        A.SEE_WORKLIST: ANYBODY,
        A.RECORD_FACT: ANYBODY,
        **INVITING,
        A.LEAVE: PARTIES,
        A.REGISTER_FOR_SALON: ANYBODY,
    },
    Role.MANAGER: {
        A.ASK: ANYBODY,
        A.ANSWER_QUESTIONS: ANYBODY,
        A.SEE_PROJECT: ANYBODY,
        A.SEE_MEMBERS: ANYBODY,
        A.SEE_BOARD: ANYBODY,
        A.SEE_WORKLIST: ANYBODY,
        **INVITING,
        **REMOVING,
        A.LEAVE: PARTIES,
        A.REGISTER_FOR_SALON: ANYBODY,
        A.DRAFT_NOTICE: ANYBODY,
        A.APPROVE_NOTICE: ANYBODY,
        A.STOP_SENDING: ANYBODY,
        A.MANAGE_STAFF: ANYBODY,
        A.VERIFY_RECORDS: ANYBODY,
    },
    Client.PROGRAM: {
        A.SEE_PROJECT: ANYBODY,
        A.RECORD_FACT: ANYBODY,
    },
}


def may(who: Role | Client, action: Action, *, ties: Collection[Tie] = ()) -> bool:
    """
    Tell whether *who* may do *action*; what is not granted is refused.

    *ties*: what they are to the project or case. That an approver is not the submitter is the
    database's business.
    """
    needed = PERMISSIONS[who].get(action, frozenset())
    return not needed.isdisjoint({Tie.NONE, *ties})


def is_staff(role: Role) -> bool:
    """Tell whether *role* works for the bureau."""
    return role is not Role.ENTERPRISE

"""Who may do what: the whole table, walked."""

import pytest

from cases.rules.access import PERMISSIONS, Action, Role, is_staff, may

A, E, S, F, M = Action, Role.ENTERPRISE, Role.STEWARD, Role.OFFICER, Role.MANAGER

# (roles that may do it to anything, roles that may do it to what is theirs)
EXPECTED: dict[Action, tuple[set[Role], set[Role]]] = {
    A.ASK: ({E, S, F, M}, set()),
    A.SEE_PROJECT: ({S, F, M}, {E}),
    A.SEE_BOARD: ({M}, set()),
    A.SEE_WORKLIST: ({S, F, M}, set()),
    A.RECORD_FACT: ({F}, {S}),
    A.INVITE: ({S, F, M}, set()),
    A.UNBIND: ({S, M}, {E}),
    A.REGISTER_FOR_SALON: ({E, S, F, M}, set()),
    A.DRAFT_NOTICE: ({M}, set()),
    A.APPROVE_NOTICE: ({M}, set()),
    A.STOP_SENDING: ({M}, set()),
    A.MANAGE_STAFF: ({M}, set()),
    A.VERIFY_RECORDS: ({M}, set()),
    A.ANSWER_QUESTIONS: ({S, F, M}, set()),
}


@pytest.mark.parametrize("owns", [True, False], ids=["theirs", "not theirs"])
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_every_role_may_do_what_the_table_says_and_nothing_else(
    role: Role, action: Action, owns: bool
):
    anything, own = EXPECTED[action]

    assert may(role, action, owns=owns) == (role in anything or (owns and role in own))


def test_every_role_is_in_the_table():
    assert set(PERMISSIONS) == set(Role)
    assert set(EXPECTED) == set(Action)


def test_an_enterprise_has_no_right_over_what_is_not_theirs_but_asking_and_registering():
    assert {a for a in Action if may(E, a)} == {A.ASK, A.REGISTER_FOR_SALON}


def test_everybody_but_enterprises_is_staff():
    assert {role for role in Role if is_staff(role)} == {S, F, M}

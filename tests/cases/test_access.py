"""Who may do what: the whole table, walked."""

from itertools import product

import pytest

from cases.rules.access import (
    INVITES,
    PERMISSIONS,
    REMOVES,
    Action,
    Client,
    Role,
    Tie,
    is_staff,
    may,
)

# Who may do it: by itself, or only with one of the ties after the slash.
#   e 企业  s 管家  o 审批人员  m 管理者  p 程序
#   / l 法人  a 经办  d 设计单位  S the project's 管家  O the case's 审批人员
EXPECTED = """
ask                 e s o m
see_project         e/lad s o m p
see_members         e/la s o m
see_board           m
see_worklist        s o m
record_fact         s/SO o p
invite_legal        s o m
invite_agent        e/l s o m
invite_designer     e/la s o m
leave               e/lad s/lad o/lad m/lad
remove_legal        s m
remove_agent        e/l s m
remove_designer     e/la s m
register_for_salon  e s o m
draft_notice        m
approve_notice      m
stop_sending        m
manage_staff        m
verify_records      m
answer_questions    s o m
"""
WHO = {
    "e": Role.ENTERPRISE,
    "s": Role.STEWARD,
    "o": Role.OFFICER,
    "m": Role.MANAGER,
    "p": Client.PROGRAM,
}
TIES = {
    "l": Tie.LEGAL,
    "a": Tie.AGENT,
    "d": Tie.DESIGNER,
    "S": Tie.STEWARD,
    "O": Tie.OFFICER,
}
EVERYBODY = tuple(WHO.values())


def expected() -> dict[tuple[Role | Client, Action, Tie], bool]:
    """The table above, as every combination there is."""
    cells = dict.fromkeys(product(EVERYBODY, Action, Tie), False)
    for line in EXPECTED.split("\n"):
        action, *granted = line.split() or [""]
        for said in granted:
            who, _, ties = said.partition("/")
            for tie in [TIES[letter] for letter in ties] or Tie:
                cells[WHO[who], Action(action), tie] = True
    return cells


@pytest.mark.parametrize("tie", Tie)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_may_do_what_the_table_says_and_nothing_else(
    who: Role | Client, action: Action, tie: Tie
):
    assert may(who, action, ties=[tie]) == expected()[who, action, tie]


def test_everybody_and_every_action_is_in_the_table():
    assert set(PERMISSIONS) == set(EVERYBODY) == {*Role, *Client}
    assert {line.split()[0] for line in EXPECTED.strip().split("\n")} == set(Action)


def test_several_ties_grant_what_one_of_them_grants():
    for who, action in product(EVERYBODY, Action):
        for one, other in product(Tie, Tie):
            together = may(who, action, ties=[one, other])
            assert together == (may(who, action, ties=[one]) or may(who, action, ties=[other]))


def test_a_tie_to_a_case_gives_nothing_to_whoever_is_not_staff():
    """Who leaves the bureau keeps nothing by having been the officer of a case."""
    for action in Action:
        for tie in (Tie.STEWARD, Tie.OFFICER):
            assert may(Role.ENTERPRISE, action, ties=[tie]) == may(Role.ENTERPRISE, action)


def test_nobody_of_an_enterprise_can_make_or_unmake_a_legal_representative():
    for tie in Tie:
        assert not may(Role.ENTERPRISE, INVITES[Tie.LEGAL], ties=[tie])
        assert not may(Role.ENTERPRISE, REMOVES[Tie.LEGAL], ties=[tie])


def test_everybody_but_enterprises_is_staff():
    assert {role for role in Role if is_staff(role)} == set(Role) - {Role.ENTERPRISE}

"""Several messages in one: each case once, with its last state, and nothing that is longer than a message."""

from typing import Any
from uuid import uuid4

import pytest

from bot.rendering.messages import RENDERERS, render
from bot.rendering.outgoing import TEXT_LIMIT, Outgoing
from bot.sandbox.formatting import read_html
from cases.outbox import MessageClass, Opened

MILESTONE: dict[str, Any] = {
    "project_code": "2511-370103-04-01-202601",
    "project_name": "示范产业园",
    "ref": "SZ-1",
    "item": "施工许可证核发",
    "milestone": "已受理",
    "recorded": "已受理",
    "before": "已接件",
    "after": "已受理",
    "effective_on": "2026-11-23",
    "note": "",
    "stage_completed": None,
    "next_step": "wait_decision",
    "deadlines": [],
    "notes": [],
    "legal": False,
    "conflict": False,
}
GRANTED = MILESTONE | {
    "milestone": "办结(通过)",
    "recorded": "办结(通过)",
    "before": "已受理",
    "after": "办结(通过)",
    "effective_on": "2026-11-24",
    "next_step": "collect_result",
    "note": "请到三号窗口",
}
OTHER = MILESTONE | {"ref": "SZ-2", "item": "消防设计审查"}
ELSEWHERE = MILESTONE | {
    "ref": "SZ-9",
    "project_code": "2511-370103-04-01-202609",
    "project_name": "别的项目",
}
MOVED = {
    "project_code": MILESTONE["project_code"],
    "project_name": "示范产业园",
    "ref": "SZ-1",
    "item": "施工许可证核发",
    "reason": "放假安排有变",
    "moves": [],
}


def said(*payloads: dict[str, Any], kind: str = "milestone") -> Outgoing:
    first, *also = payloads
    opened = Opened(
        uuid4(), uuid4(), "1000", "telegram", kind, first, MessageClass.MILESTONE, False
    )
    return render(Opened(**(vars(opened) | {"also": tuple(also)})))


def test_each_case_is_told_as_by_itself():
    """Under a head that says how many messages these are."""
    html = said(MILESTONE, OTHER).html

    assert html.startswith("<b>共 2 条消息，一并告知</b>")
    for payload in (MILESTONE, OTHER):
        assert RENDERERS["milestone"](payload).html in html


def test_steps_of_one_case_are_told_by_the_last_and_how_it_came_there():
    """The last state, its next step and its note; the way there is not lost."""
    html = said(MILESTONE | {"note": "收件编号 12"}, OTHER, GRANTED).html

    assert html.count("SZ-1") == 1
    assert "已接件 → 已受理 → <b>办结(通过)</b>（2026-11-24）" in html
    assert "收件编号 12；请到三号窗口" in html
    assert "等待审批" not in html.split("SZ-1")[1]
    assert html.index("SZ-2") < html.index("SZ-1")


@pytest.mark.parametrize("change", [{"conflict": True}, {"before": "特别程序"}])
def test_what_does_not_follow_on_the_state_before_is_told_beside_it(change: dict[str, Any]):
    """Two facts that contradict each other are both said."""
    html = said(MILESTONE, GRANTED | change).html

    assert html.count("SZ-1") == 2


def test_a_button_that_two_projects_have_names_the_project():
    """One row for each project, and one only."""
    one, two = said(MILESTONE, OTHER, ELSEWHERE).buttons

    assert [button.label for button in one] == ["看进度·示范产业园", "期限怎么算·示范产业园"]
    assert [button.label for button in two] == ["看进度·别的项目", "期限怎么算·别的项目"]
    assert [button.label for button in said(MILESTONE, OTHER).buttons[0]] == [
        "看进度",
        "期限怎么算",
    ]


def test_dates_that_moved_are_told_together_too():
    html = said(MOVED, MOVED | {"ref": "SZ-2"}, kind="dates_moved").html

    assert html.count("放假安排有变") == 2


@pytest.mark.parametrize("kind", ["milestone", "staff_alert", "dates_moved"])
def test_ten_long_ones_still_are_one_message(kind: str):
    """Then each is a line; the head still says how many."""
    payload = (MOVED if kind == "dates_moved" else MILESTONE) | {
        "project_name": "<名>" * 60,
        "item": "<项>" * 60,
    }
    if kind == "dates_moved":
        payload |= {"reason": "因" * 500}
    else:
        payload |= {"note": "注" * 600, "notes": ["注" * 500]}

    message = said(*({**payload, "ref": f"SZ-{number}"} for number in range(10)), kind=kind)

    text, _ = read_html(message.html)
    assert len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT
    assert text.startswith("共 10 条消息")
    assert all(f"SZ-{number}" in text for number in range(10))

"""Values become Telegram HTML that Telegram accepts, with nothing from outside as markup."""

import csv
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from bot.rendering.attachments import excess
from bot.rendering.audience import audience_words
from bot.rendering.html import length
from bot.rendering.messages import RENDERERS
from bot.rendering.outgoing import CAPTION_LIMIT, TEXT_LIMIT, Button, Held, Outgoing
from bot.rendering.progress import caption
from bot.rendering.progress_words import current, explanation_lines, running_first, stage_states
from bot.rendering.salon_calendar import calendar_entry
from bot.sandbox.formatting import read_html
from bot.texts import answers, milestones
from cases.notices import Audience
from cases.rules.milestones import MILESTONES, STAGE_DONE, NextStep
from retrieval.answers import AnswerStatus

EVIL = '<b>&"甲</a>'
DEADLINE = {
    "kind": "审批",
    "legal_effect": "法定",
    "subject": "",
    "due_on": "2026-02-27",
    "provisional": False,
    "overdue": False,
    "explanation": [
        {"from": "2026-02-12", "to": "2026-02-13", "days": 2, "counted": True, "why": "工作日"},
        {"from": "2026-02-14", "to": "2026-02-14", "days": 1, "counted": True, "why": "调休上班"},
    ],
}
MILESTONE = {
    "project_code": "2511-370103-04-01-202601",
    "project_name": EVIL,
    "ref": EVIL,
    "item": EVIL,
    "milestone": "已受理",
    "recorded": "已受理",
    "before": "已接件",
    "after": "已受理",
    "effective_on": "2026-02-11",
    "note": EVIL,
    "stage_completed": None,
    "next_step": "wait_decision",
    "deadlines": [DEADLINE],
    "notes": [EVIL],
    "legal": True,
    "conflict": True,
}
SALON = {
    "id": "00000000-0000-0000-0000-000000000001",
    "title": EVIL,
    "starts_at": "2026-03-05T06:00:00+00:00",
    "ends_at": "2026-03-05T08:00:00+00:00",
    "deadline": "2026-03-05T06:00:00+00:00",
    "place": EVIL,
    "capacity": 30,
    "per_enterprise": 2,
    "contact": EVIL,
    "agenda": EVIL,
    "sequence": 2,
}
PICTURE = {"kind": "photo", "file_id": "AgAC1", "sha256": "ab" * 32, "size": 2_345_678, "name": ""}
LEAFLET = {**PICTURE, "kind": "document", "file_id": "BQAC1", "size": 999, "name": EVIL}
NOTICE = {
    "notice_id": "00000000-0000-0000-0000-000000000002",
    "number": "2026-0001",
    "digest": "ab" * 32,
    "content": {
        "title": EVIL,
        "body": EVIL * 20,
        "salon": SALON,
        "attachment": PICTURE,
        "send_at": "2026-03-02T01:00:00+00:00",
        "expires_at": "2026-03-04T01:00:00+00:00",
    },
    "about": {
        "author": EVIL,
        "number": "2026-0001",
        "audience": EVIL,
        "count": 3,
        "unreached": {"count": 9, "first": [{"name": EVIL, "why": "没有绑定的用户"}]},
    },
}
PROGRESS = {
    "as_of": "2026-02-25",
    "project": {"name": EVIL * 9, "code": "2511-370103-04-01-202601", "organization": EVIL},
    "stages": [
        {"stage": name, "state": "办理中"}
        for name in ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收")
    ],
    "cases": [
        {"ref": f"BJ-{n}", "item": EVIL * 3, "state": "已受理", "deadlines": [DEADLINE]}
        for n in range(40)
    ],
    "phases": [
        {
            "phase": "落地",
            "ground": {"ref": EVIL, "item": EVIL * 9, "state": "已受理", "since": None},
        },
        {"phase": "建设", "ground": None},
    ],
    "units": [
        {"project": {"name": EVIL * 9}, "stages": [{"stage": "施工许可", "state": "办理中"}]}
        for _ in range(9)
    ],
    "milestones": [],
}
COUNT = {"projects": 7, "investment": "123456.5"}
BOARD = {
    "today": "2026-02-25",
    "key_projects": {**COUNT, "by_stage": {"施工许可": COUNT, "竣工验收": COUNT}},
    "filings": {
        "years": [{"year": year, **COUNT, "to_date": COUNT} for year in (2026, 2025, 2024)]
    },
}
SAMPLES: dict[str, dict[str, Any]] = {
    "text": {"html": "<b>好</b>", "buttons": [[("确定", "x")]]},
    "answer": {
        "status": "answered",
        "text": f"{EVIL}\n\n「{EVIL * 700}」\n——《甲》第一条\n\n以上内容仅供咨询参考。",
        "candidates": [{"label": EVIL, "question": EVIL}],
        "exchange": "0" * 32,
    },
    "progress": {"progress": PROGRESS, "buttons": []},
    "silent_cases": {
        "after_working_days": 20,
        "total": 40,
        "cases": [
            {
                "ref": EVIL,
                "item": EVIL * 9,
                "state": None,
                "project_code": "2511-370103-04-01-202601",
                "project": EVIL * 9,
                "steward": EVIL,
                "last_on": "2026-01-05",
                "working_days": 33,
            }
        ]
        * 20,
    },
    "board": {"html": "<b>看板</b>", "board": BOARD, "buttons": [[("行业", "board:industries")]]},
    "milestone": MILESTONE,
    "staff_alert": MILESTONE,
    "dates_moved": {
        **MILESTONE,
        "reason": EVIL,
        "moves": [{**DEADLINE, "before": "2026-02-27", "after": None}],
    },
    "call_by_phone": {
        **MILESTONE,
        "person": EVIL,
        "delivery_id": "0" * 32,
        "state": "failed",
        "reason": EVIL,
    },
    "reminder": {
        "as_of": "2026-02-26",
        "enterprise": False,
        "lines": [{**MILESTONE, **DEADLINE, "warning": warning} for warning in ("", EVIL)] * 20,
    },
    "human_request": {"request": "0" * 32, "name": EVIL, "question": EVIL, "why": EVIL},
    "staff_answer": {"role": "officer", "question": EVIL * 60, "answer": EVIL * 160},
    "approved_lapsed": {
        "id": "0" * 32,
        "question": EVIL * 30,
        "answer": EVIL * 160,
        "approved_on": "2026-02-25",
        "lapse": "review_due",
        "citations": [EVIL],
    },
    "notice": NOTICE,
    "notice_preview": NOTICE,
    "approval_request": NOTICE,
    "notice_progress": {
        "notice_id": NOTICE["notice_id"],
        "number": "2026-0001",
        "state": "发送中",
        "sending": True,
        "held": False,
        "recall": {"edited": 1, "failed": 1, "left": 1},
        "wave": 1,
        "reason": None,
        "in_flight": 2,
        **dict.fromkeys(("total", "sent", "pending", "failed", "unknown", "unsent"), 1),
    },
    "notice_outcomes": {
        "number": EVIL,
        "rows": [
            {
                "version": 1,
                "name": EVIL,
                "organizations": [EVIL],
                "outcome": "已送达",
                "at": "2026-03-05T06:00:00+00:00",
                "tries": 1,
                "reason": EVIL,
            }
        ],
    },
    "recall_request": {
        "recall_id": NOTICE["notice_id"],
        "digest": "ab" * 32,
        "attachment": LEAFLET,
        "had_attachment": True,
        "number": "2026-0001",
        "title": EVIL,
        "author": EVIL,
        "words": EVIL,
    },
    "notice_recalled": {
        "number": "2026-0001",
        "words": EVIL * 30,
        "attachment": LEAFLET,
        "had_attachment": True,
    },
    "notice_list": {
        "rows": 99,
        "listed": 40,
        "unknown": [{"line": n, "value": EVIL * 9, "why": EVIL} for n in range(20)],
        "repeated": [{"line": 50, "value": EVIL, "why": "与第 4 行重复"}],
        "unreached": [{"line": 51, "value": EVIL, "why": "没有绑定的用户"}],
    },
    "notice_held": {"notice_id": NOTICE["notice_id"], "number": "2026-0001", "reason": EVIL},
    "salon_registered": {"salon": SALON},
    "salon_promoted": {"salon": SALON},
    "salon_offered": {"salon": SALON, "until": "2026-03-05T06:00:00+00:00"},
    "salon_offer_lapsed": {"salon": SALON},
    "salon_reminder": {"salon": SALON},
    "salon_moved": {"salon": SALON, "before": SALON},
    "salon_entry": {"salon": SALON},
    "salon_code": {"salon": SALON, "link": "https://t.me/bangban_bot?start=k_abc"},
    "salon_feedback": {"salon": SALON},
    "salon_question": {
        "question_id": NOTICE["notice_id"],
        "title": EVIL,
        "name": EVIL,
        "department": None,
        "question": EVIL * 20,
        "departments": [EVIL, "规划科"],
    },
    "salon_answer": {
        "salon": SALON,
        "department": EVIL,
        "role": "officer",
        "question": EVIL * 38,
        "answer": EVIL * 115,
    },
    "salon_attendance": {
        "salon": SALON,
        "people": [
            {
                "name": EVIL,
                "enterprise": EVIL,
                "questions": [{"question": EVIL, "department": EVIL, "answer": None}],
                "state": state,
                "checked_in_at": "2026-03-05T06:00:00+00:00",
                "rating": 3,
            }
            for state in ("registered", "waiting", "offered")
        ],
    },
    "salon_cancelled": {"salon": SALON, "reason": EVIL * 90},
}


PLAIN = {key: value for key, value in NOTICE["content"].items() if key != "attachment"}
RECALLED = SAMPLES["notice_recalled"]
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *sorted(SAMPLES.items(), key=lambda one: one[0]),
    ("notice", NOTICE | {"content": PLAIN}),
    ("notice", NOTICE | {"content": PLAIN | {"attachment": LEAFLET}}),
    ("notice_preview", NOTICE | {"content": PLAIN}),
    ("notice_recalled", RECALLED | {"attachment": None}),
    ("notice_recalled", RECALLED | {"attachment": None, "had_attachment": False}),
    ("notice_list", SAMPLES["notice_list"] | {"unknown": []}),
]


def test_every_kind_has_its_sample():
    assert set(SAMPLES) == set(RENDERERS)


@pytest.mark.parametrize(("kind", "sample"), VARIANTS)
def test_every_kind_is_valid_html_within_the_limits(kind: str, sample: dict[str, Any]):
    """What people typed appears as they typed it, never as markup."""
    message = RENDERERS[kind](sample)
    text = read_html(message.html)[0]
    limit = CAPTION_LIMIT if message.photo or message.document else TEXT_LIMIT

    assert 0 < len(text.encode("utf-16-le")) // 2 <= limit
    if EVIL in str(sample):
        assert EVIL in text


def test_a_call_owed_before_it_could_be_answered_with_a_tap_still_goes_out():
    message = RENDERERS["human_request"]({"name": EVIL, "question": ""})

    assert EVIL in read_html(message.html)[0]
    assert message.buttons == ()


def test_a_question_owed_before_it_could_be_answered_with_a_tap_still_goes_out():
    message = RENDERERS["salon_question"]({"title": EVIL, "name": EVIL, "question": EVIL})

    assert EVIL in read_html(message.html)[0]
    assert message.buttons == ()


def test_what_is_attached_is_sent_by_the_name_that_the_channel_has_for_it():
    """No bytes of ours: exactly those that were approved."""
    assert RENDERERS["notice"](NOTICE).photo == Held("AgAC1")
    leaflet = RENDERERS["notice"](NOTICE | {"content": PLAIN | {"attachment": LEAFLET}})
    assert (leaflet.photo, leaflet.document) == (None, Held("BQAC1"))


def test_a_picture_that_is_withdrawn_leaves_a_plate():
    """A file cannot be taken off a message, and the wrong one must not stay."""
    message = RENDERERS["notice_recalled"](RECALLED | {"attachment": None})

    assert isinstance(message.photo, bytes)
    assert message.photo.startswith(b"\x89PNG")


@pytest.mark.parametrize("html", ["", "<b>甲&amp;乙</b>😀", f"<i>{'长' * 50}</i>&lt;b&gt;"])
def test_the_length_of_a_message_is_what_telegram_counts(html: str):
    assert length(html) == len(read_html(html)[0].encode("utf-16-le")) // 2


def test_the_mark_of_a_repeat_has_its_place_under_a_picture_too():
    """What fits to the last character without it would be refused the second time."""
    just_fits = Outgoing("长" * (CAPTION_LIMIT - len("【可能重复】\n")))

    assert excess(just_fits) == 0
    assert excess(Outgoing(just_fits.html + "长长")) == 2


def test_whom_a_notice_is_for_is_said_so_that_and_and_or_cannot_be_confused():
    audience = Audience(streets=("甲街道", "乙街道"), stages=("施工许可",), listed=("1", "2"))

    assert audience_words(audience) == "甲街道或乙街道，且施工许可阶段，且名单上的 2 家（件）"


def test_the_caption_says_how_many_cases_it_leaves_out():
    assert "另有" in caption(PROGRESS)


def test_the_rows_of_an_explanation_name_the_make_up_day():
    lines = explanation_lines(DEADLINE)

    assert "2026-02-14" in lines[1]
    assert "计入" in lines[1]


def test_the_counted_days_of_an_explanation_are_added_up():
    assert "3 天" in explanation_lines(DEADLINE)[-1]


def test_a_stage_that_others_have_passed_is_not_called_unbegun():
    """It is only missing from the records; what runs in parallel proves nothing."""
    names = ("立项用地规划许可", "工程建设许可", "施工许可", "竣工验收", "并行推进")
    states = ("未开始", "已完成", "未开始", "未开始", "办理中")
    stages = [{"stage": n, "state": s} for n, s in zip(names, states, strict=True)]

    assert stage_states(stages) == ["无登记", "已完成", "未开始", "未开始", "办理中"]


def test_a_delivery_whose_day_is_past_is_no_longer_shown():
    delivery = {**DEADLINE, "kind": "送达", "due_on": "2026-02-24"}
    case = {"deadlines": [DEADLINE, delivery]}

    assert current(case, as_of="2026-02-24") == [DEADLINE, delivery]
    assert current(case, as_of="2026-02-25") == [DEADLINE]


def test_what_still_runs_comes_first_where_not_all_fits():
    cases = [{"state": "办结(通过)"}, {"state": "已受理"}, {"state": None}]

    assert [case["state"] for case in running_first(cases)] == ["已受理", None, "办结(通过)"]


def test_a_quotation_that_is_the_answer_stays_open_and_nothing_is_said_twice():
    shown = RENDERERS["answer"](
        {**SAMPLES["answer"], "text": "「原文」\n——《甲》\n\n注意：乙\n\n注意：乙\n\n仅供参考。"}
    )

    assert shown.html.startswith("<blockquote>「原文」")
    assert shown.html.count("注意：乙") == 1


def test_every_ending_of_a_question_has_a_sentence():
    assert set(answers.ENDINGS) == set(AnswerStatus) - {AnswerStatus.ANSWERED}


def test_every_milestone_and_next_step_has_words():
    assert {one.kind for one in MILESTONES.values()} | {STAGE_DONE} <= set(milestones.HEADS)
    assert {step.value for step in NextStep} == set(milestones.NEXT_STEPS)


def test_button_data_longer_than_telegram_takes_is_refused():
    with pytest.raises(ValueError, match="64 bytes"):
        Button("长", "字" * 22)


def test_a_name_is_never_a_formula_in_the_file_of_outcomes():
    """A spreadsheet would compute what begins with an equals sign."""
    payload = SAMPLES["notice_outcomes"]
    row = payload["rows"][0] | {"name": "=HYPERLINK(1)"}

    file = RENDERERS["notice_outcomes"](payload | {"rows": [row]}).document

    assert file is not None
    (line,) = list(csv.reader(file.content.decode("utf-8-sig").splitlines()))[1:]
    assert line[1] == "'=HYPERLINK(1)"
    assert line[4] == "2026-03-05 14:00:00"


class TestTheEntryInACalendar:
    def entry(self, **changes: Any):
        file = calendar_entry(SALON | changes.pop("salon", {}), **changes)
        calendar = Calendar.from_ical(file.content)
        (event,) = calendar.walk("VEVENT")
        return calendar, event

    def test_it_is_what_the_salon_is(self):
        """Read back by the same rules by which calendars read it."""
        calendar, event = self.entry()

        assert calendar["METHOD"] == "PUBLISH"
        assert event.decoded("DTSTART") == datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
        assert event.decoded("DTEND") == datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
        assert str(event["LOCATION"]) == EVIL
        assert event["SEQUENCE"] == 2

    def test_a_change_keeps_the_uid_and_raises_the_sequence(self):
        """Otherwise a calendar keeps two entries, or the older one."""
        _, before = self.entry()
        calendar, after = self.entry(salon={"sequence": 3}, called_off=True)

        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert (calendar["METHOD"], after["STATUS"]) == ("CANCEL", "CANCELLED")

"""The salon form takes what people type, and asks again with the reason."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.handlers.salon_form import ORDER, BadAnswer, SalonForm, next_step, read_step

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 2, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05 14:00-16:00",
        "2026-3-5 14:00 - 16:00",
        "２０２６－０３－０５　１４：００至１６：００",
    ],
)
def test_a_time_span_is_read_in_the_bureaus_zone(text: str):
    start, end = read_step("when", text, now=NOW, zone=ZONE)["when"]

    assert start == "2026-03-05T14:00:00+08:00"
    assert end == "2026-03-05T16:00:00+08:00"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        ("when", "下周四下午"),
        ("when", "2026-02-30 14:00-16:00"),
        ("when", "2026-03-05 16:00-14:00"),
        ("when", "2026-02-24 14:00-16:00"),
        ("when", "2026-03-05 25:00-26:00"),
        ("capacity", "0"),
        ("capacity", "501"),
        ("capacity", "三十"),
        ("capacity", "²"),
        ("capacity", "30，每家 31 人"),
        ("capacity", "30，每家 0 人"),
        ("capacity", "30.5"),
        ("title", ""),
        ("title", "长" * 61),
        ("contact", "长" * 61),
        ("body", "长" * 1001),
    ],
)
def test_an_answer_that_cannot_be_used_says_what_is_expected(step: str, text: str):
    with pytest.raises(BadAnswer, match="请"):
        read_step(step, text, now=NOW, zone=ZONE)


def test_the_answers_make_a_form():
    """Each step's value survives being kept as JSON."""
    answers = {
        "title": "企业沙龙",
        "when": "2026-03-05 14:00-16:00",
        "place": "三楼会议室",
        "capacity": "３０，每家最多２人",
        "contact": "刘倩",
        "body": "答疑",
        "hour": "2026-03-02 09:00 至 2026-03-04 18:00",
    }
    data: dict[str, object] = {}
    for step, text in answers.items():
        data |= read_step(step, text, now=NOW, zone=ZONE, given=data)
    json.dumps(data)

    form = SalonForm.from_data(data)

    assert form.send_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert form.expires_at == datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    assert (form.capacity, form.per_enterprise, form.ends_at.hour) == (30, 2, 16)
    assert next_step(ORDER[-2]) == "audience"


@pytest.mark.parametrize(
    "text",
    [
        "明天",
        "2026-02-30 09:00",
        "2026-02-24 09:00",
        "2026-03-05 14:00",
        "2026-03-01 25:00",
        "立即 至 ",
        "立即 至 2026-02-24 09:00",
        "立即 至 2026-03-05 14:01",
        "2026-03-02 09:00 至 2026-03-02 09:00",
    ],
)
def test_an_hour_that_cannot_be_kept_is_asked_for_again(text: str):
    """Past, no date at all, when the salon has begun, or over before it begins."""
    given = read_step("when", "2026-03-05 14:00-16:00", now=NOW, zone=ZONE)

    with pytest.raises(BadAnswer, match="请"):
        read_step("hour", text, now=NOW, zone=ZONE, given=given)


@pytest.mark.parametrize(
    ("text", "hour", "until"),
    [
        ("立即", None, None),
        ("立即至2026-03-05 14:00", None, "2026-03-05T14:00:00+08:00"),
        ("2026-3-2 9:00", "2026-03-02T09:00:00+08:00", None),
    ],
)
def test_an_end_that_is_not_said_is_the_beginning_of_the_salon(
    text: str, hour: str | None, until: str | None
):
    given = read_step("when", "2026-03-05 14:00-16:00", now=NOW, zone=ZONE)

    found = read_step("hour", text, now=NOW, zone=ZONE, given=given)

    assert found == {"hour": hour, "until": until}

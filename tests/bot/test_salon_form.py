"""The salon form takes what people type, and asks again with the reason."""

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
    start, end = read_step("when", text, now=NOW, zone=ZONE)

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
        "capacity": "３０",
        "contact": "刘倩",
        "body": "答疑",
        "hour": "2026-03-02 09:00",
    }
    data: dict[str, object] = {}
    for step, text in answers.items():
        data[step] = read_step(step, text, now=NOW, zone=ZONE, given=data)

    form = SalonForm.from_data(data)

    assert form.send_at == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert (form.capacity, form.ends_at.hour) == (30, 16)
    assert next_step(ORDER[-2]) == "audience"


@pytest.mark.parametrize(
    "text", ["明天", "2026-02-30 09:00", "2026-02-24 09:00", "2026-03-05 14:00", "2026-03-01 25:00"]
)
def test_an_hour_that_cannot_be_kept_is_asked_for_again(text: str):
    """Past, no date at all, or when the salon has begun."""
    given = {"when": read_step("when", "2026-03-05 14:00-16:00", now=NOW, zone=ZONE)}

    with pytest.raises(BadAnswer, match="请"):
        read_step("hour", text, now=NOW, zone=ZONE, given=given)
    assert read_step("hour", "立即", now=NOW, zone=ZONE, given=given) is None

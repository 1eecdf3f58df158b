"""What people with a seat, or hoping for one, are told about a salon."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import segno

from bot.rendering.html import cut, escape, escaped
from bot.rendering.outgoing import Attachment, Button, Outgoing
from bot.rendering.salon_calendar import calendar_entry
from bot.rendering.spreadsheet import BOM, cell
from bot.rendering.times import moment, span
from bot.texts import salons as texts
from bot.texts.start import ROLES
from cases.digests import digest_of
from cases.rules.dates import BEIJING

Payload = Mapping[str, Any]

REASON_LIMIT = 300  # the words go under a file, whose caption is short


def salon_registered(payload: Payload) -> Outgoing:
    """Return the confirmation of a seat, with what belongs to it."""
    salon = payload["salon"]
    return Outgoing(texts.REGISTERED.format(**salon_words(salon)), _seat_buttons(salon))


def salon_offered(payload: Payload) -> Outgoing:
    """Return the offer of a seat, and until when it is kept."""
    salon, key = payload["salon"], _key(payload)
    until = moment(datetime.fromisoformat(payload["until"]), BEIJING)
    return Outgoing(
        texts.OFFERED.format(until=until, **salon_words(salon)),
        ((Button(texts.TAKE, f"s:on:{key}"), Button(texts.DECLINE, f"s:off:{key}")),),
    )


def salon_offer_lapsed(payload: Payload) -> Outgoing:
    """Return the news that an offer was not taken in time."""
    return Outgoing(
        texts.OFFER_LAPSED.format(**salon_words(payload["salon"])),
        ((Button(texts.REGISTER, f"s:on:{_key(payload)}"),),),
    )


def salon_reminder(payload: Payload) -> Outgoing:
    """Return the reminder, with the code for the door at hand."""
    salon = payload["salon"]
    return Outgoing(texts.REMINDER.format(**salon_words(salon)), _seat_buttons(salon))


def salon_moved(payload: Payload) -> Outgoing:
    """Return the new time and place, with the entry that replaces the one in the calendar."""
    salon, before = payload["salon"], payload["before"]
    return Outgoing(
        texts.MOVED.format(
            before=salon_words(before)["when"],
            before_place=escape(before["place"]),
            **salon_words(salon),
        ),
        ((Button(texts.CANCEL, f"s:off:{_key(payload)}"),),),
        document=calendar_entry(salon),
    )


def salon_cancelled(payload: Payload) -> Outgoing:
    """Return the news that a salon does not take place, with the entry that removes it."""
    salon = payload["salon"]
    words = salon_words(salon)
    return Outgoing(
        texts.CALLED_OFF.format(reason=escape(cut(payload["reason"], REASON_LIMIT)), **words),
        document=calendar_entry(salon, called_off=True),
    )


def salon_entry(payload: Payload) -> Outgoing:
    """Return the file for a calendar."""
    salon = payload["salon"]
    return Outgoing(texts.ENTRY.format(**salon_words(salon)), document=calendar_entry(salon))


def salon_code(payload: Payload) -> Outgoing:
    """Return the QR code for the door; staff scan it."""
    picture = io.BytesIO()
    segno.make(payload["link"], error="m").save(picture, kind="png", scale=8, border=4)
    return Outgoing(texts.CODE.format(**salon_words(payload["salon"])), photo=picture.getvalue())


def salon_feedback(payload: Payload) -> Outgoing:
    """Return the question how it was."""
    key = _key(payload)
    row = tuple(
        Button(label, f"s:f{rating}:{key}") for rating, label in sorted(texts.RATINGS.items())
    )
    return Outgoing(texts.FEEDBACK.format(**salon_words(payload["salon"])), (row,))


def salon_question(payload: Payload) -> Outgoing:
    """Return what somebody wants answered at a salon, for those who are to answer it."""
    words = {key: payload[key] for key in ("title", "name", "question")}
    question = payload.get("question_id")  # without one it was owed before it could be answered
    if question is None:
        return Outgoing(texts.QUESTION_FOR.format(**escaped(words)))
    key = UUID(question).hex
    rows = [(Button(texts.ANSWER_BUTTON, f"sq:take:{key}"),)]
    rows += [
        (Button(texts.GIVE_TO.format(department=name), f"sq:give:{department_key(name)}:{key}"),)
        for name in payload["departments"]
    ]
    return Outgoing(texts.QUESTION_FOR.format(**escaped(words)), tuple(rows))


def department_key(name: str) -> str:
    """Return what a button says for a department: the same for as long as it has its name."""
    return digest_of(name)[:8]


def salon_answer(payload: Payload) -> Outgoing:
    """Return the answer to a question asked beforehand, with the department and never a name."""
    return Outgoing(
        texts.ANSWERED.format(
            who=escape(payload["department"] or ROLES[payload["role"]]),
            title=escape(payload["salon"]["title"]),
            question=escape(payload["question"]),
            answer=escape(payload["answer"]),
        )
    )


def salon_attendance(payload: Payload) -> Outgoing:
    """Return the list for the door, as a table that opens in a spreadsheet."""
    people = payload["people"]
    table = io.StringIO(BOM, newline="")
    table.seek(0, io.SEEK_END)
    writer = csv.writer(table)
    writer.writerow(texts.ATTENDANCE_COLUMNS)
    writer.writerows([cell(value) for value in _line(person)] for person in people)
    counts = {
        "seats": sum(person["state"] == "registered" for person in people),
        "waiting": sum(person["state"] == "waiting" for person in people),
        "came": sum(person["checked_in_at"] is not None for person in people),
    }
    return Outgoing(
        texts.ATTENDANCE.format(**counts, **salon_words(payload["salon"])),
        document=Attachment(texts.ATTENDANCE_FILE, table.getvalue().encode()),
    )


def salon_words(salon: Payload) -> dict[str, str]:
    """Return title, time and place, ready for a text."""
    start, end = (datetime.fromisoformat(salon[key]) for key in ("starts_at", "ends_at"))
    return {
        "title": escape(salon["title"]),
        "when": span(start, end, BEIJING),
        "place": escape(salon["place"]),
    }


def limit_words(salon: Payload) -> str:
    """Return how many people of one enterprise may come, in brackets; nothing where any number may."""
    most = salon.get("per_enterprise")
    return texts.LIMIT.format(most=most) if most else ""


def _line(person: Payload) -> tuple[object, ...]:
    came = person["checked_in_at"]
    return (
        person["name"],
        person.get("enterprise") or "",
        texts.STATES[person["state"]],
        f"{datetime.fromisoformat(came).astimezone(BEIJING):%H:%M}" if came else "",
        "\n".join(question_words(one) for one in person.get("questions", ())),
        texts.RATINGS.get(person["rating"], ""),
    )


def question_words(question: Payload) -> str:
    """Return a question for the list at the door: to whom it went, and whether it is answered."""
    done = texts.DONE if question["answer"] else texts.NOT_DONE
    return f"【{question['department'] or texts.PLANNER}·{done}】{question['question']}"


def _seat_buttons(salon: Payload) -> tuple[tuple[Button, ...], ...]:
    key = UUID(salon["id"]).hex
    return (
        (Button(texts.CODE_BUTTON, f"s:qr:{key}"), Button(texts.ENTRY_BUTTON, f"s:ics:{key}")),
        (Button(texts.ASK_BUTTON, f"s:ask:{key}"), Button(texts.CANCEL, f"s:off:{key}")),
    )


def _key(payload: Payload) -> str:
    return UUID(payload["salon"]["id"]).hex

"""企业沙龙 notices: what enterprises get, and what managers see before they answer for it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.pictures.plate import withdrawn_plate
from bot.rendering.attachments import attachment_words, under
from bot.rendering.html import escape, escaped
from bot.rendering.outgoing import Button, Outgoing
from bot.rendering.salons import limit_words, salon_words
from bot.rendering.times import moment
from bot.texts import broadcasts as texts
from bot.texts import salons as salon_texts
from cases.rules.dates import BEIJING

Payload = Mapping[str, Any]

DIGEST_SHOWN = 12  # hex digits that a button carries; the record compares them with all 64


def notice(payload: Payload) -> Outgoing:
    """Return the notice exactly as its audience receives it."""
    salon = payload["content"]["salon"]
    rows = ((_register(salon),),) if salon else ()
    message = Outgoing(notice_html(payload), rows)
    return under(payload["content"].get("attachment"), message)


def notice_preview(payload: Payload) -> Outgoing:
    """Return the notice with the choices of its author underneath."""
    about = payload["about"]
    words = texts.PREVIEW.format(
        **escaped(about)
        | {
            "hour": _hours(payload),
            "attached": _attached(payload),
            "unreached": _unreached(about["unreached"]),
        }
    )
    notice_id = UUID(payload["notice_id"]).hex
    return Outgoing(
        f"{notice_html(payload)}\n\n———\n{words}",
        (
            (Button(texts.TRY, f"n:try:{notice_id}"),),
            (
                Button(texts.SUBMIT, f"n:submit:{notice_id}"),
                Button(texts.DISCARD, f"n:drop:{notice_id}"),
            ),
        ),
    )


def approval_request(payload: Payload) -> Outgoing:
    """Return the notice with the choices of the second person; they decide about these bytes only."""
    words = texts.APPROVAL_REQUEST.format(
        **escaped(payload["about"]) | {"hour": _hours(payload), "attached": _attached(payload)}
    )
    # An edit after this changes the digest and makes the buttons void.
    bound = f"{UUID(payload['notice_id']).hex}:{payload['digest'][:DIGEST_SHOWN]}"
    return Outgoing(
        f"{notice_html(payload)}\n\n———\n{words}",
        ((Button(texts.APPROVE, f"n:yes:{bound}"), Button(texts.RETURN, f"n:no:{bound}")),),
    )


def notice_progress(payload: Payload) -> Outgoing:
    """Return how far the sending of a notice is; edited in place while it goes on."""
    notice_id = UUID(payload["notice_id"]).hex
    wave = texts.WAVES[payload["wave"]] if payload["sending"] else ""
    words = [texts.PROGRESS.format(**escaped({"expired": 0, **payload, "wave": wave}))]
    row = [Button(texts.REFRESH, f"n:show:{notice_id}")]
    if payload["sending"] or payload["held"]:
        words.append(texts.ON_THE_WAY.format(in_flight=payload["in_flight"]))
    if payload["held"]:
        words.append(texts.HELD_BECAUSE.format(reason=escape(payload["reason"] or "—")))
        row.append(Button(texts.RESUME, f"n:go:{notice_id}"))
    if payload["sending"]:
        row.append(Button(texts.STOP, f"n:stop:{notice_id}"))
    recall = payload["recall"]
    if recall:
        words.append(texts.RECALL_PROGRESS.format(**escaped(recall)))
    rows = [row, [Button(texts.DETAILS, f"n:csv:{notice_id}")]]
    if payload["sent"] and not recall:
        rows[1].append(Button(texts.RECALL, f"n:recall:{notice_id}"))
    if payload["unknown"]:
        rows.append(
            [
                Button(texts.RESEND, f"n:again:{notice_id}"),
                Button(texts.WRITE_OFF, f"n:leave:{notice_id}"),
            ]
        )
    return Outgoing("\n".join(words), tuple(tuple(buttons) for buttons in rows))


def notice_held(payload: Payload) -> Outgoing:
    """Return the alert that a notice was paused, with what can be done about it."""
    notice_id = UUID(payload["notice_id"]).hex
    return Outgoing(
        texts.HELD.format(**escaped(payload)),
        (
            (
                Button(texts.RESUME, f"n:go:{notice_id}"),
                Button(texts.STOP, f"n:stop:{notice_id}"),
            ),
        ),
    )


def recall_request(payload: Payload) -> Outgoing:
    """Return the words that are to replace a notice, with the choices of the second person."""
    recall_id = UUID(payload["recall_id"]).hex
    # Other words, or another picture, than these make the button void.
    bound = f"{recall_id}:{payload['digest'][:DIGEST_SHOWN]}"
    return Outgoing(
        texts.RECALL_REQUEST.format(**escaped(payload) | {"shown": _shown_instead(payload)}),
        (
            (
                Button(texts.RECALL_APPROVE, f"n:ryes:{bound}"),
                Button(texts.RECALL_DECLINE, f"n:rno:{recall_id}"),
            ),
        ),
    )


def notice_recalled(payload: Payload) -> Outgoing:
    """
    Return what a message of a recalled notice says from then on.

    A picture or a file cannot be taken off a message: a plate takes its place, or what was chosen.
    """
    message = Outgoing(
        texts.RECALLED.format(number=payload["number"], words=escape(payload["words"]))
    )
    if payload["attachment"] is None and payload["had_attachment"]:
        return replace(message, photo=withdrawn_plate(payload["number"]))
    return under(payload["attachment"], message)


def notice_html(payload: Payload) -> str:
    """Return the words of a notice: its number, its text and the particulars of its salon."""
    content, number = payload["content"], payload["number"]
    title, body, salon = content["title"], content["body"], content["salon"]
    if not salon:
        return salon_texts.PLAIN.format(**escaped({"title": title, "body": body, "number": number}))
    return salon_texts.NOTICE.format(
        title=escape(title),
        body=escape(body),
        number=escape(number),
        when=salon_words(salon)["when"],
        place=escape(salon["place"]),
        capacity=escape(salon["capacity"]),
        limit=limit_words(salon),
        deadline=moment(datetime.fromisoformat(salon["deadline"]), BEIJING),
        contact=escape(salon["contact"]),
    )


def _hours(payload: Payload) -> str:
    """Return from when and until when the notice is sent, as far as somebody chose that."""
    content = payload["content"]
    return "".join(
        words.format(hour=moment(datetime.fromisoformat(content[key]), BEIJING))
        for key, words in (("send_at", texts.SEND_AT), ("expires_at", texts.EXPIRES_AT))
        if content.get(key)
    )


def _attached(payload: Payload) -> str:
    attachment = payload["content"].get("attachment")
    return texts.ATTACHED.format(what=attachment_words(attachment)) if attachment else ""


def _shown_instead(payload: Payload) -> str:
    if payload["attachment"] is not None:
        return texts.SHOWN_INSTEAD.format(what=attachment_words(payload["attachment"]))
    return texts.SHOWN_NO_MORE if payload["had_attachment"] else ""


def _unreached(found: Payload) -> str:
    if not found["count"]:
        return texts.ALL_REACHED
    names = "、".join(texts.UNREACHED_ONE.format(**escaped(one)) for one in found["first"])
    more = texts.UNREACHED_MORE if found["count"] > len(found["first"]) else ""
    return texts.UNREACHED.format(count=found["count"], names=names + more)


def _register(salon: Payload) -> Button:
    return Button(salon_texts.REGISTER, f"s:on:{UUID(salon['id']).hex}")

"""Several messages of one kind in one: every case with its last state, and nothing left out of the count."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.rendering.html import cut, escape
from bot.rendering.outgoing import TEXT_LIMIT, Button, Outgoing
from bot.texts import milestones as texts

Payload = Mapping[str, Any]

ROOM = TEXT_LIMIT - 100
NAME_LIMIT = 40
LABEL_NAME_LIMIT = 8


def together(render: Callable[[Payload], Outgoing], payloads: Sequence[Payload]) -> Outgoing:
    """
    Return one message for *payloads*, each as *render* says it, in the order in which they came about.

    Steps of one case that follow on each other are told as one, by the last of them. Where the whole
    is too long for a message, each case is told in a line.
    """
    told = _last_steps(payloads)
    blocks = [render(payload) for payload in told]
    head = texts.TOGETHER.format(count=len(payloads))
    html = "\n\n".join([head, *(block.html for block in blocks)])
    if len(html) > ROOM:
        html = "\n".join([head, *map(_line, told), texts.TOGETHER_SHORT])
    return Outgoing(html, _buttons(told, blocks))


def _last_steps(payloads: Sequence[Payload]) -> list[Payload]:
    told: list[Payload] = []
    for payload in payloads:
        known = next((one for one in reversed(told) if one["ref"] == payload["ref"]), None)
        if known is None or not _follows(payload, known):
            told.append(payload)
        else:
            told.remove(known)
            told.append(_joined(known, payload))
    return told


def _follows(payload: Payload, known: Payload) -> bool:
    if "after" not in payload or payload["conflict"] or known["conflict"]:
        return False
    return known["after"] is not None and payload["before"] == known["after"]


def _joined(known: Payload, payload: Payload) -> Payload:
    way = [known["before"] or "—", known["after"]]
    notes = [note for note in (known["note"], payload["note"]) if note]
    return {
        **payload,
        "before": " → ".join(way),
        "note": "；".join(dict.fromkeys(notes)),
        "stage_completed": payload["stage_completed"] or known["stage_completed"],
    }


def _line(payload: Payload) -> str:
    what = payload.get("after") or payload.get("recorded") or texts.TOGETHER_MOVED
    return texts.TOGETHER_LINE.format(
        project=escape(cut(payload["project_name"], NAME_LIMIT)),
        item=escape(cut(payload["item"], NAME_LIMIT)),
        ref=escape(payload["ref"]),
        what=escape(what),
    )


def _buttons(told: Sequence[Payload], blocks: Sequence[Outgoing]) -> tuple[tuple[Button, ...], ...]:
    """Return each row once; where two rows would read alike, with the project they are of."""
    rows: dict[tuple[Button, ...], str] = {}
    for payload, block in zip(told, blocks, strict=True):
        for row in block.buttons:
            rows.setdefault(row, payload["project_name"])
    labels = Counter(row[0].label for row in rows)
    return tuple(
        row if labels[row[0].label] == 1 else tuple(_named(button, name) for button in row)
        for row, name in rows.items()
    )


def _named(button: Button, name: str) -> Button:
    label = texts.TOGETHER_BUTTON.format(label=button.label, project=cut(name, LABEL_NAME_LIMIT))
    return Button(label, button.data, button.url)

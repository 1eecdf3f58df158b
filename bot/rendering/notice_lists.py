"""What a list of enterprises came to, row by row, for the manager who sent it."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.rendering.html import cut, escape
from bot.rendering.outgoing import Attachment, Outgoing
from bot.rendering.spreadsheet import BOM, cell
from bot.texts import broadcasts as texts

Payload = Mapping[str, Any]

MOST_SHOWN = 10  # rows said in the message; more of them come as a file too
LONGEST_CELL = 30


def notice_list(payload: Payload) -> Outgoing:
    """Return how many rows were taken, and every row of which something is to be said."""
    head = texts.LIST_REFUSED if payload["unknown"] else texts.LIST_TAKEN
    words = head.format(
        rows=payload["rows"], listed=payload["listed"], unknown=len(payload["unknown"])
    )
    remarks = list(_remarks(payload))
    shown = [
        texts.LIST_ROW.format(
            line=row["line"], value=escape(cut(row["value"], LONGEST_CELL)), why=escape(row["why"])
        )
        for _, row in remarks[:MOST_SHOWN]
    ]
    if len(remarks) <= MOST_SHOWN:
        return Outgoing("\n".join([words, *shown]))
    shown.append(texts.LIST_MORE.format(count=len(remarks)))
    return Outgoing("\n".join([words, *shown]), document=_file(remarks))


def _remarks(payload: Payload) -> Iterator[tuple[str, Payload]]:
    for kind, name in texts.LIST_REMARKS.items():
        yield from ((name, row) for row in payload[kind])


def _file(remarks: Sequence[tuple[str, Payload]]) -> Attachment:
    table = io.StringIO(BOM, newline="")
    table.seek(0, io.SEEK_END)
    writer = csv.writer(table)
    writer.writerow(texts.LIST_COLUMNS)
    writer.writerows(
        [cell(value) for value in (row["line"], row["value"], name, row["why"])]
        for name, row in remarks
    )
    return Attachment(texts.LIST_FILE, table.getvalue().encode())

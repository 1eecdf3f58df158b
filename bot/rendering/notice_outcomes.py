"""The outcomes of a notice as a table that opens in a spreadsheet."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.rendering.html import escaped
from bot.rendering.outgoing import Attachment, Outgoing
from bot.rendering.spreadsheet import BOM, cell
from bot.texts import broadcasts as texts
from cases.rules.dates import BEIJING


def notice_outcomes(payload: Mapping[str, Any]) -> Outgoing:
    """Return the file with one line for each recipient."""
    rows = payload["rows"]
    table = io.StringIO(BOM, newline="")
    table.seek(0, io.SEEK_END)
    writer = csv.writer(table)
    writer.writerow(texts.OUTCOME_COLUMNS)
    writer.writerows([cell(value) for value in _line(row)] for row in rows)
    name = texts.OUTCOME_FILE.format(number=payload["number"])
    return Outgoing(
        texts.OUTCOMES.format(**escaped({"number": payload["number"], "count": len(rows)})),
        document=Attachment(name, table.getvalue().encode()),
    )


def _line(row: Mapping[str, Any]) -> tuple[object, ...]:
    at = datetime.fromisoformat(row["at"]).astimezone(BEIJING)
    return (
        row["version"],
        row["name"],
        "、".join(row["organizations"]),
        row["outcome"],
        f"{at:%Y-%m-%d %H:%M:%S}",
        row["tries"],
        row["reason"],
    )

"""The days from which documents no longer hold, kept beside the texts so that no text is touched."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from knowledge.errors import LibraryBroken


class Withdrawals:
    """``withdrawn.json``: the end day by document id."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Mapping[str, date]:
        """
        Return the end days.

        Raises:
            LibraryBroken: The file does not hold them.
        """
        if not self.path.is_file():
            return {}
        try:
            said = json.loads(self.path.read_text(encoding="utf-8"))
            return {str(key): date.fromisoformat(day) for key, day in said.items()}
        except (ValueError, AttributeError, TypeError) as error:
            raise LibraryBroken(self.path, "应为“编号: 日期”的 JSON") from error

    def changed(self, ends: Mapping[str, date], held_again: Iterable[str] = ()) -> str | None:
        """Return what the file will hold with those *ends*, without *held_again*; nothing if the same."""
        before = self.read()
        lifted = set(held_again)
        after = {key: day for key, day in before.items() if key not in lifted} | dict(ends)
        if after == before:
            return None
        days = {key: day.isoformat() for key, day in sorted(after.items())}
        return json.dumps(days, ensure_ascii=False, indent=2) + "\n"

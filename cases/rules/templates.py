"""What the records know of an approval item: a process template, as plain data."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cases.rules.clock import Unit
from cases.rules.stages import Stage


@dataclass(frozen=True)
class ProcessTemplate:
    """
    An item's limits and names, taken from its guide.

    Attributes:
        item: The guide's name, e.g. ``construction-permit``.
        decision_days: Statutory limit of the decision; ``None`` where the law sets none.
        basis: 《law》第X条 of that limit.
        promised_days: The authority's own promise (承诺时限); ``None`` where none is known.
        delivery_days: 行政许可法 第四十四条, working days.
        acceptance_days: 行政许可法 第三十二条, working days.
    """

    item: str
    name: str
    stage: Stage
    decision_days: int | None = None
    decision_unit: Unit = Unit.WORKING
    basis: str = ""
    promised_days: int | None = None
    delivery_days: int = 10
    acceptance_days: int = 5
    aliases: tuple[str, ...] = ()

    def as_body(self) -> dict[str, Any]:
        return {**asdict(self), "aliases": list(self.aliases)}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "ProcessTemplate":
        return cls(
            **{
                **body,
                "stage": Stage(body["stage"]),
                "decision_unit": Unit(body["decision_unit"]),
                "aliases": tuple(body["aliases"]),
            }
        )

    @property
    def sha256(self) -> str:
        """The digest by which a changed template is told from an unchanged one."""
        body = json.dumps(self.as_body(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()

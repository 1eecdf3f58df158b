"""What the records know of an approval item: a process template, as plain data."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cases.rules.clock import Unit
from cases.rules.stages import Stage


@dataclass(frozen=True)
class Term:
    """
    A length of time that binds the enterprise, as the guide has it.

    Attributes:
        start: The day from which it runs, in the words of the guide: 领取施工许可证之日….
    """

    count: int
    unit: Unit
    start: str = ""
    basis: str = ""

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Term":
        return cls(**{**body, "unit": Unit(body["unit"])})


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
        extension_days: Most by which the decision may be extended, in its unit.
        extension_basis: The law that allows it; 行政许可法 第四十二条 where the item's own says nothing.
        supplement_stops: Whether a 补正 asked for after acceptance stops the clock here.
        duties: What the enterprise itself must do in time.
        validity: How long the certificate is good for.
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
    extension_days: int = 10
    extension_basis: str = "《中华人民共和国行政许可法》第四十二条"
    supplement_stops: bool = False
    duties: tuple[Term, ...] = ()
    validity: Term | None = None
    aliases: tuple[str, ...] = ()

    @property
    def statutory_days(self) -> int | None:
        """The limit of the decision in its unit: none to count where it is given at once."""
        return 0 if self.decision_unit is Unit.IMMEDIATE else self.decision_days

    @property
    def promised_unit(self) -> Unit:
        """What the promise is counted in: what the law wants at once is promised in working days."""
        return Unit.WORKING if self.decision_unit is Unit.IMMEDIATE else self.decision_unit

    def as_body(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "aliases": list(self.aliases),
            "duties": [asdict(duty) for duty in self.duties],
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "ProcessTemplate":
        return cls(
            **{
                **body,
                "stage": Stage(body["stage"]),
                "decision_unit": Unit(body["decision_unit"]),
                # A template of an earlier version of this program says nothing of these.
                "duties": tuple(Term.from_body(duty) for duty in body.get("duties", ())),
                "validity": Term.from_body(body["validity"]) if body.get("validity") else None,
                "aliases": tuple(body["aliases"]),
            }
        )

    @property
    def sha256(self) -> str:
        """The digest by which a changed template is told from an unchanged one."""
        body = json.dumps(self.as_body(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()

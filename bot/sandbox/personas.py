"""Who sits at the sandbox's page."""

from dataclasses import dataclass
from enum import StrEnum


class Pane(StrEnum):
    """The three columns of the page, from left to right."""

    ENTERPRISE = "企业"
    STEWARD = "帮办专员"
    MANAGER = "管理者"


@dataclass(frozen=True)
class Persona:
    """
    One person of the world whom the page plays.

    Args:
        title: What they are, shown under the name: 英雄山置业 · 经办人.
        suggestions: What to try. A command is sent at once; a question fills the input.
    """

    user_id: int
    name: str
    title: str
    pane: Pane
    suggestions: tuple[str, ...] = ()

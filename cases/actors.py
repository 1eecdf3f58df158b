"""Who did it, as it is written beside every fact and every administrative act."""

import enum
from dataclasses import dataclass


class ActorKind(enum.StrEnum):
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 — another program, by its API token
    SYSTEM = "system"
    CLI = "cli"


@dataclass(frozen=True)
class Actor:
    """Someone or something that acts; *id* is stable, *name* is as it was at the time."""

    kind: str
    id: str
    name: str


SYSTEM = Actor(ActorKind.SYSTEM, "system", "系统")
COMMAND_LINE = Actor(ActorKind.CLI, "cli", "命令行")

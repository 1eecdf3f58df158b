"""How ``bangban staff`` shows the bureau's people."""

from typing import Any

from bot.texts import terminal
from cases.staff import StaffMember


def row_of(member: StaffMember) -> dict[str, Any]:
    """Return *member* as the commands print it to programs."""
    return {
        "name": member.name,
        "role": member.role.value,
        "department": member.department,
        "channel": member.channel,
        "address": member.address,
    }


def line_of(member: StaffMember) -> str:
    """Return *member* as the commands print it to people."""
    return terminal.STAFF.format(
        name=member.name,
        role="　".join(filter(None, (terminal.ROLES[member.role], member.department))),
        channel=member.channel,
        address=member.address,
    )

"""Ids in the data of buttons."""

from uuid import UUID


def as_uuid(text: str) -> UUID:
    """Return the id in a button's data; an id nobody has for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)

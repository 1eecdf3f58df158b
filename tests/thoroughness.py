"""How much a run may take: ``--hypothesis-profile=ci`` gives every test the time that it wants."""

from hypothesis import settings

THOROUGH = 500  # examples of that profile


def thorough() -> bool:
    """Return whether this run has the time."""
    return settings().max_examples >= THOROUGH

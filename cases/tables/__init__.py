"""The schema, a file per topic. Importing this package registers every table."""

from cases.tables import (  # noqa: F401
    answered,
    approved_answers,
    audit,
    calendars,
    calls,
    conversations,
    facts,
    guards,
    inbox,
    membership,
    notices,
    outbox,
    people,
    preferences,
    processes,
    projects,
    recalls,
    reminders,
    salons,
    tokens,
)

"""企业沙龙: a limited number of seats, given out one by one and never twice."""

from cases.salons.attending import (
    LONGEST_QUESTION,
    CheckedIn,
    NotThatCode,
    ask_beforehand,
    check_in,
    code_of,
    rate,
)
from cases.salons.changing import cancel_salon, move_salon
from cases.salons.offers import expire_offers
from cases.salons.planning import (
    BadSalon,
    SalonNotFound,
    close_salon,
    create_salon,
    open_salons,
    salon_of,
    snapshot,
)
from cases.salons.registering import (
    AlreadyRegistered,
    Cancelled,
    Closed,
    NotRegistered,
    Participant,
    Registered,
    Waiting,
    cancel_registration,
    register,
    registration_of,
    registrations,
)
from cases.salons.reminding import remind_of_salons
from cases.tables.salons import RegistrationState, Salon, SalonState

__all__ = [
    "LONGEST_QUESTION",
    "AlreadyRegistered",
    "BadSalon",
    "Cancelled",
    "CheckedIn",
    "Closed",
    "NotRegistered",
    "NotThatCode",
    "Participant",
    "Registered",
    "RegistrationState",
    "Salon",
    "SalonNotFound",
    "SalonState",
    "Waiting",
    "ask_beforehand",
    "cancel_registration",
    "cancel_salon",
    "check_in",
    "close_salon",
    "code_of",
    "create_salon",
    "expire_offers",
    "move_salon",
    "open_salons",
    "rate",
    "register",
    "registration_of",
    "registrations",
    "remind_of_salons",
    "salon_of",
    "snapshot",
]

"""企业沙龙: a limited number of seats, given out one by one and never twice."""

from cases.salons.planning import (
    BadSalon,
    SalonNotFound,
    cancel_salon,
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
from cases.tables.salons import RegistrationState, Salon, SalonState

__all__ = [
    "AlreadyRegistered",
    "BadSalon",
    "Cancelled",
    "Closed",
    "NotRegistered",
    "Participant",
    "Registered",
    "RegistrationState",
    "Salon",
    "SalonNotFound",
    "SalonState",
    "Waiting",
    "cancel_registration",
    "cancel_salon",
    "close_salon",
    "create_salon",
    "open_salons",
    "register",
    "registration_of",
    "registrations",
    "salon_of",
    "snapshot",
]

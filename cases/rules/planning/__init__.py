"""
The way of a project through the bureau: which items apply and why, in what order, by when.

profile → applicability → graph → schedule → plan. Everything is a pure function of the project's profile,
the items and routes as the guides describe them, and the calendar.
"""

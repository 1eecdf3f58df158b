"""
What the records say of all projects together.

Every number is counted by the database in a fixed number of statements; which stage or phase a
project is in, how many working days a span has and what a percentile is are decided by the same
pure rules as for a single project, once for each kind of project or span that there is.
"""

from cases.insights.board import Board, board
from cases.insights.durations import Stopped, TimeInState, stopped_time, time_in_state
from cases.insights.filings import Filings, Year, filings
from cases.insights.portfolio import Count, Portfolio, portfolio
from cases.insights.punctuality import Punctuality, punctuality
from cases.insights.report import Report, reaching, report
from cases.insights.silence import SILENT_AFTER, Silence, silent_cases

__all__ = [
    "SILENT_AFTER",
    "Board",
    "Count",
    "Filings",
    "Portfolio",
    "Punctuality",
    "Report",
    "Silence",
    "Stopped",
    "TimeInState",
    "Year",
    "board",
    "filings",
    "portfolio",
    "punctuality",
    "reaching",
    "report",
    "silent_cases",
    "stopped_time",
    "time_in_state",
]

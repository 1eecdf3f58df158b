"""The real Chinese calendar, from the yearly 国务院办公厅 notices as the chinesecalendar package has them."""

from datetime import date
from functools import cache

from chinese_calendar import constants

from cases.rules.calendar import WorkCalendar

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@cache
def work_calendar() -> WorkCalendar:
    """Return the calendar of all years whose 放假安排 is known to this installation."""
    days_off: dict[date, str] = {
        day: NAMES.get(name, name) for day, name in constants.holidays.items()
    }
    days_worked: dict[date, str] = {
        day: NAMES.get(name, name) for day, name in constants.workdays.items()
    }
    announced = frozenset(day.year for day in days_off)
    return WorkCalendar(days_off, days_worked, announced)

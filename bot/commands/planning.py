"""What ``bangban plan`` does: a project's description becomes its plan."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.clock import SystemClock
from bot.commands.counting import calendar_here
from bot.errors import BadInput
from bot.knowledge_base import open_index
from bot.planning import chosen_routes, items_of, routes_of
from bot.rendering import plan_words
from bot.settings import read_settings
from bot.texts import plan as texts
from bot.texts import terminal
from cases.errors import BadDate
from cases.rules.dates import parse_date
from cases.rules.planning.plans import Plan, make_plan
from cases.rules.planning.profile import read_profile

ROUTE = ("route", "路线")
START = ("start", "开始日期")


def plan_of_file(file: Path, *, route: str, start: date | None) -> Plan:
    """
    Return the plan of the project that *file* describes; what the options say goes before the file.

    Raises:
        BadInput: The file cannot be read, is no YAML mapping, or holds something that is not understood.
        NotReady: The index cannot be built or read.
    """
    written = _read(file)
    in_file = _taken(written, ROUTE), _taken(written, START)
    named = route or str(in_file[0] or "")
    begin = start or _start(in_file[1])
    settings = read_settings()
    profile = read_profile(written)
    with open_index(settings) as index:
        guides = index.guides()
    routes = routes_of(guides)
    return make_plan(
        profile,
        items_of(guides),
        routes[0],
        chosen_routes(named, routes) if named else (),
        start=begin or SystemClock(settings.zone).today(),
        calendar=calendar_here(),
    )


def in_words(plan: Plan) -> Iterator[str]:
    """Yield the lines that show *plan* to people."""
    yield from plan_words.head_lines(plan)
    yield from plan_words.route_lines(plan)
    yield ""
    yield from plan_words.case_lines(plan)
    for lines in (plan_words.not_needed_lines(plan), plan_words.paper_lines(plan)):
        yield ""
        yield from lines
    if plan.missing:
        yield ""
        yield texts.MISSING.format(labels="、".join(plan.missing))


def _read(file: Path) -> dict[str, Any]:
    try:
        written = yaml.safe_load(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput(
            terminal.FILE_TROUBLE.format(path=file, reason=error.strerror or "")
        ) from error
    except UnicodeDecodeError as error:
        raise BadInput(terminal.PLAN_NOT_UTF8.format(path=file)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadInput(terminal.PLAN_NOT_YAML.format(path=file, line=line)) from error
    if not isinstance(written, dict) or not written:
        raise BadInput(terminal.PLAN_EMPTY.format(path=file))
    return written


def _taken(written: dict[str, Any], keys: tuple[str, ...]) -> Any:
    return next((written.pop(key) for key in keys if key in written), None)


def _start(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return parse_date(str(value))
    except BadDate as error:
        raise BadInput(f"{START[1]}：{error}") from error

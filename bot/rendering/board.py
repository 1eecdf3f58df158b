"""The board and its breakdowns in words; every number comes with the values, none is worked out anew."""

from collections.abc import Mapping
from typing import Any

from bot.pictures.board_chart import board_chart
from bot.rendering.amounts import yi
from bot.rendering.html import buttons_of, cut, escape
from bot.rendering.outgoing import DATA_LIMIT, Outgoing
from bot.texts import board as texts
from bot.texts.progress import NO_STATE
from bot.texts.staff import RECORD_BUTTON
from cases.insights import Board, Report
from cases.insights.filings import Year
from cases.insights.punctuality import Rate

MOST_ITEMS, MOST_LINES, MOST_SILENT = 8, 15, 10
MOST_BUTTONS, LABEL_LIMIT = 4, 30


def board(payload: Mapping[str, Any]) -> Outgoing:
    """Return the board: the chart, and the same in words."""
    return Outgoing(
        payload["html"],
        buttons_of(payload.get("buttons", ())),
        photo=board_chart(payload["board"]),
    )


def board_words(shown: Board) -> str:
    """Return the board in short."""
    this, last, before = shown.filings.years
    lines = [_filed(texts.TO_DATE, this, last, to_date=True)]
    lines.append(_filed(texts.WHOLE_YEAR, last, before, to_date=False))
    return texts.BOARD.format(
        today=shown.today,
        projects=shown.key.total.projects,
        levels="，".join(
            texts.LEVEL.format(name=escape(name), count=count.projects)
            for name, count in shown.key.by_key_level.items()
        ),
        investment=yi(shown.key.total.investment),
        stages=_lines({name: count.projects for name, count in shown.key.by_stage.items()}),
        filings="\n".join(lines),
        open=shown.open_cases,
        overdue=shown.overdue_cases,
    )


def phase_words(shown: Board) -> str:
    return texts.PHASES.format(
        today=shown.today,
        phases=_lines(shown.key.by_phase),
        under_way=_lines(shown.key.under_way),
    )


def industry_words(shown: Board) -> str:
    """Return last year's 立项 by industry, the year before beside it."""
    _, last, before = shown.filings.years
    lines = [
        texts.INDUSTRY.format(
            name=escape(cut(name, 20)),
            projects=count.projects,
            investment=yi(count.investment),
            projects_before=before.by_industry[name].projects if name in before.by_industry else 0,
            investment_before=yi(before.by_industry[name].investment)
            if name in before.by_industry
            else "0.00",
        )
        for name, count in list(last.by_industry.items())[:MOST_LINES]
    ]
    return texts.INDUSTRIES.format(year=last.year, before=before.year, lines="\n".join(lines))


def street_words(shown: Board) -> str:
    key = shown.key.by_street
    lines = [
        texts.STREET.format(
            name=escape(cut(name, 20)),
            projects=count.projects,
            key=key[name].projects if name in key else 0,
            investment=yi(count.investment),
        )
        for name, count in list(shown.everything.by_street.items())[:MOST_LINES]
    ]
    return texts.STREETS.format(lines="\n".join(lines))


def time_words(shown: Report) -> str:
    """Return the time in state of the commonest items."""
    by_item: dict[str, list[str]] = {}
    for one in shown.time_in_state:
        line = texts.TIME_STATE.format(
            state=escape(one.state), median=one.median, p90=one.p90, spells=one.spells
        )
        by_item.setdefault(one.item, []).append(line)
    return texts.TIMES.format(
        lines="\n".join(
            texts.TIME.format(item=escape(item), states="\n".join(states))
            for item, states in list(by_item.items())[:MOST_ITEMS]
        )
    )


def law_words(shown: Report) -> str:
    """Return the stopped time by legal ground, and the decisions in time."""
    stopped = sum(shown.stopped.days.values())
    grounds = [
        texts.GROUND.format(name=escape(name), days=days, share=f"{days / stopped:.0%}")
        for name, days in shown.stopped.days.items()
    ]
    rates = (
        _rate(shown.punctuality.statutory, texts.STATUTORY, texts.NO_STATUTORY),
        _rate(shown.punctuality.promised, texts.PROMISED, texts.NO_PROMISED),
    )
    return texts.LAW.format(
        total=shown.stopped.total,
        stopped=stopped,
        share=f"{shown.stopped.share:.0%}",
        grounds="\n".join(grounds or [texts.NO_STOPS]),
        rates="\n".join(rates),
    )


def silence_words(silence: Mapping[str, Any]) -> str:
    """Return the cases that nothing was heard of, the longest silent first."""
    after, total = silence["after_working_days"], silence["total"]
    if not total:
        return texts.SILENT_NONE.format(after=after)
    lines = [
        texts.SILENT_CASE.format(
            project=escape(cut(case["project"], 40)),
            item=escape(cut(case["item"], 40)),
            ref=escape(case["ref"]),
            state=escape(case["state"] or NO_STATE),
            last_on=escape(case["last_on"]),
            days=case["working_days"],
            steward=escape(cut(case["steward"], 20) or texts.NO_STEWARD),
        )
        for case in silence["cases"][:MOST_SILENT]
    ]
    if total > len(lines):
        lines.append(texts.SILENT_MORE.format(count=total - len(lines)))
    return texts.SILENT.format(after=after, total=total, lines="\n".join(lines))


def silent_cases(payload: Mapping[str, Any]) -> Outgoing:
    """Return a steward's weekly list, with a button to record on each of the first."""
    buttons = [
        [(cut(RECORD_BUTTON.format(ref=case["ref"]), LABEL_LIMIT), f"r:ref:{case['ref']}")]
        for case in payload["cases"][:MOST_BUTTONS]
        if len(case["ref"].encode()) <= DATA_LIMIT - len("r:ref:")
    ]
    return Outgoing(f"{texts.WEEKLY}\n{silence_words(payload)}", buttons_of(buttons))


def _filed(words: str, year: Year, before: Year, *, to_date: bool) -> str:
    now, then = (year.to_date, before.to_date) if to_date else (year.whole, before.whole)
    return words.format(
        year=year.year,
        before=before.year,
        projects=now.projects,
        investment=yi(now.investment),
        projects_before=then.projects,
        investment_before=yi(then.investment),
    )


def _rate(rate: Rate, words: str, none: str) -> str:
    if not rate.of:
        return none
    return words.format(met=rate.met, of=rate.of, rate=f"{rate.met / rate.of:.1%}")


def _lines(counts: Mapping[str, int]) -> str:
    return "\n".join(
        texts.LINE.format(name=escape(name), count=count) for name, count in counts.items() if count
    )

"""The figures of ``bangban evaluate`` as a table that people read."""

from collections.abc import Iterator

from bot.texts import terminal
from retrieval.evaluation import Evaluation
from retrieval.evaluation.metrics import by_type

NONE = "-"
REFUSED = "refused_"


def table_of(found: Evaluation) -> Iterator[str]:
    """Yield a line per figure, then a line per type of question."""
    yield terminal.FIGURE_HEAD
    for name, value in found.metrics.items():
        share = found.shares.get(name)
        interval = share.interval if share else None
        yield terminal.FIGURE.format(
            name=name,
            value=_figure(value),
            interval=f"[{interval[0]:.3f}, {interval[1]:.3f}]" if interval else "",
            units=share.units if share else "",
            meaning=_meaning(name),
        ).rstrip()
    yield ""
    yield terminal.KIND_HEAD
    for kind, figures in by_type(found.outcomes).items():
        yield terminal.KIND.format(kind=kind, figures=" · ".join(map(_figure, figures.values())))


def _meaning(name: str) -> str:
    if name in terminal.FIGURES:
        return terminal.FIGURES[name]
    return terminal.REFUSED_KIND.format(kind=name.removeprefix(REFUSED))


def _figure(value: float | None) -> str:
    return NONE if value is None else f"{value:g}" if value == int(value) else f"{value:.3f}"

"""One table per set of questions, printed as the systems come in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from benchmarks.contest import Entry
from benchmarks.corpora_to_ask import CorpusKind
from benchmarks.own_figures import own_figures
from benchmarks.question_sets import QuestionSet, as_questions, with_names
from benchmarks.scoring import scores
from benchmarks.systems import SystemName
from knowledge.passages import Passage
from retrieval.evaluation.shares import Share

NAMES = {
    SystemName.OURS: "**ours**",
    SystemName.ENSEMBLE: "(a) LangChain EnsembleRetriever, jieba BM25 + Chroma (LSA-512)",
    SystemName.CHARACTERS: "(b) BM25 over characters 1+2",
    SystemName.CHROMA: "(c) Chroma alone (LSA-512)",
}
RANKING = ("hit@1", "hit@5", "mrr@10")
QUALITY = (*RANKING, "key_fact", "refused_unanswerable", "false_refusal")
OWN = ("item_hit@1", "refused_near_miss", "premises_corrected", "paraphrases_alike")
OURS_ONLY = ("stale_citations", "dropped_conditions", "citation_precision")
TIMES = ("p50 · p95 ms", "CPU ms", "× first row, p50 · CPU", "indexing s, wall · CPU", "memory MB")
NOTHING = "–"


@dataclass(frozen=True)
class Table:
    """A set of questions, and the passages behind our own ones by id."""

    asked: QuestionSet
    passages: Mapping[str, Passage]
    on: date

    def head(self) -> Iterator[str]:
        """Yield the title and the names of the columns."""
        yield f"\n## {self.asked.title}: {len(self.asked.questions)} questions\n"
        heads = (*self._columns(), *TIMES)
        yield "| | " + " | ".join(heads) + " |"
        yield "|---" * (len(heads) + 1) + "|"

    def row(self, entry: Entry, first: Entry) -> str:
        """Return the row of a system, its times beside those of the first."""
        figures = self._figures(entry)
        cells = [_cell(figures[name]) for name in self._columns()]
        return f"| {self._label(entry)} | " + " | ".join([*cells, *_times(entry, first)]) + " |"

    def remarks(self, found: Sequence[Entry]) -> Iterator[str]:
        """Yield what only we are asked for."""
        ours = [entry for entry in found if entry.system is SystemName.OURS]
        if self.asked.corpus is CorpusKind.OWN and ours:
            figures = self._figures(ours[0])
            said = (f"{name} {_cell(figures[name])}" for name in OURS_ONLY)
            yield "\nOurs: " + " · ".join(said)

    def _columns(self) -> Sequence[str]:
        if self.asked.corpus is CorpusKind.OWN:
            return (*QUALITY, *OWN)
        if any(question.get("key_fact") for question in self.asked.questions):
            return QUALITY
        return (*RANKING, "false_refusal")

    def _label(self, entry: Entry) -> str:
        label = NAMES[entry.system]
        if not entry.with_known:
            label += ", without known questions"
        return label

    def _figures(self, entry: Entry) -> Mapping[str, Share]:
        asked = self.asked.questions
        if self.asked.corpus is not CorpusKind.OWN:
            return scores(entry.rows, asked)
        named = with_names(asked, self.passages)
        more = own_figures(entry.rows, as_questions(named), self.passages, self.on)
        return {**more, **scores(entry.rows, named)}


def _times(entry: Entry, first: Entry) -> Iterator[str]:
    yield f"{entry.p50_ms:.1f} · {entry.p95_ms:.1f}"
    yield f"{entry.cpu_ms:.1f}"
    yield f"{entry.p50_ms / first.p50_ms:.1f} · {entry.cpu_ms / first.cpu_ms:.1f}"
    yield f"{entry.indexing_s:.0f} · {entry.indexing_cpu_s:.0f}"
    yield f"{entry.memory_mb:.0f}"


def _cell(share: Share) -> str:
    value, interval = share.value, share.interval
    if value is None or interval is None:
        return NOTHING
    return f"{value:.3f} [{interval[0]:.2f}–{interval[1]:.2f}]"

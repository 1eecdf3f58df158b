"""
Ours beside what users would otherwise take, on the same questions and by the same scorer.

    make bench                       everything (an hour; STARD is most of it)
    make bench ARGS="--quick"        a few questions of our own: that the run still works
    make bench ARGS="--sets construction,own --extra FILE.jsonl"

No language model and no network. (a) LangChain's EnsembleRetriever: BM25Retriever over jieba's words
and Chroma; (b) plain BM25 over characters; (c) Chroma alone. Each runs in a process of its own, one
after the other.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.contest import Entry, entries
from benchmarks.corpora_to_ask import CorpusKind
from benchmarks.own_figures import own_figures
from benchmarks.question_sets import (
    QuestionSet,
    construction_set,
    extra_set,
    own_passages,
    own_set,
    stard_set,
    with_names,
)
from benchmarks.scoring import scores
from benchmarks.systems import SystemName
from knowledge.passages import Passage
from retrieval.evaluation.questions import Question
from retrieval.evaluation.shares import Share

DATA = Path(__file__).parents[2] / "shared" / "data"
ON = "2026-11-23"
SETS = ("construction", "own", "stard")
NAMES = {
    SystemName.OURS: "**ours**",
    SystemName.ENSEMBLE: "(a) LangChain EnsembleRetriever, jieba BM25 + Chroma (LSA-512)",
    SystemName.CHARACTERS: "(b) BM25 over characters 1+2",
    SystemName.CHROMA: "(c) Chroma alone (LSA-512)",
}
QUALITY = ("hit@1", "hit@5", "mrr@10", "key_fact", "refused_unanswerable", "false_refusal")
OWN = ("item_hit@1", "refused_near_miss", "premises_corrected", "paraphrases_alike")
TIMES = ("p50 · p95 ms", "CPU ms", "× ours, p50 · CPU", "indexing s, wall · CPU", "memory MB")
OURS_ONLY = ("stale_citations", "dropped_conditions", "citation_precision")


def main() -> None:
    """Ask everybody, and print a table per set."""
    args = _arguments()
    machine = f"{os.cpu_count()} cores {platform.machine()}"
    print(
        f"# {datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}, no model"
    )
    kept: dict[str, Any] = {}
    passages = own_passages()
    for asked in _sets(args):
        found = []
        for entry in entries(asked, _systems(asked, quick=args.quick), ON, args.rival_folds):
            print(f"  {_label(entry, asked)}: {len(entry.rows)} questions", file=sys.stderr)
            found.append(entry)
        print("\n".join(_table(asked, found, passages)), flush=True)
        kept[asked.title] = [asdict(entry) for entry in found]
    if args.json:
        args.json.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="every 10th question of our own")
    parser.add_argument("--sets", default=",".join(SETS), help="of: " + ",".join(SETS))
    parser.add_argument("--extra", type=Path, action="append", default=[], metavar="FILE.jsonl")
    parser.add_argument("--data", type=Path, default=DATA, help="statutes, articles and questions")
    parser.add_argument(
        "--rival-folds",
        type=int,
        default=5,
        metavar="N",
        help="fold by fold, (a) and (c) take minutes to index: let them know questions in N of 5",
    )
    parser.add_argument("--json", type=Path, help="keep every row there")
    return parser.parse_args()


def _sets(args: argparse.Namespace) -> Iterator[QuestionSet]:
    if args.quick:
        yield own_set("dev", every=10)
        return
    chosen = args.sets.split(",")
    here = args.data.is_dir()
    if not here:
        print(f"{args.data} is not here: no statutes, no STARD", file=sys.stderr)
    if "construction" in chosen and here:
        yield construction_set(args.data)
    yield from (extra_set(file, args.data) for file in args.extra)
    if "own" in chosen:
        yield from map(own_set, ("dev", "test"))
    if "stard" in chosen and here:
        yield stard_set(args.data)


def _systems(asked: QuestionSet, *, quick: bool) -> list[tuple[SystemName, bool]]:
    known = asked.folds > 1 or asked.corpus is CorpusKind.OWN
    with_known = [(system, True) for system in SystemName]
    others = [(s, False) for s in SystemName if s is not SystemName.OURS or asked.folds > 1]
    if quick:
        return with_known
    return [*with_known, *others] if known else [(system, False) for system in SystemName]


def _label(entry: Entry, asked: QuestionSet) -> str:
    has_known = asked.folds > 1 or asked.corpus is CorpusKind.OWN
    return NAMES[entry.system] + (
        ", without known questions" * (has_known and not entry.with_known)
    )


def _table(
    asked: QuestionSet, found: Sequence[Entry], passages: Mapping[str, Passage]
) -> Iterator[str]:
    own = asked.corpus is CorpusKind.OWN
    columns = [
        name for name in QUALITY if any(_figures(asked, e, passages)[name].units for e in found)
    ]
    columns += OWN if own else ()
    ours = next(entry for entry in found if entry.system is SystemName.OURS)
    yield f"\n## {asked.title}: {len(asked.questions)} questions\n"
    heads = (*columns, *TIMES)
    yield "| | " + " | ".join(heads) + " |"
    yield "|---" * (len(heads) + 1) + "|"
    for entry in found:
        figures = _figures(asked, entry, passages)
        cells = [_cell(figures[name]) for name in columns]
        yield f"| {_label(entry, asked)} | " + " | ".join([*cells, *_times(entry, ours)]) + " |"
    if own:
        figures = _figures(asked, ours, passages)
        yield ""
        yield "Ours: " + " · ".join(f"{name} {_cell(figures[name])}" for name in OURS_ONLY)


def _times(entry: Entry, ours: Entry) -> Iterator[str]:
    yield f"{entry.p50_ms:.1f} · {entry.p95_ms:.1f}"
    yield f"{entry.cpu_ms:.1f}"
    yield f"{entry.p50_ms / ours.p50_ms:.1f} · {entry.cpu_ms / ours.cpu_ms:.1f}"
    yield f"{entry.indexing_s:.0f} · {entry.indexing_cpu_s:.0f}"
    yield f"{entry.memory_mb:.0f}"


def _figures(
    asked: QuestionSet, entry: Entry, passages: Mapping[str, Passage]
) -> Mapping[str, Share]:
    ids = {row["id"] for row in entry.rows}
    questions_asked = [question for question in asked.questions if question["id"] in ids]
    if asked.corpus is not CorpusKind.OWN:
        return scores(entry.rows, questions_asked)
    rows = with_names(questions_asked, dict(passages))
    questions = [_question(row) for row in rows]
    more = own_figures(entry.rows, questions, passages, date.fromisoformat(ON))
    return {**more, **scores(entry.rows, rows)}


def _question(row: Mapping[str, Any]) -> Question:
    said = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    said.pop("computed", None)
    return Question(**said | ({"on": date.fromisoformat(said["on"])} if "on" in said else {}))


def _cell(share: Share) -> str:
    value, interval = share.value, share.interval
    if value is None or interval is None:
        return "–"
    return f"{value:.3f} [{interval[0]:.2f}–{interval[1]:.2f}]"


if __name__ == "__main__":
    main()

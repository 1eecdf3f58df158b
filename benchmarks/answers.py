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
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.contest import Entry, entries
from benchmarks.question_sets import (
    DATA,
    FOLDS,
    ON,
    OWN_SETS,
    QuestionSet,
    construction_set,
    extra_set,
    fresh_set,
    own_passages,
    own_set,
    plain_set,
    stard_set,
    unseen_set,
)
from benchmarks.systems import SystemName
from benchmarks.table import Table

SETS = ("construction", "plain", "fresh", "unseen", "own", "stard")  # "own" are all of OWN_SETS


def main() -> None:
    """Ask everybody, and print a table per set."""
    args = _arguments()
    print(_machine())
    kept: dict[str, Any] = {}
    passages = own_passages()
    for asked in _sets(args):
        table, found = Table(asked, passages, ON), list[Entry]()
        print("\n".join(table.head()), flush=True)
        for entry in entries(asked, _systems(asked, args), ON):
            found.append(entry)
            print(table.row(entry, found[0]), flush=True)
        print("\n".join(table.remarks(found)), flush=True)
        kept[asked.title] = [asdict(entry) for entry in found]
    if args.json:
        args.json.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def _machine() -> str:
    machine = f"{os.cpu_count()} cores {platform.machine()}"
    return (
        f"# {datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}, no model"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="every 10th question of our own")
    parser.add_argument(
        "--sets", default=",".join(SETS), help="of: " + ",".join(SETS) + "; own-dev is one of own"
    )
    parser.add_argument(
        "--systems", default=",".join(SystemName), help="of: " + ",".join(SystemName)
    )
    parser.add_argument("--extra", type=Path, action="append", default=[], metavar="FILE.jsonl")
    parser.add_argument("--data", type=Path, default=DATA, help="statutes, articles and questions")
    parser.add_argument(
        "--folds",
        type=int,
        default=FOLDS,
        choices=range(1, FOLDS + 1),
        help="how many of STARD's folds are asked: each is an index of 53 k articles per system",
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
    if "plain" in chosen and here:
        yield from (plain_set(half, args.data) for half in ("dev", "test"))
    if "fresh" in chosen and here:
        yield fresh_set(args.data)
    if "unseen" in chosen:
        yield own_set("unseen")
        if here:
            yield unseen_set(args.data)
    yield from (extra_set(file, args.data) for file in args.extra)
    yield from (own_set(one) for one in OWN_SETS if "own" in chosen or f"own-{one}" in chosen)
    if "stard" in chosen and here:
        yield stard_set(args.data, asked_folds=args.folds)


def _systems(asked: QuestionSet, args: argparse.Namespace) -> Iterator[tuple[SystemName, bool]]:
    """Yield who is asked, with and then without the known questions: of guides, statutes or folds."""
    chosen = [system for system in SystemName if system in args.systems.split(",")]
    yield from ((system, True) for system in chosen)
    if not args.quick:
        # What comes with our guides and statutes is part of the product: we are not asked without.
        yield from ((s, False) for s in chosen if s is not SystemName.OURS or asked.folds > 1)


if __name__ == "__main__":
    main()

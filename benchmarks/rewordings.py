"""
How well a model's sentences are judged: hand-written rewordings, faithful and not.

    .venv/bin/python -m benchmarks.rewordings

All groups but the first were judged once before any rule had seen them; those blind figures are in
docs/decisions/0007. What this prints is how the rules judge all of them today.
"""

import json
from collections import defaultdict
from pathlib import Path
from time import perf_counter

from knowledge.documents import DocumentKind, Level
from knowledge.passages import Passage, Slot
from retrieval.composing import Draft
from retrieval.model import Claim
from retrieval.reword import problems_of

ROWS = Path(__file__).parents[1] / "tests" / "retrieval" / "data" / "rewordings.jsonl"


def main() -> None:
    """Print one row a group."""
    wrong: defaultdict[str, list[bool]] = defaultdict(list)
    right: defaultdict[str, list[bool]] = defaultdict(list)
    started = perf_counter()
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        passage = _passage(row)
        draft = Draft(passages=[passage])
        for claim in row["faithful"]:
            right[row["split"]].append(
                bool(problems_of([Claim(claim, (passage,))], row["question"], draft))
            )
        for one in row["unfaithful"]:
            problems = problems_of([Claim(one["claim"], (passage,))], row["question"], draft)
            wrong[row["split"]].append(not problems)
    judged = sum(map(len, (*wrong.values(), *right.values())))
    milliseconds = (perf_counter() - started) * 1000 / judged
    print("| group | unfaithful accepted | faithful refused |")
    print("| --- | --- | --- |")
    for group in wrong:
        accepted, refused = wrong[group], right[group]
        print(
            f"| {group} | {sum(accepted)} of {len(accepted)} | {sum(refused)} of {len(refused)} |"
        )
    print(f"\n{milliseconds:.1f} ms a sentence, {judged} sentences")


def _passage(row: dict[str, str]) -> Passage:
    return Passage(
        id=row["id"],
        document_id=row["id"],
        document_title=row["document"],
        short_title=row["document"],
        category="law",
        article=row["article"],
        breadcrumb=(),
        text=row["text"],
        slot=Slot.ARTICLE,
        item=row["id"] if row["item"] else None,
        item_name=row["item"],
        level=Level.NATIONAL,
        kind=DocumentKind.OFFICIAL,
        effective_from=None,
        effective_to=None,
        sources=(),
    )


if __name__ == "__main__":
    main()

"""
The faults that the assistant has to survive, and the tests that show it: ``python -m tests.contracts.faults``.

A test says in its docstring which it is about: ``Fault 7: …`` or ``Faults 1–3: …``.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "faults.md"
FAULTS = {
    1: "a relay is killed between its claim and its attempt",
    2: "a relay is killed between its attempt and the call",
    3: "a relay is killed after the channel accepted and before it was written down",
    4: "the database is down before an attempt",
    5: "the database is down after a call",
    6: "a failover loses the last commits",
    7: "429, for seconds or for hours",
    8: "5xx, a reset connection, an answer that is lost or late",
    9: "no connection, no free socket",
    10: "the channel is down for hours",
    11: "somebody has blocked the bot",
    12: "the channel refuses everybody",
    13: "a chat has moved to another address",
    14: "updates that come twice, late, in another order, at two intakes; old buttons",
    15: "an old button of 发送 after a restart or an edit",
    16: "clocks that differ or go back",
    17: "a relay that wakes up after its lease",
    18: "two relays race for one message, one chat, one pause",
    19: "a worker's name is used again",
    20: "two approve at once; somebody approves their own",
    21: "an edit, or another recipient, after submission or approval",
    22: "a stop while messages are being sent",
    23: "a stop pressed twice; somebody else resumes",
    24: "a message that the channel rejects",
    25: "one part of several is unknown",
    26: "a calendar is published or revised",
    27: "a date beyond the announced calendar",
    28: "something entered late, or corrected",
    29: "an acceptance recorded after the law has decided",
    30: "a stop without written notice, or open for sixty days",
    31: "the process was down for a week",
    32: "midnight, month ends, summer times of long ago",
    33: "an import brings an older state, or a neighbour's case",
    34: "an import of history",
    35: "quiet hours that are malformed or of no width",
    36: "a message that waits becomes untrue",
    37: "the last seat, and an offer that ends while it is taken",
    38: "a 沙龙 moves or is called off while reminders are under way",
    39: "the disk is full",
    40: "the token is revoked",
    41: "a row that commits late",
    42: "a sweep runs twice, or not at all",
    43: "somebody leaves between submission and approval",
    44: "the wrong message has gone to everybody",
}

_SAID = re.compile(r"\bFaults? (\d+(?:–\d+)?(?:(?:, | and )\d+(?:–\d+)?)*)")
_NUMBERS = re.compile(r"(\d+)(?:–(\d+))?")
_HEAD = """# Faults

What can go wrong, and the tests that make it go wrong. This table is written by
`python -m tests.contracts.faults --write`; a fault without a test fails the tests.

| # | fault | tests |
| --- | --- | --- |
"""


def numbers_in(docstring: str) -> frozenset[int]:
    """
    Return the faults that a docstring names.

    >>> sorted(numbers_in("Faults 1–3 and 8: killed again."))
    [1, 2, 3, 8]
    """
    return frozenset(
        number
        for said in _SAID.findall(docstring)
        for first, last in _NUMBERS.findall(said)
        for number in range(int(first), int(last or first) + 1)
    )


def by_fault() -> dict[int, list[tuple[str, str]]]:
    """Return for each fault the file and the name of every test that names it."""
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name, docstring in _tests(ast.parse(path.read_text(encoding="utf-8"))):
            for number in numbers_in(docstring):
                found[number].append((path.relative_to(ROOT).as_posix(), name))
    return dict(found)


def table() -> str:
    """Return the document, as it must stand in ``docs``."""
    known = by_fault()
    rows = []
    for number, fault in FAULTS.items():
        tests = "<br>".join(
            f"[{name.removeprefix('test_').replace('_', ' ')}](../{path})"
            for path, name in known.get(number, ())
        )
        rows.append(f"| {number} | {fault} | {tests} |\n")
    return _HEAD + "".join(rows)


def _tests(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(module):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and node.name.startswith("test_"):
            yield node.name, ast.get_docstring(node) or ""


if __name__ == "__main__":
    import sys

    if "--write" in sys.argv:
        TABLE.write_text(table(), encoding="utf-8")
    for number, fault in FAULTS.items():
        print(f"{number:2} {fault}")  # noqa: T201
        for path, name in by_fault().get(number, [("—", "no test")]):
            print(f"     {path}::{name}")  # noqa: T201

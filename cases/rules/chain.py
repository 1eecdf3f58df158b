"""A hash chain: each record carries the digest of the one before it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

GENESIS = "0" * 64
_written = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def link(previous: str, content: Mapping[str, Any]) -> str:
    """
    Return the SHA-256 of *content* chained to *previous*.

    *content* is JSON-able; the order of its keys does not matter.
    """
    return hashlib.sha256(f"{previous}\n{_written(content)}".encode()).hexdigest()


def first_break(records: Iterable[tuple[str, str, Mapping[str, Any]]]) -> int | None:
    """
    Return the position of the first ``(previous, digest, content)`` that does not fit, or ``None``.

    Detects any change, insertion, reordering or removal except at the end.
    """
    expected = GENESIS
    for position, (previous, digest, content) in enumerate(records):
        if previous != expected or digest != link(previous, content):
            return position
        expected = digest
    return None

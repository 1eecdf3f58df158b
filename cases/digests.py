"""Fingerprints of values: equal exactly when the values are equal."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID


def digest_of(value: Any) -> str:
    """
    Return the SHA-256 (hex) of *value*'s canonical JSON.

    Key order and spacing do not matter, every other byte does.

    >>> digest_of({"b": 1, "a": "通知"}) == digest_of({"a": "通知", "b": 1})
    True
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """Return the SHA-256 (hex) of *content*."""
    return hashlib.sha256(content).hexdigest()


def audience_digest(chats: Iterable[UUID]) -> str:
    """Return the fingerprint of a set of recipients, whatever their order or repetition."""
    return digest_of(sorted({str(chat) for chat in chats}))


def approval_digest(content: str, audience: str) -> str:
    """Return what a second person approves: these bytes, to these people."""
    return digest_of({"content": content, "audience": audience})

"""Writing files in one step, and telling whether any has changed."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, content: str) -> None:
    """Write *content* to *path*: a crash leaves the old file or the new one, never half of it."""
    replace_files({path: content})


def replace_files(contents: Mapping[Path, str]) -> None:
    """
    Write every file or none: a full disk or a refusal leaves all as they were.

    Only a crash between the renames at the end can leave some of them new; each of them is whole.
    """
    fresh: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh[path] = path.with_name(f".{path.name}.new")
            with fresh[path].open("w", encoding="utf-8") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path in list(fresh):
            fresh[path].replace(path)
            del fresh[path]
    finally:
        for left in fresh.values():
            with suppress(OSError):
                left.unlink()


def fingerprint_of(paths: Iterable[Path]) -> str:
    """Return a hash of the names and contents of the files, in that order."""
    digest = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.name}\0{content}\0".encode())
    return digest.hexdigest()

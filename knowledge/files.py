"""Writing a file in one step."""

import os
from pathlib import Path


def replace_file(path: Path, content: str) -> None:
    """Write *content* to *path*: a crash leaves the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

"""The files that went through the chats, each under the identifier by which it can be sent again."""

import hashlib
import mimetypes
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import BadRequest

MOST_BYTES = 50 * 1024 * 1024  # what a bot may upload
MOST_DOWNLOADED = 20 * 1024 * 1024  # what getFile hands out
FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "sticker": "stickers"}
PREFIXES = {
    "photo": "AgACAgUAAx",
    "document": "BQACAgUAAx",
    "voice": "AwACAgUAAx",
    "sticker": "CAACAgUAAx",
}


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """One file; *width* and *height* in pixels for pictures, *duration* in seconds for voices."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    content: bytes
    path: str
    width: int = 0
    height: int = 0
    duration: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


class Files:
    """Keeps files for as long as the sandbox lives."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._albums: dict[str, tuple[StoredFile, ...]] = {}

    def add(
        self,
        kind: str,
        name: str,
        content: bytes,
        *,
        width: int = 0,
        height: int = 0,
        duration: int = 0,
    ) -> StoredFile:
        """Keep *content* under a new identifier."""
        number = len(self._files) + 1
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        file = StoredFile(
            id=f"{PREFIXES[kind]}{number:08d}",
            unique_id=f"AQ{hashlib.sha256(kind.encode() + content).hexdigest()[:14]}",
            kind=kind,
            name=name,
            mime_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            content=content,
            path=f"{FOLDERS[kind]}/file_{number}.{suffix}",
            width=width,
            height=height,
            duration=duration,
        )
        self._files[file.id] = file
        return file

    def remember_sizes(self, sizes: tuple[StoredFile, ...]) -> None:
        """Note that *sizes* are one picture: any of their identifiers sends all of them again."""
        for size in sizes:
            self._albums[size.id] = sizes

    def sizes(self, file_id: str) -> tuple[StoredFile, ...]:
        """Return every size of the picture that *file_id* belongs to, the smallest first."""
        return self._albums[file_id]

    def get(self, file_id: str) -> StoredFile:
        """
        Return the file called *file_id*.

        Raises:
            BadRequest: No such file.
        """
        try:
            return self._files[file_id]
        except KeyError:
            raise BadRequest("invalid file_id") from None

    def again(self, file_id: str, kind: str) -> StoredFile:
        """
        Return the file that a bot wants to send once more, as the *kind* it was.

        Raises:
            BadRequest: An address instead of an identifier (the sandbox fetches nothing from
                anywhere), no such file, or one of another kind.
        """
        if "://" in file_id:
            raise BadRequest("failed to get HTTP URL content")
        if file_id not in self._files:
            raise BadRequest("wrong file identifier/HTTP URL specified")
        file = self._files[file_id]
        if file.kind != kind:
            raise BadRequest(
                f"can't use file of type {file.kind.capitalize()} as {kind.capitalize()}"
            )
        return file

    def at(self, path: str) -> StoredFile | None:
        """Return the file whose download address ends in *path*."""
        return next((file for file in self._files.values() if file.path == path), None)

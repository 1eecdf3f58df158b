"""A picture or a file that goes out with a notice: which bytes, and by what name the channel has them."""

import enum
from dataclasses import asdict, dataclass
from typing import Any, Self

from cases.digests import digest_of_bytes
from cases.notices.errors import BadNotice

LARGEST = 20 * 1024 * 1024  # bytes; more cannot be fetched to see what they are (Bot API getFile)
LONGEST_NAME = 120
LONGEST_BODY_UNDER = 900  # what a caption leaves at most; whoever renders it measures the whole


class AttachmentKind(enum.StrEnum):
    """How an attachment is shown."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Attachment:
    """
    One file, as it is approved.

    Attributes:
        file_id: The channel's own name for these bytes; by it they are sent, never uploaded again.
        sha256: Of the bytes, in hex, taken when the author sent them.
        size: Bytes.
        name: Of a document; empty for a picture.
    """

    kind: AttachmentKind
    file_id: str
    sha256: str
    size: int
    name: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the attachment as JSON."""
        return asdict(self) | {"kind": self.kind.value}

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Self:
        """Read what ``as_dict`` wrote."""
        return cls(**value | {"kind": AttachmentKind(value["kind"])})


def attachment_of(
    kind: AttachmentKind, file_id: str, content: bytes, *, name: str = ""
) -> Attachment:
    """
    Return the attachment that *content* makes under the channel's *file_id*.

    Raises:
        BadNotice: No bytes, more than 20 MB, or a name that cannot be shown.
    """
    if not 0 < len(content) <= LARGEST:
        raise BadNotice("附件", "应为 20 MB 以内的图片或文件")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadNotice("附件", f"文件名应为 {LONGEST_NAME} 个字以内，不含特殊符号")
    return Attachment(kind, file_id, digest_of_bytes(content), len(content), name)

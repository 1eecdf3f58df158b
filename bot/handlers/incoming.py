"""A file as it came in: what the channel says of it, and its bytes."""

from dataclasses import dataclass

from cases.notices import Attachment, AttachmentKind, attachment_of


@dataclass(frozen=True)
class SentFile:
    """What the channel says of a file; *size* in bytes, 0 where it does not say."""

    kind: AttachmentKind
    file_id: str
    name: str
    size: int
    caption: str


@dataclass(frozen=True)
class IncomingFile:
    """A file that has been fetched."""

    sent: SentFile
    content: bytes

    def as_attachment(self) -> Attachment:
        """
        Return the file as something that goes out with a notice.

        Raises:
            BadNotice: It cannot.
        """
        return attachment_of(self.sent.kind, self.sent.file_id, self.content, name=self.sent.name)

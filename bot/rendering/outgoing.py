"""A message ready for a channel: what rendering returns and a messenger sends."""

from dataclasses import dataclass

TEXT_LIMIT = 4096  # UTF-16 units after the markup is read, Bot API sendMessage
CAPTION_LIMIT = 1024
DATA_LIMIT = 64  # bytes of a button's data


@dataclass(frozen=True)
class Button:
    """One button under a message: either data that comes back when pressed, or a link."""

    label: str
    data: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if self.data is not None and len(self.data.encode()) > DATA_LIMIT:
            msg = f"button data is longer than {DATA_LIMIT} bytes: {self.data}"
            raise ValueError(msg)


@dataclass(frozen=True)
class Attachment:
    """A file to send along."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Held:
    """A file that the channel has already, by the channel's own name for its bytes."""

    id: str


@dataclass(frozen=True)
class Outgoing:
    """Telegram HTML with what belongs to it. A photo and a document exclude each other."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    photo: bytes | Held | None = None
    document: Attachment | Held | None = None
    silent: bool = False

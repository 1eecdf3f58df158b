"""What the page may send: the door checks it, so that nothing half-right gets further."""

from datetime import timedelta
from typing import Literal, Self

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator

LONGEST_CAPTION = 1024
MOST_BASE64 = 28 * 1024 * 1024  # characters; 20 MB of file


class Someone(BaseModel):
    """A person who does something."""

    model_config = ConfigDict(extra="forbid")

    user_id: int


class Saying(Someone):
    text: str = Field(max_length=100_000)


class Starting(Someone):
    payload: str | None = None


class Pressing(Someone):
    message_id: int
    data: str


class Sending(Someone):
    filename: str = Field(min_length=1, max_length=255)
    content: Base64Bytes = Field(max_length=MOST_BASE64)
    caption: str = Field(default="", max_length=LONGEST_CAPTION)


class Advance(BaseModel):
    """How far the clock moves: by hours, by days, or to the next working morning."""

    model_config = ConfigDict(extra="forbid")

    hours: int | None = Field(default=None, ge=1, le=24 * 366)
    days: int | None = Field(default=None, ge=1, le=366)
    to: Literal["next-working-morning"] | None = None

    @model_validator(mode="after")
    def exactly_one(self) -> Self:
        if sum(each is not None for each in (self.hours, self.days, self.to)) != 1:
            raise ValueError("hours, days or to")
        return self

    @property
    def by(self) -> timedelta | None:
        """The time to pass; None for the next working morning, which depends on the clock."""
        if self.to is not None:
            return None
        return timedelta(hours=self.hours or 0, days=self.days or 0)

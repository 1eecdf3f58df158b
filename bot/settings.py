"""The only reader of the environment: ``BANGBAN_…`` variables and ``.env``."""

import os
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import BadSettings

if TYPE_CHECKING:
    from cases.outbox import QuietHours  # brings SQLAlchemy, which a question does without

# RetryAfter.retry_after is a timedelta only when this is set before telegram is imported.
os.environ.setdefault("PTB_TIMEDELTA", "true")  # noqa: TID251 — this is the reader
# Chroma reads its switch from the environment as well as from its settings.
os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")  # noqa: TID251

DATABASE_FILE = "bangban.db"  # under the data directory, where no other database is set
NO_KEY = "none"  # a model on one's own machine asks for no key, but the client insists on one
DATABASES = ("sqlite:///", "postgresql://")


class Settings(BaseSettings):
    """Everything that can be configured, with its default. Names are stable (``BANGBAN_`` + NAME)."""

    model_config = SettingsConfigDict(
        env_prefix="BANGBAN_", env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    data_dir: Path = Field(Path("var"), description="数据目录：数据库、索引、上传的文件")
    database_url: str = Field("", description="数据库地址；空则用数据目录下的 SQLite")
    telegram_token: SecretStr = Field(SecretStr(""), description="机器人令牌")
    telegram_base_url: str = Field(
        "https://api.telegram.org/bot", description="Bot API 地址，以 /bot 结尾"
    )
    telegram_file_url: str = Field(
        "https://api.telegram.org/file/bot", description="文件下载地址，以 /bot 结尾"
    )
    telegram_proxy: str = Field("", description="访问 Telegram 的代理")
    webhook_url: str = Field("", description="公网回调地址；空则用长轮询")
    webhook_secret: SecretStr = Field(SecretStr(""), description="回调密钥")
    web_host: str = Field("127.0.0.1", description="网页与接口监听地址")
    web_port: int = Field(8080, ge=0, le=65535, description="网页与接口监听端口")
    llm_base_url: str = Field("", description="兼容 OpenAI 的模型接口地址；空则不用模型")
    llm_model: str = Field("", description="模型名称")
    llm_api_key: SecretStr = Field(SecretStr(""), description="模型密钥")
    embedding_base_url: str = Field("", description="向量接口地址；空则用自带的离线向量")
    embedding_model: str = Field("", description="向量模型名称")
    embedding_api_key: SecretStr = Field(SecretStr(""), description="向量接口密钥")
    embedding_path: str = Field("", description="本地 sentence-transformers 模型目录")
    timezone: str = Field("Asia/Shanghai", description="法定期限按此时区的日历计算")
    rate_per_second: float = Field(25, gt=0, le=30, description="每秒最多发送的消息数")
    quiet_hours: Annotated[tuple[time, time] | None, NoDecode] = Field(
        (time(21), time(8)), description="免打扰时段，如 21:00-08:00；off 为不设"
    )
    reminder_hours: Annotated[tuple[time, time], NoDecode] = Field(
        (time(8, 30), time(20)), description="在此时段内提醒临期与超期，如 08:30-20:00"
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            msg = "不是有效的时区名，例如 Asia/Shanghai"
            raise ValueError(msg) from error
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(DATABASES):
            msg = f"应以 {' 或 '.join(DATABASES)} 开头"
            raise ValueError(msg)
        try:
            urlsplit(value).port  # noqa: B018 — raises for what is no port
        except ValueError as error:
            msg = "其中的主机或端口不正确"
            raise ValueError(msg) from error
        return value

    @field_validator("telegram_base_url", "telegram_file_url")
    @classmethod
    def _ends_in_bot(cls, value: str) -> str:
        if not value.endswith("/bot"):
            msg = "必须以 /bot 结尾"
            raise ValueError(msg)
        return value

    @field_validator("quiet_hours", mode="before")
    @classmethod
    def _read_quiet_hours(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.strip().lower() in {"off", "none", "无"}:
            return None
        start, end = _hours(value, "应写成 21:00-08:00 或 off")
        return None if start == end else (start, end)  # no width: nothing is quiet, not everything

    @field_validator("reminder_hours", mode="before")
    @classmethod
    def _read_reminder_hours(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        start, end = _hours(value, "应写成 08:30-20:00，开始早于结束")
        if start >= end:
            msg = "应写成 08:30-20:00，开始早于结束"
            raise ValueError(msg)
        return (start, end)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def quiet(self) -> "QuietHours | None":
        """The hours in which nothing that can wait is sent."""
        from cases.outbox import QuietHours  # noqa: PLC0415 — see above

        return QuietHours(*self.quiet_hours, self.zone) if self.quiet_hours else None

    @property
    def database(self) -> str:
        """The database's URL; SQLite under the data directory unless another is set."""
        return self.database_url or f"sqlite:///{(self.data_dir / DATABASE_FILE).resolve()}"


def _hours(value: str, expected: str) -> tuple[time, time]:
    try:
        start, end = (time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError as error:
        raise ValueError(expected) from error
    return start, end


def read_settings(**overrides: object) -> Settings:
    """
    Return the settings of this process.

    Raises:
        BadSettings: A variable cannot be used; names it and says what is expected.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "BANGBAN_" + str(first["loc"][0]).upper()
        raise BadSettings(name, str(first["msg"]).removeprefix("Value error, ")) from error

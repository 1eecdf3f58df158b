"""Asking Telegram who we are, and saying in one line why it would not tell."""

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.errors import NotReady
from bot.settings import Settings

TIMEOUT = 10.0  # seconds; somebody is waiting at the terminal


async def username(settings: Settings) -> str:
    """
    Return the name of the bot that the configured token belongs to.

    Raises:
        NotReady: The token is not known, or the Bot API cannot be reached; says which.
    """
    request = HTTPXRequest(
        proxy=settings.telegram_proxy or None, connect_timeout=TIMEOUT, read_timeout=TIMEOUT
    )
    try:
        bot = Bot(
            settings.telegram_token.get_secret_value(),
            base_url=settings.telegram_base_url,
            base_file_url=settings.telegram_file_url,
            request=request,
        )
        async with bot:
            return bot.username
    except TelegramError as error:
        raise telegram_trouble(settings, error) from None  # its text may hold the token


def telegram_trouble(settings: Settings, error: TelegramError) -> NotReady:
    """Return what to say about *error*; the token never appears in it."""
    if isinstance(error, InvalidToken):
        return NotReady(
            "Telegram 不认识这个令牌：请核对 BANGBAN_TELEGRAM_TOKEN（在 @BotFather 处查看）"
        )
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        where = settings.telegram_base_url
        return NotReady(
            f"连不上 Bot API（{where}）："
            "请检查网络、BANGBAN_TELEGRAM_BASE_URL 或 BANGBAN_TELEGRAM_PROXY"
        )
    return NotReady(f"Bot API 拒绝了请求：{type(error).__name__}，请检查令牌和地址")

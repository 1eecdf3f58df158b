"""Asking Telegram who we are, and saying in one line why it would not tell."""

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.errors import NotReady
from bot.logs import TOKEN
from bot.settings import Settings
from bot.telegram_request import telegram_request

TIMEOUT = 10.0  # seconds; somebody is waiting at the terminal


async def username(settings: Settings) -> str:
    """
    Return the name of the bot that the configured token belongs to.

    Raises:
        NotReady: The token is not known, or the Bot API cannot be reached; says which.
    """
    token = checked_token(settings)
    request = telegram_request(settings, connect_timeout=TIMEOUT, read_timeout=TIMEOUT)
    try:
        bot = Bot(
            token,
            base_url=settings.telegram_base_url,
            base_file_url=settings.telegram_file_url,
            request=request,
        )
        async with bot:
            return bot.username
    except TelegramError as error:
        raise telegram_trouble(settings, error) from None  # its text may hold the token


def checked_token(settings: Settings) -> str:
    """
    Return the configured token.

    Raises:
        NotReady: There is none, or it does not look like one: then no log could hide it either.
    """
    token = settings.telegram_token.get_secret_value()
    if not token:
        msg = "没有机器人令牌：请设置 BANGBAN_TELEGRAM_TOKEN，或运行 bangban demo 先在沙盒里试用"
        raise NotReady(msg)
    if not TOKEN.fullmatch(token):
        msg = "机器人令牌的形式不对：请检查 BANGBAN_TELEGRAM_TOKEN，应形如 数字:字母数字，不含空格"
        raise NotReady(msg)
    return token


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

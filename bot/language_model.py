"""The configured language model, if any."""

from bot.settings import NO_KEY, Settings
from retrieval.chat_model import LangChainAnswerModel

TIMEOUT = 15.0  # seconds of one attempt; after it the extractive answer is sent


def answer_model(settings: Settings) -> LangChainAnswerModel | None:
    """Return the configured language model, to be closed; None when answers are extractive only."""
    if not settings.llm_base_url:
        return None
    return LangChainAnswerModel(
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        api_key=settings.llm_api_key.get_secret_value() or NO_KEY,
        timeout=TIMEOUT,
    )

"""Logging that never shows a token, a person or a question."""

import logging
import re
import sys

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
HIDDEN = "<token>"


class RedactTokens(logging.Filter):
    """Replaces everything shaped like a bot token, in the message, its arguments and its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN.sub(HIDDEN, record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = TOKEN.sub(HIDDEN, record.exc_text)
        return True


def configure(*, verbose: bool = False) -> None:
    """Log to standard error, one line an event; libraries only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(RedactTokens())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the token's URL
    for name in ("openai", "httpx2", "httpcore", "langchain_openai"):
        logging.getLogger(name).setLevel(logging.WARNING)  # at DEBUG they print what is asked
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it mends most files that it grumbles about
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)

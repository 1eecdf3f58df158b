"""The environment is read once, and no log shows a token."""

import io
import logging
from datetime import time
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.logs import HIDDEN, RedactTokens
from bot.settings import read_settings

TOKEN = "123456789:AAExampleExampleExampleExample_0-x"


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)


class TestSettings:
    def test_the_database_is_a_file_in_the_data_directory_unless_set(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ):
        monkeypatch.setenv("BANGBAN_DATA_DIR", str(tmp_path / "data"))

        assert read_settings().database == f"sqlite:///{tmp_path / 'data' / 'bangban.db'}"

    def test_an_env_file_is_read_too(self, tmp_path: Path):
        (tmp_path / ".env").write_text("BANGBAN_WEB_PORT=9000\n", encoding="utf-8")

        assert read_settings().web_port == 9000

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("BANGBAN_WEB_PORT", "eighty"),
            ("BANGBAN_WEB_PORT", "70000"),
            ("BANGBAN_TIMEZONE", "Asia/Jinan"),
            ("BANGBAN_TELEGRAM_BASE_URL", "http://127.0.0.1:1"),
            ("BANGBAN_RATE_PER_SECOND", "0"),
            ("BANGBAN_QUIET_HOURS", "late"),
        ],
    )
    def test_a_value_that_cannot_be_used_is_named(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ):
        monkeypatch.setenv(name, value)

        with pytest.raises(BadSettings, match=name) as refused:
            read_settings()
        assert "\n" not in str(refused.value)

    def test_quiet_hours_can_be_set_and_switched_off(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("BANGBAN_QUIET_HOURS", "22:30-07:00")
        assert read_settings().quiet_hours == (time(22, 30), time(7))

        monkeypatch.setenv("BANGBAN_QUIET_HOURS", "off")
        assert read_settings().quiet is None

    def test_a_token_does_not_show_in_a_printout(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("BANGBAN_TELEGRAM_TOKEN", TOKEN)

        assert TOKEN not in repr(read_settings())


class TestLogs:
    def test_a_token_is_hidden_wherever_it_stands(self):
        """In the message, in an argument, and in the text of an exception."""
        out = io.StringIO()
        handler = logging.StreamHandler(out)
        handler.addFilter(RedactTokens())
        logger = logging.getLogger("tests.redaction")
        logger.addHandler(handler)

        logger.warning("POST https://api.telegram.org/bot%s/getMe", TOKEN)
        logger.warning("failed with %r", {"url": f"/bot{TOKEN}/x"}, exc_info=ValueError(TOKEN))
        logger.removeHandler(handler)

        assert TOKEN not in out.getvalue()
        assert out.getvalue().count(HIDDEN) >= 3


@pytest.mark.parametrize("written", ["08:00-08:00", "off"])
def test_quiet_hours_of_no_width_are_off_and_not_the_whole_day(
    written: str, monkeypatch: pytest.MonkeyPatch
):
    """Otherwise nothing that can wait would ever be sent."""
    monkeypatch.setenv("BANGBAN_QUIET_HOURS", written)

    assert read_settings(_env_file=None).quiet is None


@pytest.mark.parametrize("written", ["8pm", "21:00", "21:00-08:00-09:00", "25:00-08:00"])
def test_quiet_hours_that_cannot_be_read_are_reported_before_anything_runs(
    written: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("BANGBAN_QUIET_HOURS", written)

    with pytest.raises(BadSettings, match="21:00-08:00"):
        read_settings(_env_file=None)

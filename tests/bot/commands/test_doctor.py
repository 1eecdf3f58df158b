"""``bangban doctor``: what is there, what is not, and what to do."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.bot.commands.conftest import TOKEN, Run


def checks(run: Run) -> dict[str, Any]:
    return {check["name"]: check for check in run("doctor", "--json").value["checks"]}


@pytest.mark.usefixtures("records", "library")
class TestAReadyInstallation:
    def test_everything_is_found(self, run: Run):
        """Exit 0; the token is skipped with a word."""
        ran = run("doctor", "--json")

        assert ran.status == 0
        assert ran.value["ok"] is True
        names = [check["name"] for check in ran.value["checks"]]
        assert names == ["配置", "数据目录", "数据库", "政策库", "放假安排", "Telegram"]
        assert all(set(c) == {"name", "ok", "detail", "todo"} for c in ran.value["checks"])
        assert "跳过" in ran.value["checks"][-1]["detail"]

    def test_people_read_a_line_each(self, run: Run):
        """With a tick."""
        out = run("doctor").out

        assert out.count("✓") == 6
        assert "✗" not in out

    @pytest.mark.usefixtures("bot_api")
    def test_a_good_token_names_its_bot(self, run: Run):
        """And does not appear itself."""
        ran = run("doctor", "--json")

        assert "@bangban_test_bot" in ran.out
        assert TOKEN not in ran.out + ran.err


class TestWhatIsMissing:
    def test_a_fresh_machine_is_told_two_commands(self, run: Run, data_dir: Path):
        """Looking makes nothing, not even the data directory."""
        found = checks(run)

        assert "bangban db upgrade" in found["数据库"]["todo"]
        assert "bangban knowledge sync" in found["政策库"]["todo"]
        assert not data_dir.exists()
        assert run("doctor").status == 1

    def test_those_two_commands_are_enough(self, run: Run):
        """What the doctor says helps."""
        assert run("db", "upgrade").status == 0
        assert run("knowledge", "sync").status == 0

        assert run("doctor").status == 0

    def test_an_older_schema_is_told_from_the_newest(self, run: Run, records: str, data_dir: Path):
        """By the migration it is at."""
        _execute(data_dir / "bangban.db", "UPDATE alembic_version SET version_num = '0000'")

        found = checks(run)["数据库"]

        assert found["ok"] is False
        assert "0000" in found["detail"]

    def test_a_database_of_another_version_is_not_touched(
        self, run: Run, records: str, data_dir: Path
    ):
        """Commands on the records refuse it in one line."""
        _execute(data_dir / "bangban.db", "UPDATE alembic_version SET version_num = 'zzzz'")

        ran = run("staff", "list")

        assert ran.status == 1
        assert "升级本程序" in ran.complaint

    @pytest.mark.usefixtures("library")
    def test_a_broken_index_is_named(self, run: Run, library: Path):
        """With the command that mends it, which then does."""
        for vectors in library.rglob("chroma.sqlite3"):
            vectors.unlink()

        assert checks(run)["政策库"]["ok"] is False

        assert run("knowledge", "sync").status == 0
        assert checks(run)["政策库"]["ok"] is True

    def test_a_file_where_the_data_directory_should_be(self, run: Run, data_dir: Path):
        """Is said, by the doctor and by whoever needs it."""
        data_dir.write_text("in the way", encoding="utf-8")

        assert "不是目录" in checks(run)["数据目录"]["detail"]
        assert run("staff", "list").status == 1

    def test_a_database_that_is_none(self, run: Run, data_dir: Path):
        """A file of something else is named, and left as it is."""
        data_dir.mkdir()
        (data_dir / "bangban.db").write_bytes(b"not a database at all" * 100)

        found, ran = checks(run)["数据库"], run("staff", "list")

        assert found["ok"] is False
        assert "损坏" in found["detail"]
        assert ran.status == 1
        assert "bangban.db" in ran.complaint
        assert (data_dir / "bangban.db").read_bytes().startswith(b"not a database")

    def test_an_unreachable_postgresql_is_said_without_its_password(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        """By the doctor and by the commands."""
        url = "postgresql://bureau:geheim@127.0.0.1:9/records"
        monkeypatch.setenv("BANGBAN_DATABASE_URL", url)

        doctor, ran = run("doctor", "--json"), run("staff", "list")

        assert doctor.status == ran.status == 1
        assert "连接失败" in ran.complaint
        assert "geheim" not in doctor.out + doctor.err + ran.out + ran.err

    @pytest.mark.usefixtures("bot_api")
    def test_a_wrong_token_is_told_from_an_unreachable_server(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        """Neither line holds the token."""
        wrong = TOKEN[:-1] + "X"
        monkeypatch.setenv("BANGBAN_TELEGRAM_TOKEN", wrong)
        invalid = run("doctor", "--json")
        monkeypatch.setenv("BANGBAN_TELEGRAM_BASE_URL", "http://127.0.0.1:9/bot")
        unreachable = run("doctor", "--json")

        assert invalid.status == unreachable.status == 1
        assert "不认识这个令牌" in invalid.value["checks"][-1]["detail"]
        assert "连不上" in unreachable.value["checks"][-1]["detail"]
        assert wrong not in invalid.out + invalid.err + unreachable.out + unreachable.err


class TestSettings:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("TIMEZONE", "Mars/Olympus"),
            ("WEB_PORT", "eighty"),
            ("DATABASE_URL", "mysql://somewhere/x"),
            ("DATABASE_URL", "postgresql://host:port/x"),
            ("TELEGRAM_BASE_URL", "https://example.org"),
            ("QUIET_HOURS", "at night"),
        ],
    )
    def test_a_variable_that_cannot_be_used_is_named(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ):
        """The doctor fails on it; a command that needs settings calls it bad input."""
        monkeypatch.setenv(f"BANGBAN_{name}", value)

        doctor, ran = run("doctor", "--json"), run("staff", "list")

        assert (doctor.status, ran.status) == (1, 2)
        assert f"BANGBAN_{name}" in doctor.value["checks"][0]["detail"]
        assert f"BANGBAN_{name}" in ran.complaint

    def test_a_model_address_without_a_model_is_half_a_setting(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        """It says which is missing."""
        monkeypatch.setenv("BANGBAN_LLM_BASE_URL", "http://127.0.0.1:9/v1")

        assert "BANGBAN_LLM_MODEL" in checks(run)["配置"]["detail"]


@pytest.mark.postgres
class TestOnPostgresql:
    @pytest.mark.usefixtures("on_postgresql")
    def test_an_empty_database_is_told_to_be_upgraded_and_then_is_fine(self, run: Run):
        """The same two answers as on SQLite."""
        before = checks(run)["数据库"]
        upgraded = run("db", "upgrade")

        assert before["ok"] is False
        assert "bangban db upgrade" in before["todo"]
        assert upgraded.status == 0
        assert checks(run)["数据库"]["ok"] is True


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()

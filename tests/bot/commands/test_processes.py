"""Commands as real processes: how they start, stop and talk through pipes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.commands.signals import until_stopped
from tests.bot.commands.conftest import ROOT, TOKEN, Run

HEAVY = {"chromadb", "telegram", "langchain_core", "sqlalchemy", "PIL", "fastapi", "numpy"}


def a_process(*arguments: str, **more: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        **more,
    )


@pytest.fixture
def interrupts_arrive() -> Iterator[None]:
    """What a shell starts in the background ignores interrupts, and so does whatever that starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("data_dir")
class TestStarting:
    def test_python_m_bot_is_bangban(self):
        """One JSON value on standard output and nothing beside it, in any locale."""
        process = a_process("deadline", "--from", "2026-02-11", "--days", "7", "--json")

        out, err = process.communicate(timeout=60)

        assert (process.returncode, err) == (0, "")
        assert json.loads(out)["due_on"] == "2026-02-27"

    def test_bad_input_ends_the_process_with_2(self):
        """And says why on standard error."""
        process = a_process("deadline", "--from", "x", "--days", "7")

        out, err = process.communicate(timeout=60)

        assert (process.returncode, out) == (2, "")
        assert "--from" in err

    def test_counting_days_loads_nothing_heavy(self):
        """Neither does asking for help: both answer at once."""
        code = (
            "import sys; from bot.cli import main;"
            "main(['deadline', '--from', '2026-02-11', '--days', '7']); main(['--help']);"
            f"print({HEAVY!r} & set(sys.modules), file=sys.stderr)"
        )

        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=True,
        )

        assert ran.stderr.strip() == "set()"

    def test_a_reader_that_goes_away_is_no_error(self):
        """``bangban knowledge list | head -1`` ends without a word."""
        process = a_process("knowledge", "show", "construction-permit")
        assert process.stdout is not None
        process.stdout.close()

        assert process.stderr is not None
        err = process.stderr.read()
        process.stderr.close()

        assert (process.wait(timeout=60), err) == (141, "")

    @pytest.mark.usefixtures("interrupts_arrive")
    def test_ctrl_c_ends_it_without_a_word(self, tmp_path: Path):
        """A command that is interrupted says nothing, and exits as shells expect."""
        pipe = tmp_path / "rows.csv"
        os.mkfifo(pipe)
        process = a_process("cases", "import", str(pipe))

        with pipe.open("w"):  # opens once the command reads, and gives it nothing
            # The interpreter drops an interrupt that arrives while it cleans up behind itself; a person
            # then presses again.
            for _ in range(20):
                process.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=3)
                    break
            out, err = process.communicate(timeout=60)

        assert (process.returncode, out, err) == (130, "", "")


class TestServing:
    def test_without_a_token_it_says_so(self, run: Run):
        """And how to try without one."""
        ran = run("serve")

        assert ran.status == 1
        assert "BANGBAN_TELEGRAM_TOKEN" in ran.complaint
        assert "bangban demo" in ran.complaint

    @pytest.mark.usefixtures("bot_api", "records", "library")
    def test_a_wrong_token_ends_it_in_one_line(self, run: Run, monkeypatch: pytest.MonkeyPatch):
        """Without the token in it."""
        wrong = TOKEN[:-1] + "X"
        monkeypatch.setenv("BANGBAN_TELEGRAM_TOKEN", wrong)

        ran = run("serve")

        assert ran.status == 1
        assert "不认识这个令牌" in ran.complaint
        assert wrong not in ran.out + ran.err

    def test_an_unknown_part_is_bad_input(self, run: Run):
        """Before anything is opened."""
        ran = run("serve", "--only", "intake,mail")

        assert ran.status == 2
        assert "--only" in ran.complaint

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_lets_it_clean_up(self, number: signal.Signals):
        """The work is cancelled and finishes what it must; nothing is raised."""
        cleaned = []

        async def _work() -> None:
            try:
                os.kill(os.getpid(), number)
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)
                cleaned.append(number)

        asyncio.run(until_stopped(_work()))

        assert cleaned == [number]

    def test_what_the_work_raises_is_raised(self):
        """A failing part is not mistaken for a stop."""

        async def _work() -> None:
            raise OSError

        with pytest.raises(OSError):  # noqa: PT011 — the very one
            asyncio.run(until_stopped(_work()))


@pytest.mark.usefixtures("data_dir")
class TestTheDemo:
    def test_it_prints_its_address_and_ends_on_ctrl_c(self):
        """Exit 0, and no records outside the sandbox's own folder."""
        process = a_process("demo", "--no-browser", "--port", "0", start_new_session=True)
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "http://127.0.0.1:" in line:
                break
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

        assert "http://127.0.0.1:" in lines[-1], err
        assert process.returncode == 0, err
        assert "Traceback" not in err

    def test_a_port_that_is_none_is_bad_input(self, run: Run):
        """Nothing is started."""
        ran = run("demo", "--port", "70000")

        assert ran.status == 2
        assert "--port" in ran.complaint

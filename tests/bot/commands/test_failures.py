"""From an exception to one line and an exit status."""

import pytest

from bot.commands.failures import ending_of
from bot.errors import BadInput, BadSettings, NotReady
from cases.errors import BadUscc, ConcurrentChange, ProjectNotFound, SchemaUnknown
from knowledge.errors import DocumentNotFound, IndexBroken
from tests.bot.commands.conftest import TOKEN, Run


class TestEndings:
    @pytest.mark.parametrize(
        ("error", "status"),
        [
            (BadInput("不对"), 2),
            (BadSettings("BANGBAN_X", "不对"), 2),
            (BadUscc("1", "不对"), 2),
            (ProjectNotFound("1"), 2),
            (DocumentNotFound("1"), 2),
            (NotReady("没有"), 1),
            (ConcurrentChange(), 1),
            (SchemaUnknown("x"), 1),
            (IndexBroken("x", "坏了"), 1),
            (FileNotFoundError(2, "No such file", "/tmp/x"), 1),
            (ZeroDivisionError("secret detail"), 1),
            (ExceptionGroup("two", [ExceptionGroup("one", [NotReady("没有")])]), 1),
        ],
    )
    def test_what_the_caller_can_mend_is_bad_input(self, error: Exception, status: int):
        """Everything else has failed; each is one line."""
        line, found = ending_of(error)

        assert found == status
        assert len(line.splitlines()) == 1

    def test_what_was_not_foreseen_shows_its_kind_only(self):
        """Its text may hold anything."""
        line, _ = ending_of(RuntimeError("geheim"))

        assert "RuntimeError" in line
        assert "geheim" not in line

    def test_a_group_speaks_through_its_first_cause(self):
        """A part that failed inside the others is what went wrong."""
        line, _ = ending_of(ExceptionGroup("parts", [NotReady("端口被占用")]))

        assert line == "端口被占用"


class TestVerbose:
    def test_details_come_only_when_asked_for(
        self, run: Run, records: str, monkeypatch: pytest.MonkeyPatch
    ):
        """A traceback with --verbose, on standard error; never a token in it."""

        def _fail(*_: object) -> None:
            raise RuntimeError(TOKEN)

        monkeypatch.setattr("bot.commands.transactions.read_settings", _fail)

        quiet = run("staff", "list", "--json")
        verbose = run("--verbose", "staff", "list", "--json")

        assert (quiet.status, quiet.out) == (verbose.status, verbose.out) == (1, "")
        assert "Traceback" not in quiet.complaint
        assert "Traceback" in verbose.err
        assert TOKEN not in quiet.err + verbose.err

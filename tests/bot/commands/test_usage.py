"""Calling a command the wrong way: one Chinese line, exit 2, nothing on standard output."""

import pytest

from bot.cli import app
from tests.bot.commands.conftest import Run

COMMANDS = [
    "demo",
    "serve",
    "doctor",
    "ask",
    "evaluate",
    "deadline",
    "plan",
    "board",
    "insights",
    "calendar",
    "audit",
    "questions",
    "sending",
    "cases",
    "knowledge",
    "staff",
    "broadcast",
    "api-token",
    "db",
]
GROUPS = {
    "cases": ("import", "show", "record", "void", "invite"),
    "calendar": ("propose", "apply", "list"),
    "audit": ("verify",),
    "sending": ("show", "stop", "resume"),
    "questions": ("list", "answers", "withdraw", "review"),
    "knowledge": ("add", "list", "show", "withdraw", "sync"),
    "staff": ("add", "list", "remove"),
    "broadcast": ("list", "show", "stop", "resume"),
    "api-token": ("create",),
    "db": ("upgrade",),
}


class TestHelp:
    @pytest.mark.parametrize("arguments", [(), ("--help",)])
    def test_it_names_every_command(self, run: Run, arguments: tuple[str, ...]):
        """With --help, or with nothing at all."""
        ran = run(*arguments)

        assert ran.status == 0
        assert all(command in ran.out for command in COMMANDS)
        assert ran.err == ""

    @pytest.mark.parametrize("group", GROUPS)
    def test_a_group_names_its_commands(self, run: Run, group: str):
        """A group called with nothing shows what it can do."""
        ran = run(group)

        assert ran.status == 0
        assert all(command in ran.out for command in GROUPS[group])

    def test_every_command_explains_itself(self, run: Run):
        """Each has a help text of its own, and so has each of its options."""
        paths = [(name,) for name in COMMANDS if name not in GROUPS]
        paths += [(group, name) for group, names in GROUPS.items() for name in names]
        for path in paths:
            ran = run(*path, "--help")

            assert ran.status == 0, path
            _, _, rest = ran.out.partition(f"Usage: bangban {' '.join(path)}")
            assert rest.strip().splitlines()[1:], path

    def test_the_list_above_is_all_there_is(self):
        """A command that is added is added here too."""
        registered = {c.name for c in app.registered_commands}
        registered |= {group.name for group in app.registered_groups}

        assert registered == set(COMMANDS)


class TestTheWrongWay:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("deadlin",), "没有这个命令：deadlin。"),
            (("cases", "shwo"), "没有这个命令：shwo。"),
            (("deadline", "--form", "2026-02-11"), "没有这个选项：--form（是否指 --from）"),
            (("deadline", "--from", "2026-02-11"), "缺少选项 --days。"),
            (("cases", "show"), "缺少参数 PROJECT_CODE。"),
            (("deadline", "--days"), "选项 --days 需要一个值"),
            (("staff", "list", "--json=yes"), "选项 --json 不带值"),
            (("staff", "list", "all"), "多余的参数：all"),
        ],
    )
    def test_it_says_what_is_wrong_and_where_the_usage_is(
        self, run: Run, arguments: tuple[str, ...], said: str
    ):
        """The parser speaks English; the person at the bureau does not have to."""
        ran = run(*arguments)

        assert (ran.status, ran.out) == (2, "")
        assert said in ran.complaint
        assert "--help 查看用法" in ran.complaint

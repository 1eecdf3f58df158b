"""``bangban staff`` and ``bangban api-token``."""

import pytest

from tests.bot.commands.conftest import Run


@pytest.mark.usefixtures("records")
class TestStaff:
    def test_somebody_added_is_listed_until_removed(self, run: Run):
        """The list says name, role and where they chat."""
        added = run("staff", "add", "张三", "--role", "steward", "--telegram", "1001", "--json")
        listed = run("staff", "list", "--json")
        removed = run("staff", "remove", "张三")

        row = {"name": "张三", "role": "steward", "channel": "telegram", "address": "1001"}
        row["department"] = None
        assert (added.status, added.value) == (0, row)
        assert listed.value == [row]
        assert removed.status == 0
        assert run("staff", "list", "--json").value == []

    def test_adding_again_changes_the_role(self, run: Run):
        """One chat is one person."""
        run("staff", "add", "张三", "--role", "steward", "--telegram", "1001")

        run("staff", "add", "张三", "--role", "manager", "--telegram", "1001")

        assert [row["role"] for row in run("staff", "list", "--json").value] == ["manager"]

    def test_the_list_for_people_has_a_line_each(self, run: Run):
        """In Chinese, and it says what to do while there is nobody."""
        assert "staff add" in run("staff", "list").out
        who = ("李四", "--role", "officer", "--telegram", "1002")
        run("staff", "add", *who)
        assert run("staff", "list").out == "李四　审批人员　telegram 1002\n"

        run("staff", "add", *who, "--department", "工程建设科")
        assert run("staff", "list").out == "李四　审批人员　工程建设科　telegram 1002\n"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("add", "张三", "--role", "boss", "--telegram", "1"), "--role"),
            (("add", "张三", "--role", "enterprise", "--telegram", "1"), "--role"),
            (("add", "张三", "--role", "officer", "--telegram", "@zhang"), "Telegram 编号"),
            (("add", " ", "--role", "officer", "--telegram", "1"), "姓名"),
            (("remove", "谁"), "没有这位工作人员：谁"),
        ],
    )
    def test_bad_input_changes_nothing(self, run: Run, arguments: tuple[str, ...], said: str):
        """One line, exit 2, and the list is as before."""
        ran = run("staff", *arguments, "--json")

        assert (ran.status, ran.out) == (2, "")
        assert said in ran.complaint
        assert run("staff", "list", "--json").value == []


@pytest.mark.postgres
class TestOnPostgresql:
    @pytest.mark.usefixtures("on_postgresql")
    def test_the_first_command_makes_the_schema(self, run: Run):
        """An empty database is enough; what is written is there for the next command."""
        assert run("staff", "add", "张三", "--role", "manager", "--telegram", "7").status == 0

        assert [row["name"] for row in run("staff", "list", "--json").value] == ["张三"]


@pytest.mark.usefixtures("records")
class TestApiTokens:
    def test_a_token_is_printed_once_and_alone(self, run: Run):
        """Standard output is the token; that it is not shown again is said elsewhere."""
        ran = run("api-token", "create", "一张网")

        assert ran.status == 0
        assert ran.out.strip().startswith("bb_")
        assert len(ran.out.split()) == 1
        assert "只显示这一次" in ran.complaint

    def test_names_are_not_used_twice(self, run: Run):
        """Nor may a name be empty."""
        run("api-token", "create", "一张网")

        again, unnamed = run("api-token", "create", "一张网"), run("api-token", "create", "")

        assert (again.status, unnamed.status) == (2, 2)
        assert "一张网" in again.complaint
        assert "名称" in unnamed.complaint

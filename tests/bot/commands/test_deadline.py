"""``bangban deadline``: the last day, and days that add up to it."""

from tests.bot.commands.conftest import Run


class TestTheDay:
    def test_a_worked_saturday_counts_and_the_festival_does_not(self, run: Run):
        """Seven working days from 11 February 2026 end on the 27th, with Saturday the 14th counted."""
        ran = run("deadline", "--from", "2026-02-11", "--days", "7", "--json")

        assert ran.status == 0
        assert ran.value["due_on"] == "2026-02-27"
        assert ran.value["provisional"] is False
        saturday = {"from": "2026-02-14", "to": "2026-02-14", "days": 1, "counted": True}
        assert saturday.items() <= ran.value["explanation"][1].items()
        assert sum(row["days"] for row in ran.value["explanation"] if row["counted"]) == 7
        assert ran.err == ""

    def test_calendar_days_run_through_the_festival(self, run: Run):
        """The same seven days as 自然日 end a week later."""
        ran = run("deadline", "--from", "2026-02-11", "--days", 7, "--unit", "calendar", "--json")

        assert ran.value["due_on"] == "2026-02-18"

    def test_a_stop_leaves_out_its_first_day_and_counts_the_day_of_resuming(self, run: Run):
        """[24th, 26th) takes two working days out; a second stop takes out another."""
        base = ("deadline", "--from", "2026-02-11", "--days", "7", "--json")

        one = run(*base, "--stop", "2026-02-24..2026-02-26")
        two = run(*base, "--stop", "2026-02-24..2026-02-26", "--stop", "2026-02-27..2026-02-28")

        # The 28th is a worked Saturday, so it is counted in both.
        assert one.value["due_on"] == "2026-03-02"
        assert two.value["due_on"] == "2026-03-03"

    def test_a_year_without_its_notice_gives_an_estimate(self, run: Run):
        """A count that touches a year whose 放假安排 is unknown says so, to people too."""
        as_json = run("deadline", "--from", "2090-01-03", "--days", "3", "--json")
        in_words = run("deadline", "--from", "2090-01-03", "--days", "3")

        assert as_json.value["provisional"] is True
        assert "预计" in in_words.out

    def test_people_read_the_weekday_and_a_line_for_each_run_of_days(self, run: Run):
        """Without --json the same is said in Chinese."""
        ran = run("deadline", "--from", "2026年2月11日", "--days", "7")

        assert ran.out.splitlines()[0] == "到期日：2026-02-27（周五）"
        assert "2026-02-14：调休上班（春节），计入 1 天" in ran.out


class TestBadInput:
    def test_each_is_one_line_that_names_the_option_and_exit_2(self, run: Run):
        """Impossible days, counts, units and stops are refused before anything is counted."""
        good = {"--from": "2026-02-11", "--days": "7"}
        for wrong, named in (
            ({"--from": "2026-02-30"}, "--from"),
            ({"--from": "昨天"}, "--from"),
            ({"--days": "seven"}, "--days"),
            ({"--days": "-1"}, "--days"),
            ({"--days": "0"}, "天数"),
            ({"--days": "99999"}, "天数"),
            ({"--from": "9999-12-31"}, "天数"),
            ({"--unit": "hours"}, "--unit"),
            ({"--stop": "2026-02-12"}, "--stop"),
            ({"--stop": "2026-02-20..2026-02-12"}, "--stop"),
        ):
            options = [part for pair in (good | wrong).items() for part in pair]

            ran = run("deadline", *options, "--json")

            assert (ran.status, ran.out) == (2, ""), wrong
            assert named in ran.complaint, wrong

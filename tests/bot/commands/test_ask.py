"""``bangban ask``: the answer of the chat, at the terminal."""

import pytest

from bot.texts.answers import ENDINGS
from retrieval.answers import AnswerStatus
from tests.bot.commands.conftest import Run

pytestmark = pytest.mark.usefixtures("library")

CITED = {"document", "article", "quote", "level", "in_force_from", "source"}


class TestAsking:
    def test_an_answer_has_the_agreed_shape_and_its_ground(self, run: Run):
        """How long a construction permit takes, with the clause."""
        ran = run("ask", "施工许可证几天能批下来？", "--json")

        assert ran.status == 0
        assert ran.err == ""
        said = ran.value
        assert set(said) == {
            "status",
            "answer",
            "confidence",
            "citations",
            "candidates",
            "latency_ms",
        }
        assert said["status"] == "answered"
        assert "7 个工作日" in said["answer"]
        assert "第八条" in said["answer"]
        assert said["citations"]
        assert all(set(citation) >= CITED for citation in said["citations"])
        assert 0 < said["confidence"] <= 1

    def test_people_read_the_answer_alone(self, run: Run):
        """Without --json."""
        as_json = run("ask", "施工许可证几天能批下来？", "--json").value

        assert run("ask", "施工许可证几天能批下来？").out == as_json["answer"] + "\n"

    def test_a_question_goes_on_from_those_before(self, run: Run):
        """「那需要什么材料？」 means the permit asked about before, and nothing without it."""
        question = "那需要什么材料？"

        alone = run("ask", question, "--json").value
        after = run("ask", question, "--history", "施工许可证几天能批下来？", "--json").value

        assert alone["status"] == "clarification_no_topic"
        assert after["status"] == "answered"
        assert {citation["article"] for citation in after["citations"]} & {"申请材料", "材料"}

    def test_an_ending_without_words_of_its_own_gets_those_of_the_chat(self, run: Run):
        """In JSON and in plain words."""
        expected = ENDINGS[AnswerStatus.ROUTED_GREETING]

        assert run("ask", "你好", "--json").value["answer"] == expected
        assert run("ask", "你好").out == expected + "\n"

    def test_what_is_not_yet_in_force_is_not_said(self, run: Run):
        """The day asked about decides, not today."""
        ran = run("ask", "施工许可证几天能批下来？", "--on", "1990-01-01", "--json")

        assert ran.status == 0
        assert "7 个工作日" not in ran.value["answer"]
        assert all((c["in_force_from"] or "") <= "1990-01-01" for c in ran.value["citations"])

    @pytest.mark.parametrize(
        ("question", "status"),
        [("", AnswerStatus.REJECTED_EMPTY), ("长" * 5000, AnswerStatus.REJECTED_TOO_LONG)],
    )
    def test_what_is_no_question_is_bad_input(self, run: Run, question: str, status: AnswerStatus):
        """Exit 2, one line; --json still names the ending."""
        in_words, as_json = run("ask", question), run("ask", question, "--json")

        assert (in_words.status, in_words.out) == (2, "")
        assert in_words.complaint == ENDINGS[status]
        assert (as_json.status, as_json.value["status"]) == (2, status.value)


class TestAnUnusableIndex:
    def test_another_embedding_that_does_not_answer_is_said_in_one_line(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ):
        """Exit 1: the question was fine."""
        monkeypatch.setenv("BANGBAN_EMBEDDING_BASE_URL", "http://127.0.0.1:9/v1")
        monkeypatch.setenv("BANGBAN_EMBEDDING_MODEL", "some-model")

        ran = run("ask", "施工许可证几天能批下来？", "--json")

        assert (ran.status, ran.out) == (1, "")
        assert "some-model" in ran.complaint

"""The figures, each worked out by hand."""

from datetime import date

import pytest

from retrieval.answers import AnswerStatus
from retrieval.evaluation.endings import endings
from retrieval.evaluation.grounding import grounding
from retrieval.evaluation.metrics import by_type, latencies, percentile
from retrieval.evaluation.rankings import rankings
from retrieval.evaluation.shares import Share
from tests.retrieval.outcome_builders import a_passage, an_outcome, refused


class TestRankings:
    def test_ranks_one_and_three_and_none(self):
        """Hit@1 1/3, hit@5 2/3, MRR (1 + 1/3 + 0) / 3."""
        found = rankings(
            [
                an_outcome(gold=("甲法第一条",), retrieved=("甲法第一条", "乙法第二条")),
                an_outcome(gold=("甲法第三条",), retrieved=("丙#时限", "乙法第二条", "甲法第三条")),
                an_outcome(gold=("甲法第四条",), retrieved=("丙#时限",)),
            ]
        )

        assert found["hit@1"].value == pytest.approx(1 / 3)
        assert found["hit@5"].value == pytest.approx(2 / 3)
        assert found["mrr@10"].value == pytest.approx(4 / 9)

    def test_recall_is_the_share_of_all_gold_that_was_found(self):
        """One of two, in the first ten only."""
        ten = tuple(f"丙法第{n}条" for n in "一二三四五六七八九")
        one = an_outcome(
            gold=("甲法第一条", "甲法第二条"), retrieved=(*ten, "甲法第一条", "甲法第二条")
        )

        assert rankings([one])["recall@10"].value == 0.5

    def test_another_field_of_the_right_guide_is_a_hit_on_the_item_only(self):
        """What people asked about was understood; what they asked was not found."""
        found = rankings([an_outcome(gold=("施工许可#时限",), retrieved=("施工许可#材料",))])

        assert found["item_hit@1"].value == 1
        assert found["hit@1"].value == 0

    def test_a_guide_as_gold_stands_for_all_its_fields(self):
        """But not for a guide whose name merely begins the same."""
        right = an_outcome(gold=("施工许可",), retrieved=("施工许可#材料",))
        other = an_outcome(gold=("施工许可",), retrieved=("施工许可延期#材料",))

        assert rankings([right, other])["hit@1"].value == 0.5

    def test_statutes_say_nothing_about_items(self):
        """Their golds are not counted."""
        found = rankings([an_outcome(gold=("甲法第一条",), retrieved=("甲法第一条",))])

        assert found["item_hit@1"].value is None

    def test_unanswerable_questions_are_not_ranked(self):
        """There is nothing to find."""
        found = rankings([refused(answerable=False)])

        assert {share.value for share in found.values()} == {None}


class TestKeyFacts:
    @pytest.mark.parametrize(
        ("text", "status", "counts"),
        [
            ("应当在 7 个 工作日内办结", AnswerStatus.ANSWERED, True),
            ("应当在七个工作日内办结", AnswerStatus.ANSWERED, True),
            ("应当在九个工作日内办结", AnswerStatus.ANSWERED, False),
            ("应当在7个工作日内办结", AnswerStatus.UNANSWERABLE_NO_SOURCE, False),
            ("7个工作日" + "啊" * 495, AnswerStatus.ANSWERED, True),
            ("7个工作日" + "啊" * 496, AnswerStatus.ANSWERED, False),
        ],
    )
    def test_a_fact_counts_in_an_answer_that_fits_a_phone(
        self, text: str, status: AnswerStatus, counts: bool
    ):
        """Spaces and the way digits are written aside; 500 characters."""
        one = an_outcome(text=text, status=status, key_fact="7 个工作日")

        assert endings([one])["key_fact"].value == counts

    def test_all_facts_need_every_part(self):
        """The key fact and the others."""
        whole = an_outcome(text="五日，二十日", key_fact="五日", facts=("二十日",))
        half = an_outcome(text="五日", key_fact="五日", facts=("二十日",))

        found = endings([whole, half])

        assert found["all_facts"].value == 0.5
        assert found["key_fact"].value == 1


class TestRefusals:
    def test_refusals_are_counted_by_kind(self):
        """Two near-misses, one of them answered; one question off the topic."""
        found = endings(
            [
                refused(answerable=False, type="near"),
                an_outcome(answerable=False, type="near"),
                refused(answerable=False, type="far"),
                refused(answerable=True),
                an_outcome(answerable=True),
            ]
        )

        assert found["refused_unanswerable"].value == pytest.approx(2 / 3)
        assert found["refused_near"].value == 0.5
        assert found["refused_far"].value == 1
        assert found["false_refusal"].value == 0.5

    def test_an_ending_is_expected_by_its_name_or_its_kind(self):
        """unanswerable, or unanswerable_no_source."""
        kind = refused(answerable=False, expect=("unanswerable",))
        name = refused(answerable=False, expect=("unanswerable_no_source",))
        other = refused(answerable=False, expect=("routed", "unanswerable_prediction"))

        assert endings([kind, name, other])["ended_as_expected"].value == pytest.approx(2 / 3)

    def test_forbidden_words_are_looked_for_in_every_ending(self):
        """An old number, or words put into the mouth."""
        said = an_outcome(text="一天发证", forbidden=("1天发证",))
        unsaid = an_outcome(text="七天发证", forbidden=("1天发证",))

        assert endings([said, unsaid])["said_forbidden"].value == 0.5


class TestPremises:
    @pytest.mark.parametrize(
        ("text", "fact", "corrected"),
        [
            ("不是 45 个工作日：七日。\n\n依据……", "七日", True),
            ("法定时限是七日。\n\n以上不作为依据。", "七日", False),
            ("法定时限是七日。", "不等于批准", False),
            ("备案不等于批准开工。", "不等于批准", True),
            ("不是 45 个工作日。", "七日", False),
        ],
    )
    def test_a_correction_says_the_fact_and_denies_the_premise(
        self, text: str, fact: str, corrected: bool
    ):
        """In its first paragraph; the disclaimer denies nothing."""
        one = an_outcome(text=text, key_fact=fact, type="false_premise")

        assert endings([one])["premises_corrected"].value == corrected

    def test_other_questions_have_no_premise_to_correct(self):
        """Only those marked so."""
        assert (
            endings([an_outcome(key_fact="七日", type="lay")])["premises_corrected"].value is None
        )


class TestParaphrases:
    def test_a_group_is_alike_with_the_same_fact(self):
        """From whatever source."""
        one, two = (
            an_outcome(text="七日内", key_fact="七日", group="a", retrieved=(name,))
            for name in ("甲法第一条", "乙法第二条")
        )

        assert endings([one, two])["paraphrases_alike"].value == 1

    def test_a_group_with_an_answer_and_a_refusal_is_not(self):
        """Half a group answered is not half alike."""
        one = an_outcome(text="七日内", key_fact="七日", group="a")
        other = refused(key_fact="七日", group="a")

        assert endings([one, other])["paraphrases_alike"].value == 0

    def test_a_group_that_says_different_things_is_not(self):
        """The fact is in one, and the sources differ."""
        one = an_outcome(text="七日内", key_fact="七日", group="a", retrieved=("甲法第一条",))
        other = an_outcome(text="交材料", key_fact="七日", group="a", retrieved=("乙法第二条",))

        assert endings([one, other])["paraphrases_alike"].value == 0

    def test_a_group_that_misses_the_fact_from_one_source_is_alike(self):
        """Whether it is right is another figure."""
        one, two = (
            an_outcome(text=text, key_fact="七日", group="a", retrieved=("甲法第一条",))
            for text in ("七日内", "交材料")
        )

        assert endings([one, two])["paraphrases_alike"].value == 1

    def test_groups_are_counted_not_questions(self):
        """A large group weighs as much as a small one."""
        large = [refused(group="a", answerable=False) for _ in range(4)]
        small = [
            refused(group="b", answerable=False),
            an_outcome(group="b", answerable=False),
        ]

        found = endings([*large, *small])["paraphrases_alike"]

        assert (found.value, found.units) == (0.5, 2)


class TestGrounding:
    def test_a_quote_is_precise_when_it_stands_in_its_passage(self):
        """White space and outer … aside; one of two."""
        passage = {"p": a_passage("建设单位应当领取施工许可证。")}
        one = an_outcome(quotes=("…应当领取 施工许可证", "可以领取施工许可证"), passages=passage)

        assert grounding([one])["citation_precision"].value == 0.5

    @pytest.mark.parametrize(
        ("on", "stale"), [(date(2019, 12, 31), 1), (date(2020, 1, 1), 0), (date(2025, 1, 1), 1)]
    )
    def test_a_citation_is_stale_outside_its_days(self, on: date, stale: float):
        """In force from 2020-01-01 up to, not on, 2025-01-01."""
        passage = {"p": a_passage("应当领取许可证。", effective_to=date(2025, 1, 1))}
        one = an_outcome(quotes=("应当领取许可证",), passages=passage, on=on)

        found = grounding([one])

        assert found["stale_citations"].value == stale
        assert found["citation_precision"].value == 1 - stale

    def test_a_citation_of_nothing_is_not_precise(self):
        """No passage has that id."""
        assert grounding([an_outcome(quotes=("甲",))])["citation_precision"].value == 0

    def test_a_dropped_exception_counts_once_per_answer(self):
        """However many there are; an answer that says it drops nothing."""
        passage = {"p": a_passage("应当领取许可证；但是，限额以下的除外。")}
        drops = an_outcome(text="应当领取许可证", quotes=("应当领取许可证",), passages=passage)
        says = an_outcome(
            text="应当领取许可证；但限额以下的除外", quotes=("应当领取许可证",), passages=passage
        )

        assert grounding([drops, says])["dropped_conditions"].value == 0.5


class TestShares:
    def test_a_share_of_nothing_is_none(self):
        """And has no interval."""
        assert Share(((0, 0),)).value is None
        assert Share(()).interval is None

    def test_the_interval_is_that_of_the_binomial(self):
        """100 questions, half of them right: 0.5 ± 1.96 · 0.05."""
        low, high = Share(((1, 1), (0, 1)) * 50).interval or (0, 0)

        assert low == pytest.approx(0.402, abs=0.02)
        assert high == pytest.approx(0.598, abs=0.02)

    def test_the_interval_of_a_file_is_always_the_same(self):
        """The seed is fixed."""
        share = Share(((1, 1), (0, 1), (1, 1)))

        assert share.interval == share.interval

    def test_what_is_alike_everywhere_has_no_width(self):
        """Chance in the choice of questions changes nothing."""
        assert Share(((1, 1),) * 9).interval == (1, 1)


def test_types_are_told_apart():
    """Each with its number of questions."""
    found = by_type(
        [
            an_outcome(text="七日", key_fact="七日", type="lay"),
            an_outcome(key_fact="七日", type="lay"),
            refused(answerable=False),
        ]
    )

    assert found["lay"]["questions"] == 2
    assert found["lay"]["key_fact"] == 0.5
    assert found["-"]["refused"] == 1


def test_latencies_are_the_middle_and_the_slow_end():
    """Nearest rank over 1…20 ms."""
    outcomes = [an_outcome(latency_ms=float(n)) for n in range(1, 21)]

    assert latencies(outcomes) == {"latency_ms_p50": 10.0, "latency_ms_p95": 19.0}


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([], 0.5, None),
        ([3.0], 0.95, 3.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 0.95, 4.0),
    ],
)
def test_a_percentile_is_the_nearest_rank(
    values: list[float], share: float, expected: float | None
):
    assert percentile(values, share) == expected

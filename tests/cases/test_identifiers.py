"""Codes as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import BadProjectCode, BadUscc
from cases.rules.identifiers import ALPHABET, check_uscc, normalise_project_code

REAL = "914403001922038216"


class TestProjectCodes:
    @pytest.mark.parametrize(
        "text",
        [
            "2312-370103-04-01-123456",
            " 2312-370103-04-01-123456\n",
            "２３１２－３７０１０３－０４－０１－１２３４５６",
            "2312—370103–04-01−123456",
            "2312 370103 04 01 123456",
            "23123701030401123456",
        ],
    )
    def test_every_way_of_writing_one_means_the_same(self, text: str):
        assert normalise_project_code(text) == "2312-370103-04-01-123456"

    def test_a_code_of_before_2020_begins_with_the_year(self):
        code = "2018-370103-70-03-012345"

        assert normalise_project_code(code) == code

    @pytest.mark.parametrize(
        "text", ["", "2313-370103-04-01-123456", "2312-370103-04-01-12345", "abc", "1" * 5000]
    )
    def test_what_is_none_is_refused_in_one_line(self, text: str):
        with pytest.raises(BadProjectCode, match="项目代码不正确") as caught:
            normalise_project_code(text)
        assert "\n" not in str(caught.value)
        assert len(str(caught.value)) < 200


class TestOrganisationCodes:
    @pytest.mark.parametrize(
        "code", ["91110000802100433B", REAL, "91370103MA0000001B", "91370103MA3TE5T015"]
    )
    def test_codes_with_the_right_check_character_pass(self, code: str):
        assert check_uscc(code.lower()) == code

    @given(st.integers(0, 17), st.sampled_from(ALPHABET))
    def test_one_wrong_character_is_always_noticed(self, place: int, other: str):
        wrong = REAL[:place] + other + REAL[place + 1 :]
        if wrong == REAL:
            return

        with pytest.raises(BadUscc):
            check_uscc(wrong)

    @pytest.mark.parametrize(
        "text, reason",
        [
            ("91370103MA0000001C", "校验位不符"),
            ("91370103MA000000", "应为 18 位，实为 16 位"),
            ("9137O103MA0000001B", "不应出现 O"),
            ("91A70103MA0000001B", "应为数字"),
        ],
    )
    def test_the_reason_is_said(self, text: str, reason: str):
        with pytest.raises(BadUscc, match=reason):
            check_uscc(text)

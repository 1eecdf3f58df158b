"""An endpoint that is down is left alone, and tried again by one question at a time."""

from contextlib import suppress
from dataclasses import dataclass

import pytest

from retrieval.breaker import LONGEST_REST, PATIENCE, REST, Breaker
from retrieval.errors import ModelUnusable, Trouble


@dataclass
class Endpoint:
    """Calls through a breaker on a clock that a test advances."""

    now: float = 1000.0

    def __post_init__(self) -> None:
        self.breaker = Breaker(lambda: self.now)

    def fails(self, trouble: Trouble = Trouble.TIMED_OUT, stay_away: float | None = None) -> None:
        with suppress(ModelUnusable), self.breaker.call():
            raise ModelUnusable(trouble, stay_away=stay_away)

    def is_asked(self) -> bool:
        """Make a call that succeeds, if it is let through."""
        with suppress(ModelUnusable), self.breaker.call():
            return True
        return False


def test_failures_in_a_row_open_it_and_a_success_between_does_not():
    endpoint = Endpoint()
    for _ in range(PATIENCE - 1):
        endpoint.fails()
    assert endpoint.is_asked()
    for _ in range(PATIENCE - 1):
        endpoint.fails()
    assert endpoint.is_asked()

    for _ in range(PATIENCE):
        endpoint.fails()

    assert not endpoint.is_asked()


def test_after_its_rest_it_is_asked_and_a_success_closes_it():
    endpoint = Endpoint()
    for _ in range(PATIENCE):
        endpoint.fails()
    endpoint.now += REST - 1
    assert not endpoint.is_asked()

    endpoint.now += 1

    assert endpoint.is_asked()
    endpoint.fails()
    assert endpoint.is_asked()


def test_only_one_question_tries_it():
    """The others go on without a model while the first still waits."""
    endpoint = Endpoint()
    for _ in range(PATIENCE):
        endpoint.fails()
    endpoint.now += REST

    with endpoint.breaker.call():
        assert not endpoint.is_asked()
    assert endpoint.is_asked()


def test_a_call_from_before_the_rest_lets_nobody_in_beside_the_one():
    """It began while all was well and ends while another tries the endpoint."""
    endpoint = Endpoint()
    before = endpoint.breaker.call()
    before.__enter__()
    for _ in range(PATIENCE):
        endpoint.fails()
    endpoint.now += REST

    with endpoint.breaker.call():
        with suppress(TimeoutError):
            before.__exit__(TimeoutError, TimeoutError(), None)
        assert not endpoint.is_asked()


def test_a_question_that_was_given_up_does_not_keep_the_others_out():
    endpoint = Endpoint()
    for _ in range(PATIENCE):
        endpoint.fails()
    endpoint.now += REST

    with suppress(TimeoutError), endpoint.breaker.call():
        raise TimeoutError

    assert endpoint.is_asked()


def test_each_further_rest_is_longer_up_to_a_limit():
    endpoint = Endpoint()
    for _ in range(PATIENCE):
        endpoint.fails()
    rest = REST
    for _ in range(8):
        endpoint.now += rest - 0.5
        assert not endpoint.is_asked()
        endpoint.now += 0.5
        endpoint.fails()
        rest = min(2 * rest, LONGEST_REST)

    assert rest == LONGEST_REST


@pytest.mark.parametrize(("said", "waits"), [(7.0, 7.0), (86400.0, LONGEST_REST)])
def test_it_stays_away_as_long_as_it_was_told(said: float, waits: float):
    """Retry-After counts from the first 429; a day is not believed."""
    endpoint = Endpoint()

    endpoint.fails(Trouble.RATE_LIMITED, stay_away=said)

    endpoint.now += waits - 0.1
    assert not endpoint.is_asked()
    endpoint.now += 0.1
    assert endpoint.is_asked()


@pytest.mark.parametrize("trouble", [Trouble.WRONG_FORM, Trouble.DECLINED, Trouble.REQUEST_REFUSED])
def test_words_that_are_no_use_do_not_mean_that_it_is_down(trouble: Trouble):
    endpoint = Endpoint()

    for _ in range(10):
        endpoint.fails(trouble)

    assert endpoint.is_asked()

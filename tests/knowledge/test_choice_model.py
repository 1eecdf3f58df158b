"""Learning what decides a choice."""

import numpy as np
import pytest

from knowledge.choice_model import Choices, fitted


def chosen_by(weights: list[float], *, choices: int = 400, width: int = 8) -> list[Choices]:
    """Choices among random rows, each made with the odds that *weights* give it."""
    chance = np.random.default_rng(7)
    made = []
    for _ in range(choices):
        rows = chance.normal(size=(width, len(weights)))
        odds = np.exp(rows @ weights)
        right = np.zeros(width, dtype=bool)
        right[chance.choice(width, p=odds / odds.sum())] = True
        made.append(Choices(rows, right))
    return made


def test_the_weights_that_choices_were_made_with_are_found_again() -> None:
    assert fitted(chosen_by([2.0, 0.5])) == pytest.approx([2.0, 0.5], abs=0.25)


def test_what_counts_against_a_choice_is_left_out() -> None:
    """And the others are weighed as if it were not there."""
    made = chosen_by([1.0, -1.5])

    alone = fitted([Choices(choice.features[:, :1], choice.right) for choice in made])

    assert fitted(made).tolist() == [alone[0], 0.0]
    assert alone[0] > 0.5


def test_choices_of_different_sizes_and_with_several_right_ones_can_be_learned_from() -> None:
    pairs = [Choices(np.array([[1.0], [0.0]]), np.array([True, False]))] * 20
    threes = [Choices(np.array([[1.0], [1.0], [0.0]]), np.array([True, True, False]))] * 20

    assert fitted(pairs + threes)[0] > 1


@pytest.mark.parametrize(
    "choices",
    [
        pytest.param([], id="none"),
        pytest.param([Choices(np.eye(2), np.zeros(2, dtype=bool))], id="nothing right"),
        pytest.param([Choices(np.ones((3, 2)), np.array([True, False, False]))], id="all alike"),
    ],
)
def test_where_nothing_tells_choices_apart_every_weight_is_zero(choices: list[Choices]) -> None:
    assert not fitted(choices).any()

"""The language model behind a small port: it may reword what was found, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.passages import Passage


@dataclass(frozen=True)
class Claim:
    """One sentence of the model and the passages that it says it rests on."""

    text: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Said:
    """What a model said, and how many tokens that took; zero where the endpoint does not say."""

    claims: tuple[Claim, ...]
    input_tokens: int = 0
    output_tokens: int = 0


class AnswerModel(Protocol):
    """Something that says what passages answer, in plain words."""

    @property
    def name(self) -> str:
        """What is recorded as the author of the wording."""
        ...

    async def claims(
        self, question: str, passages: Sequence[Passage], *, problems: Sequence[str] = ()
    ) -> Said:
        """
        Return sentences, each resting on at least one of *passages*; none when they do not answer.

        *problems* are what was found wrong with the attempt before.

        Raises:
            ModelUnusable: It did not answer in time, or not in the agreed form.
        """
        ...

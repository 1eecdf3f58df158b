"""Whether a model's sentence says what its passages say, judged without any model."""

from retrieval.faithfulness.judging import Ground, unfaithful

__all__ = ["Ground", "unfaithful"]

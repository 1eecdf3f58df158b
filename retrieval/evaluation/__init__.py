"""Measuring the pipeline on questions whose right ending is known."""

from retrieval.evaluation.questions import Question, read_questions
from retrieval.evaluation.run import Evaluation, evaluate

__all__ = ["Evaluation", "Question", "evaluate", "read_questions"]

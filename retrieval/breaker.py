"""Not asking again what has just failed to answer."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from retrieval.errors import ModelUnusable, Trouble

PATIENCE = 2  # failures in a row before it rests
REST = 30.0  # seconds of the first rest; each further one is twice as long
LONGEST_REST = 600.0


class Breaker:
    """
    Keeps questions from waiting for an endpoint that is down.

    After ``PATIENCE`` failures in a row, or one that says how long to stay away, calls are refused
    for a while; then a single one is let through, and its outcome decides.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._rests = 0
        self._closed_until = 0.0
        self._probing = False

    @contextmanager
    def call(self) -> Iterator[None]:
        """
        Make one call in this block; what it raises is counted.

        Raises:
            ModelUnusable: The call is not worth making now.
        """
        probe = self._rests > 0
        if probe and (self._probing or self._now() < self._closed_until):
            raise ModelUnusable(Trouble.RESTING)
        if probe:
            self._probing = True
        try:
            yield
        except ModelUnusable as error:
            if error.trouble.endpoint_is_down:
                self._failed(error.stay_away)
            else:
                self._answered()  # in a form that is no use, but it is there
            raise
        else:
            self._answered()
        finally:
            if probe:
                self._probing = False

    def _failed(self, stay_away: float | None) -> None:
        self._failures += 1
        if stay_away is None and self._failures < PATIENCE and not self._rests:
            return
        rest = REST * 2**self._rests if stay_away is None else stay_away
        self._closed_until = self._now() + min(rest, LONGEST_REST)
        self._rests += 1

    def _answered(self) -> None:
        self._failures = self._rests = 0

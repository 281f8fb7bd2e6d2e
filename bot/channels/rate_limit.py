"""A token bucket for each key: a steady rate with room for a short burst."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_KEYS = 20_000


@dataclass
class _Bucket:
    tokens: float
    at: float


class RateLimiter:
    """Allow ``burst`` events at once and ``per_minute`` in the long run, for each key. ``clock`` gives seconds."""

    def __init__(self, *, burst: int, per_minute: float, clock: Callable[[], float], max_keys: int = MAX_KEYS) -> None:
        self.burst = burst
        self.per_second = per_minute / 60.0
        self.clock = clock
        self.max_keys = max_keys
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def allow(self, key: str) -> bool:
        """Take one token of ``key``; false when none is left."""
        bucket = self._refilled(key)
        if bucket.tokens < 1.0:
            return False
        bucket.tokens -= 1.0
        return True

    def _refilled(self, key: str) -> _Bucket:
        now = self.clock()
        bucket = self._buckets.setdefault(key, _Bucket(float(self.burst), now))
        bucket.tokens = min(self.burst, bucket.tokens + max(0.0, now - bucket.at) * self.per_second)
        bucket.at = now
        self._buckets.move_to_end(key)
        while len(self._buckets) > self.max_keys:  # the longest unused key goes: memory stays bounded under a flood
            self._buckets.popitem(last=False)
        return bucket

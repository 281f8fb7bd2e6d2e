"""The token bucket."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.rate_limit import RateLimiter


class Seconds:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_burst_is_allowed_and_then_the_steady_rate() -> None:
    clock = Seconds()
    limiter = RateLimiter(burst=3, per_minute=60, clock=clock)
    assert [limiter.allow("a") for _ in range(4)] == [True, True, True, False]
    clock.at = 1.0
    assert [limiter.allow("a") for _ in range(2)] == [True, False]


def test_keys_do_not_share() -> None:
    limiter = RateLimiter(burst=1, per_minute=1, clock=Seconds())
    assert limiter.allow("a")
    assert limiter.allow("b")
    assert not limiter.allow("a")


def test_memory_is_bounded() -> None:
    limiter = RateLimiter(burst=1, per_minute=1, clock=Seconds(), max_keys=10)
    for number in range(1000):
        limiter.allow(str(number))
    assert len(limiter._buckets) == 10


@given(st.lists(st.floats(min_value=0, max_value=5), min_size=1, max_size=80))
def test_never_more_than_burst_plus_rate(gaps: list[float]) -> None:
    clock = Seconds()
    limiter = RateLimiter(burst=4, per_minute=30, clock=clock)
    allowed = 0
    for gap in gaps:
        clock.at += gap
        allowed += limiter.allow("a")
    assert allowed <= 4 + clock.at * 0.5 + 1e-6

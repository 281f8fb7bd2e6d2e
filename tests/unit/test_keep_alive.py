"""A server that cannot start is given up; one that is killed is always started again."""

from __future__ import annotations

import pytest

from bot.keep_alive import MAX_SHORT_LIVES, SHORT_LIFE_SECONDS, next_count


@pytest.mark.parametrize(
    ("before", "code", "lived", "after"),
    [
        (0, 1, 1.0, 1),
        (MAX_SHORT_LIVES - 1, 1, 1.0, MAX_SHORT_LIVES),
        (3, 1, SHORT_LIFE_SECONDS + 1, 1),
        (3, -9, 1.0, 0),
        (0, -15, 1.0, 0),
    ],
)
def test_short_lives_are_counted(before: int, code: int, lived: float, after: int) -> None:
    assert next_count(before, code, lived) == after

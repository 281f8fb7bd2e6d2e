"""From a message's text to what the linear model reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

Document = tuple[Sequence[str], str]
"""Tokens and text."""
DIGITS = re.compile(r"\d+")
LONG_NUMBER = 7
"""Digits from which a number is a phone, a case or an identity number."""
MAX_CHARACTERS = 400
"""A long story is read from its first and last part: the question stands at either end."""


GREETING = re.compile(
    "(?:(?:律师|老师|同志|大哥|小姐姐|各位|请问|请教|咨询|你好|您好|打扰|麻烦问|想问|问)"
    "(?:一?下|们|律师|老师|大家|了)*[，,。.！!：:~ 啊呀呢]*)+"
)
LEAST_LEFT = 4
"""Characters that must remain for a greeting to be left out."""


def shorten(text: str) -> str:
    """Keep the first and last part of a very long text."""
    half = MAX_CHARACTERS // 2
    return text if len(text) <= MAX_CHARACTERS else f"{text[:half]}{text[-half:]}"


def blur_digits(text: str) -> str:
    """Every run of digits becomes ``0``, a long one ``#``: amounts and dates must not be vocabulary, 88 is no phone."""
    return DIGITS.sub(lambda run: "#" if len(run.group()) >= LONG_NUMBER else "0", text)


def document(tokens: Sequence[str], text: str) -> Document:
    """The pair ``(tokens, text)`` of the linear model: digits blurred, a greeting in front of a question left out."""
    greeting = GREETING.match(text)
    skipped = greeting.end() if greeting and len(text) - greeting.end() >= LEAST_LEFT else 0
    kept, at = [], 0
    for token in tokens:
        if at >= skipped:
            kept.append(blur_digits(token))
        at += len(token)
    return kept, blur_digits(shorten(text[skipped:]))

"""Chinese numerals as laws and residents write them: 三千五百 -> 3500, 两 -> 2, １０ -> 10, 一千零七十九 <- 1079."""

from __future__ import annotations

import unicodedata

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
PLACES = {"十": 10, "百": 100, "千": 1000}
BIG_PLACES = {"万": 10_000, "亿": 100_000_000}
NUMERALS = "".join((*DIGITS, *PLACES, *BIG_PLACES))


def to_ascii(text: str) -> str:
    """Return ``text`` with full-width letters, digits and punctuation narrowed (NFKC)."""
    return unicodedata.normalize("NFKC", text)


def parse_number(text: str) -> float:
    """Return the value of an Arabic (1,000 / 1.5 / ３万), Chinese (三千五百) or mixed (3千) numeral.

    Raises:
        ValueError: the text is not one number (两三, 十几, empty).
    """
    plain = to_ascii(text).replace(",", "").strip()
    if not plain:
        raise ValueError("empty numeral")
    if plain[0].isdigit():
        return _parse_arabic(plain)
    return float(_parse_chinese(plain))


def _parse_arabic(text: str) -> float:
    scale = 1
    while text and text[-1] in "百千万亿":
        scale *= {**PLACES, **BIG_PLACES}[text[-1]]
        text = text[:-1]
    return float(text) * scale


def _parse_chinese(text: str) -> int:
    total = section = 0
    digit: int | None = None
    last_place = 10**12
    for char in text:
        if char in DIGITS:
            if digit:
                raise ValueError(f"two digits in a row: {text}")
            digit = DIGITS[char]
        elif char in PLACES:
            section += (1 if digit is None else digit) * PLACES[char]
            digit, last_place = None, PLACES[char]
        elif char in BIG_PLACES:
            total = (total + section + (digit or 0)) * BIG_PLACES[char]
            section, digit, last_place = 0, None, BIG_PLACES[char]
        else:
            raise ValueError(f"not a numeral: {text}")
    return total + section + _colloquial_tail(text, digit, last_place)


def _colloquial_tail(text: str, digit: int | None, last_place: int) -> int:
    """三千五 is 3500 in speech, 三千零五 is 3005."""
    if not digit:
        return 0
    follows_place = len(text) > 1 and text[-2] not in DIGITS and 100 <= last_place < 10**12
    return digit * last_place // 10 if follows_place else digit


def to_chinese(number: int) -> str:
    """Return ``number`` (1 to 9999) in the form laws use for articles: 1079 -> 一千零七十九, 12 -> 十二.

    Raises:
        ValueError: outside 1..9999.
    """
    if not 1 <= number <= 9999:
        raise ValueError(f"out of range: {number}")
    names = "零一二三四五六七八九"
    out = ""
    pending_zero = False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            out += ("零" if pending_zero else "") + names[digit] + name
            pending_zero = False
        elif out:
            pending_zero = True
    return out[1:] if out.startswith("一十") else out

"""What residents mean by a time, phrase by phrase."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.nlu.moments import CITY_TIME, Wish, read_moment, read_wish

WEDNESDAY = datetime(2026, 5, 13, 10, 0, tzinfo=CITY_TIME)
SUNDAY = datetime(2026, 5, 17, 10, 0, tzinfo=CITY_TIME)


def phrases() -> list[Any]:
    blocks = yaml.safe_load(Path(__file__).with_name("appointment_phrases.yml").read_text(encoding="utf-8"))
    return [
        pytest.param(
            aware(block["at"]), str(phrase), None if start is None else aware(start), id=f"{phrase}@{block['at']}"
        )
        for block in blocks
        for phrase, start in block["says"].items()
    ]


def aware(written: str | date) -> datetime:
    text = str(written)
    return datetime.fromisoformat(text[:16]).replace(tzinfo=CITY_TIME)


@pytest.mark.parametrize("at, phrase, start", phrases())
def test_appointment_phrase_starts_when_it_says(at: datetime, phrase: str, start: datetime | None) -> None:
    moment = read_moment(phrase, at)
    assert (moment.start if moment else None) == start


def test_there_are_more_than_a_hundred_appointment_phrases() -> None:
    assert sum(case.values[2] is not None for case in phrases()) >= 100


@pytest.mark.parametrize(
    "at, phrase, code",
    [
        (WEDNESDAY, "周三", "weekday_is_today"),
        (WEDNESDAY, "周四", None),
        (WEDNESDAY, "下周三", None),
        (SUNDAY, "下周三", "next_week_on_sunday"),
        (WEDNESDAY, "13号", "day_is_today"),
        (WEDNESDAY, "八月十五", "lunar_or_solar"),
        (WEDNESDAY, "八月十五号", None),
        (WEDNESDAY, "明天七点", "am_or_pm"),
        (WEDNESDAY, "明早七点", None),
        (WEDNESDAY, "过几天", "approximate"),
        (WEDNESDAY, "两三天后", "approximate"),
    ],
)
def test_unclear_time_says_why_it_is_unclear(at: datetime, phrase: str, code: str | None) -> None:
    moment = read_moment(phrase, at)
    assert moment is not None
    assert moment.ambiguous == code


@pytest.mark.parametrize(
    "phrase, grain, end",
    [
        ("明天", "day", "2026-05-15 00:00"),
        ("明天上午", "part_of_day", "2026-05-14 12:00"),
        ("下周", "week", "2026-05-25 00:00"),
        ("下个月", "month", "2026-07-01 00:00"),
        ("明天三点", "hour", "2026-05-14 16:00"),
        ("明天三点半", "minute", "2026-05-14 15:31"),
        ("下周一到周三", "day", "2026-05-21 00:00"),
        ("明天上午9点到11点", "hour", "2026-05-14 12:00"),
        ("这周末", "day", "2026-05-18 00:00"),
    ],
)
def test_grain_and_end_follow_what_was_said(phrase: str, grain: str, end: str) -> None:
    moment = read_moment(phrase, WEDNESDAY)
    assert moment is not None
    assert (moment.grain, moment.end) == (grain, aware(end))


@pytest.mark.parametrize(
    "phrase, start",
    [
        ("去年3月被辞退", "2025-03-01"),
        ("3月被辞退的", "2026-03-01"),
        ("11月份出的事", "2025-11-01"),
        ("周五收到的判决书", "2026-05-08"),
        ("10号拿到处罚决定", "2026-05-10"),
        ("20号拿到处罚决定", "2026-04-20"),
        ("昨天收到处罚决定书", "2026-05-12"),
        ("今年春节以前打的", "2026-02-16"),
        ("国庆节", "2025-10-01"),
        ("下午三点打的人", "2026-05-12 15:00"),
        ("两个月前签的合同", "2026-03-13"),
        ("前年腊月二十三", "2025-01-22"),
    ],
)
def test_deadline_question_takes_the_last_such_time(phrase: str, start: str) -> None:
    moment = read_moment(phrase, WEDNESDAY, prefer="past")
    assert moment is not None
    assert moment.start == aware(start)


def test_moment_keeps_the_words_it_was_read_from() -> None:
    moment = read_moment("那我就下周二上午九点半过去吧", WEDNESDAY)
    assert moment is not None
    assert moment.text == "下周二上午九点半"


def test_reference_in_another_zone_is_read_in_the_citys_time() -> None:
    from datetime import timezone

    late = datetime(2026, 5, 13, 20, 0, tzinfo=timezone.utc)  # 04:00 on the 14th in the city
    moment = read_moment("明天", late)
    assert moment is not None
    assert moment.start == aware("2026-05-15")


def test_naive_reference_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        read_moment("明天", datetime(2026, 5, 13))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(
    "text", ["2月30日", "6月31号", "九万年后", "五千亿天以后", "一个月六千", "每月三千", "一个月四千五"]
)
def test_impossible_date_is_no_moment(text: str) -> None:
    assert read_moment(text, WEDNESDAY) is None


@pytest.mark.parametrize(
    "text",
    ["随便哪天都行", "哪天都行", "什么时候都可以", "都可以", "你们安排就行", "时间不限", "啥时候都成", "听你们的"],
)
def test_open_wish_is_any_time(text: str) -> None:
    assert read_wish(text) is Wish.ANY


@pytest.mark.parametrize("text", ["越快越好", "尽快吧", "最早的", "早点儿最好", "赶紧的", "最近的一个时间"])
def test_hurry_is_the_soonest_time(text: str) -> None:
    assert read_wish(text) is Wish.SOONEST


@pytest.mark.parametrize("text", ["下周三上午", "十五号", "我不去了", "要带身份证吗"])
def test_other_texts_are_no_wish(text: str) -> None:
    assert read_wish(text) is None

"""What holds for every reference time and every weekday, day and clock time."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.jionlp_library import jionlp
from bot.nlu.moments import CITY_TIME, read_moment

jionlp()  # its import takes longer than one example may

references = st.datetimes(min_value=datetime(2005, 1, 1), max_value=datetime(2060, 12, 31)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=CITY_TIME)
)
weekdays = st.integers(0, 6)
CHINESE_WEEKDAYS = "一二三四五六日"
WEEK_WORDS = st.sampled_from(["周", "星期", "礼拜"])
DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """Write 0 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones or not tens else "")


@given(references, weekdays, WEEK_WORDS)
def test_bare_weekday_is_the_coming_one(reference: datetime, weekday: int, word: str) -> None:
    moment = read_moment(word + CHINESE_WEEKDAYS[weekday], reference)
    assert moment is not None
    assert moment.start.weekday() == weekday
    assert 1 <= (moment.start.date() - reference.date()).days <= 7
    assert (moment.ambiguous == "weekday_is_today") == (reference.weekday() == weekday)


@given(references, weekdays, WEEK_WORDS, st.integers(-3, 3))
def test_prefixed_weekday_lies_in_that_calendar_week(reference: datetime, weekday: int, word: str, weeks: int) -> None:
    prefix = "这" if weeks == 0 else ("下" if weeks > 0 else "上") * abs(weeks)
    moment = read_moment(f"{prefix}{word}{CHINESE_WEEKDAYS[weekday]}", reference)
    assert moment is not None
    monday = reference.date() - timedelta(days=reference.weekday())
    assert moment.start.date() == monday + timedelta(days=7 * weeks + weekday)


@given(references, st.integers(1, 60))
def test_days_later_is_that_many_days_later_in_either_script(reference: datetime, count: int) -> None:
    for written in (str(count), chinese(count)):
        moment = read_moment(f"{written}天后", reference)
        assert moment is not None
        assert moment.start.date() == reference.date() + timedelta(days=count)
        assert moment.grain == "day"


@given(references, st.integers(1, 59))
def test_minutes_later_keeps_the_second(reference: datetime, count: int) -> None:
    moment = read_moment(f"{chinese(count)}分钟后", reference)
    assert moment is not None
    assert moment.start == reference + timedelta(minutes=count)


@given(references, st.integers(0, 23), st.integers(0, 59))
def test_full_clock_time_is_the_next_such_time(reference: datetime, hour: int, minute: int) -> None:
    moment = read_moment(f"{hour:02d}:{minute:02d}", reference)
    assert moment is not None
    assert (moment.start.hour, moment.start.minute) == (hour, minute)
    wait = moment.start - reference.replace(second=0, microsecond=0)
    assert timedelta() <= wait < timedelta(days=1)


@given(references, st.integers(1, 11), st.integers(1, 59))
def test_afternoon_and_morning_settle_the_half_of_the_day(reference: datetime, hour: int, minute: int) -> None:
    clock = f"{chinese(hour)}点{chinese(minute)}分"
    morning = read_moment(f"明天上午{clock}", reference)
    afternoon = read_moment(f"明天下午{clock}", reference)
    assert morning is not None
    assert afternoon is not None
    assert (morning.start.hour, morning.start.minute) == (hour, minute)
    assert afternoon.start - morning.start == timedelta(hours=12)
    assert morning.start.date() == reference.date() + timedelta(days=1)


@given(references, st.integers(1, 12), st.integers(1, 28))
def test_date_without_year_is_within_a_year_on_the_preferred_side(reference: datetime, month: int, day: int) -> None:
    text = f"{month}月{day}日"
    coming, last = read_moment(text, reference), read_moment(text, reference, prefer="past")
    assert coming is not None
    assert last is not None
    assert 0 <= (coming.start.date() - reference.date()).days <= 366
    assert 0 <= (reference.date() - last.start.date()).days <= 366
    assert (coming.start.month, coming.start.day) == (last.start.month, last.start.day) == (month, day)


@given(references, st.dates(min_value=datetime(1950, 1, 1).date(), max_value=datetime(2090, 1, 1).date()))  # noqa: DTZ001
def test_full_date_is_that_date_however_written(reference: datetime, day) -> None:  # type: ignore[no-untyped-def]
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(day.year))
    for text in (
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{year}年{chinese(day.month)}月{chinese(day.day)}号",
    ):
        moment = read_moment(text, reference)
        assert moment is not None
        assert moment.start.date() == day


@given(references, weekdays, st.integers(1, 4))
def test_nth_weekday_of_next_month_is_counted_from_its_first(reference: datetime, weekday: int, which: int) -> None:
    moment = read_moment(f"下个月第{chinese(which)}个周{CHINESE_WEEKDAYS[weekday]}", reference)
    assert moment is not None
    assert moment.start.weekday() == weekday
    assert (moment.start.day - 1) // 7 == which - 1
    assert (moment.start.year * 12 + moment.start.month) - (reference.year * 12 + reference.month) == 1


@settings(max_examples=300)
@given(
    st.text(
        alphabet="明后天上下午周三五一二十点半号月年0123456789:/-.之前后内第个最后到差刻春节国庆农历初正腊 的",
        max_size=14,
    ),
    references,
)
def test_no_text_breaks_the_reader_and_an_end_never_precedes_its_start(text: str, reference: datetime) -> None:
    moment = read_moment(text, reference)
    assert moment is None or moment.start <= moment.end
